/** One value of a table: null where there is none. */
export type Cell = string | number | null;

/** Rows as arrays in the order of the columns. */
export interface ChartTable {
  columns: string[];
  data: Cell[][];
  /** What the numbers of a column are counted in, by the column's name: `%`, `€`, `kg`. */
  units?: Record<string, string>;
}

/** Names of columns that were given none: they title no axis. */
export const unnamed = { label: 'Label', value: 'Value', index: '#', series: 'Series' } as const;

/** Whether a column was named by the person who gave the data. */
export const isNamed = (column: string): boolean => !Object.values<string>(unnamed).includes(column);

/** A cell as a name on an axis. */
export const nameOf = (cell: Cell | undefined): string => {
  const text = cell === null || cell === undefined || cell === '' ? '–' : String(cell).replace(/\s+/g, ' ').trim();
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};
