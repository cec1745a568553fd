import type { ColumnType, TableModel } from '../database-model.ts';

/** What the catalogue of a database says about its shape, before any row was read. */
export interface Structure {
  tables: FoundTable[];
  keys: FoundKey[];
}

export interface TableName {
  schema: string | null;
  name: string;
}

export interface FoundTable extends TableName {
  kind: TableModel['kind'];
  comment: string | null;
  /** As the database's own statistics have it; null where it has none. */
  estimatedRows: number | null;
  /** Whether a sample of whole pages can be drawn from it. */
  isSampleable: boolean;
  columns: FoundColumn[];
}

export interface FoundColumn {
  name: string;
  type: ColumnType;
  nativeType: string;
  isNullable: boolean;
  isPrimaryKey: boolean;
  isUnique: boolean;
  comment: string | null;
}

/** A foreign key: `columns[i]` refers to `refColumns[i]`. */
export interface FoundKey {
  table: TableName;
  columns: string[];
  refTable: TableName;
  refColumns: string[];
}

/** Tables and columns beyond these are left out: nobody asks a database of that width without saying where. */
export const mostTables = 400;
export const mostColumns = 200;

/** The name in the form `schema.table`, or `table` where there are no schemas: how models refer to tables. */
export const fullName = ({ schema, name }: TableName): string => (schema ? `${schema}.${name}` : name);

/** An identifier as both dialects quote it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quotedTable = ({ schema, name }: TableName): string =>
  schema ? `${quoted(schema)}.${quoted(name)}` : quoted(name);
