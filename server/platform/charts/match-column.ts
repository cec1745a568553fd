import type { ColumnType } from './column-types.ts';

/** The column that a person's words mean: the same name, or one that holds the other as whole words; undefined if none or several do. */
export function findColumn(columns: ColumnType[], words: string | undefined): ColumnType | undefined {
  const wanted = normalise(words ?? '');
  if (wanted === '') return undefined;
  const same = columns.filter(({ name }) => normalise(name) === wanted);
  if (same.length > 0) return same[0];
  const close = columns.filter(({ name }) => contains(wanted, normalise(name)) || contains(normalise(name), wanted));
  return close.length === 1 ? close[0] : undefined;
}

const contains = (text: string, part: string): boolean => part !== '' && ` ${text} `.includes(` ${part} `);

/** Small letters, words parted by one space, without the plural's s. */
const normalise = (text: string): string =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (word.length > 3 ? word.replace(/(?<=[^s])s$/, '') : word))
    .join(' ');
