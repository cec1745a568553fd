import type { TableModel } from '../database-model.ts';

/** What a statement names: its tables, and columns as they are written, the last part being the column. */
export interface Mentions {
  tables: { table: TableModel; alias: string; renames: boolean }[];
  columns: string[][];
  stars: number;
}

export const newMentions = (): Mentions => ({ tables: [], columns: [], stars: 0 });

/**
 * Why a statement might show a column that its owner has hidden, or undefined where it can't. By names, and so stricter than
 * needed: beside a table with hidden columns nothing may stand for a whole row, and no name may be one of the hidden ones.
 */
export function hidesColumns({ tables, columns, stars }: Mentions): string | undefined {
  const guarded = tables.filter(({ table }) => table.columns.some(({ hidden }) => hidden));
  if (guarded.length === 0) return undefined;
  if (guarded.some(({ renames }) => renames)) return 'it renames columns of a table of which some are hidden';
  if (stars > 0) return 'a table of which some columns are hidden cannot be read with *';
  const hidden = new Set(guarded.flatMap(({ table }) => table.columns.filter((c) => c.hidden).map(({ name }) => name)));
  const rows = new Set(guarded.flatMap(({ table, alias }) => [alias, table.name]));
  for (const path of columns) {
    const name = path.at(-1) ?? '';
    if (hidden.has(name)) return `the column ${name} is hidden`;
    if (path.length === 1 && rows.has(name))
      return `${name} stands for whole rows of a table of which some columns are hidden`;
  }
  return undefined;
}
