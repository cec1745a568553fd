import type { Range } from '../text/study-text.ts';

/** Marks that models write differently from the text they quote. */
const same: [from: RegExp, to: string][] = [
  [/[\u2018\u2019\u201a\u2032]/g, "'"],
  [/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u00a0/g, ' '],
];
const shortest = 3;

/** Where a quote stands in a text, white space and typographic marks aside; undefined when it does not. */
export function findQuote(text: string, quote: string): Range | undefined {
  const wanted = plain(quote)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^["'…. ]+|["'… ]+$/g, '');
  if (wanted.length < shortest) return undefined;
  // Every replacement above keeps the length, so that places in the plain text are places in the text.
  const pattern = wanted
    .split(' ')
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('\\s+');
  const match = new RegExp(pattern).exec(plain(text));
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

const plain = (text: string): string => same.reduce((rest, [from, to]) => rest.replace(from, to), text);
