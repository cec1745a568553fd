import type { ColumnModel, TableModel } from '../../../connections/index.ts';

/** What a phrase of a question may mean: a table, a column, a table's name columns, a stored value, or a metric. */
export type Ref =
  | { kind: 'table'; table: TableModel; score: number }
  | { kind: 'column'; table: TableModel; column: ColumnModel; score: number }
  | { kind: 'label'; table: TableModel; score: number }
  | {
      kind: 'value';
      table: TableModel;
      column: ColumnModel;
      value: string;
      match: 'equals' | 'contains';
      score: number;
    }
  | { kind: 'metric'; table: TableModel; name: string; expression: string; score: number };

/** A phrase of the question with everything it may mean, best first. */
export interface Mention {
  text: string;
  refs: Ref[];
  plural: boolean;
  /** How many tokens it covers. */
  length: number;
  /** The table the sentence ties it to ("the rating of the restaurant"), which outweighs other readings. */
  owner: Mention | null;
  /** Made from a verb ("sold"): it names the thing only indirectly. */
  verb: boolean;
}

/** Stands for a table in joins and plans: `schema.name`, or the name alone where the database has no schemas. */
export function tableKey(table: Pick<TableModel, 'schema' | 'name'>): string {
  return table.schema === null ? table.name : `${table.schema}.${table.name}`;
}

/** The same meaning has the same key, whatever its score. */
export function refKey(ref: Ref): string {
  const table = tableKey(ref.table);
  if (ref.kind === 'table' || ref.kind === 'label') return `${ref.kind}:${table}`;
  if (ref.kind === 'metric') return `metric:${table}:${ref.name}`;
  return ref.kind === 'column'
    ? `column:${table}.${ref.column.name}`
    : `value:${table}.${ref.column.name}=${ref.value}`;
}

export const isNumeric = (column: ColumnModel): boolean => column.type === 'integer' || column.type === 'number';
export const isTemporal = (column: ColumnModel): boolean => column.type === 'date' || column.type === 'timestamp';

/** Text whose every known value is a number, as schemas written in a hurry have it. */
export function holdsNumbers(column: ColumnModel): boolean {
  if (isNumeric(column)) return true;
  if (column.type !== 'text') return false;
  const known = column.values?.map(({ value }) => value) ?? column.samples;
  return known.length > 0 && known.every((value) => /^-?\d+(\.\d+)?$/.test(value.trim()));
}
