import { parse } from 'csv-parse/sync';
import type { TextFormat } from '../format.ts';
import { ParseError } from '../parse-error.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';

const delimiters = [',', ';', '\t', '|'];

/** Comma-separated values, also by semicolon, tab or bar: one line of text a row, with the names of the columns. */
export const csv: TextFormat = {
  kind: 'text',
  label: 'a CSV table',
  extensions: ['csv', 'tsv'],
  read(text, out) {
    const rows = parseRows(text);
    for (const line of tableLines(rows, { hasHeader: looksLikeHeader(rows) })) out.line(line);
  },
};

function parseRows(text: string): string[][] {
  try {
    return parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    throw new ParseError('broken', 'The table cannot be read: a quoted field does not end.', { cause: error });
  }
}

/** The one that parts the first lines into the same number of columns most often. */
function findDelimiter(text: string): string {
  const lines = text.split('\n', 20).filter((line) => line.trim() !== '');
  const scores = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length - 1);
    const [first = 0] = counts;
    const even = counts.filter((count) => count === first && count > 0).length;
    return { delimiter, score: even * 100 + Math.min(first, 99) };
  });
  return scores.reduce((best, other) => (other.score > best.score ? other : best)).delimiter;
}
