import { oneLine } from './document-text.ts';

/**
 * The rows of a table as lines that can be read alone: "Column: value; Column: value". The first row names the columns where
 * `hasHeader` says so; without it cells are parted by " | ".
 */
export function* tableLines(
  rows: Iterable<readonly string[]>,
  { hasHeader }: { hasHeader: boolean },
): Generator<string> {
  let columns: string[] | undefined;
  for (const row of rows) {
    const cells = row.map(oneLine);
    if (cells.every((cell) => cell === '')) continue;
    if (hasHeader && columns === undefined) {
      columns = cells;
      yield cells.filter((cell) => cell !== '').join(' | ');
      continue;
    }
    yield columns === undefined ? cells.join(' | ') : namedCells(columns, cells);
  }
}

const namedCells = (columns: string[], cells: string[]): string =>
  cells
    .map((cell, index) => ({ cell, column: columns[index] ?? '' }))
    .filter(({ cell }) => cell !== '')
    .map(({ cell, column }) => (column === '' || column === cell ? cell : `${column}: ${cell}`))
    .join('; ');

/**
 * Whether the first of these rows names columns: its cells are words, all different, and most columns have one. A table of one
 * row has no header.
 */
export function looksLikeHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows;
  if (!first || others.length === 0) return false;
  const names = first.map(oneLine).filter((cell) => cell !== '');
  if (names.length < 2 || names.length < first.length * 0.6 || new Set(names).size < names.length) return false;
  return names.every((name) => name.length <= 80 && !isNumeric(name));
}

const isNumeric = (cell: string): boolean => /^[\s\d.,:%€$£¥+()/-]+$/.test(cell);
