import { parse } from 'csv-parse/sync';
import { unnamed } from './table.ts';

/** A table found in a text as cells that were not read yet, and what stood around it. */
export interface TextTable {
  columns: string[];
  rows: string[][];
  around: string;
}

const maxRows = 20_000;

/** Finds a markdown, TSV or CSV table of at least two lines in a message; undefined where there is none. */
export function findTextTable(text: string): TextTable | undefined {
  const lines = text.replace(/^\s*```.*$/gm, '').split(/\r?\n/);
  return findMarkdown(lines) ?? findDelimited(lines, '\t') ?? findDelimited(lines, ';') ?? findDelimited(lines, ',');
}

/** Reads a file's text as CSV, the separator being the one that the first line holds most of. */
export function parseCsv(text: string): TextTable | undefined {
  const [first = ''] = text.replace(/^\ufeff/, '').split('\n', 1);
  const delimiter = ['\t', ';', ',']
    .map((mark) => ({ mark, count: first.split(mark).length }))
    .sort((a, b) => b.count - a.count)[0]?.mark;
  return asTable(readRows(text.replace(/^\ufeff/, ''), delimiter ?? ','), '');
}

function findMarkdown(lines: string[]): TextTable | undefined {
  const rule = lines.findIndex((line) => line.includes('|') && /^[\s|:-]+$/.test(line) && line.includes('-'));
  if (rule < 1 || !lines[rule - 1]?.includes('|')) return undefined;
  const after = lines.findIndex((line, index) => index > rule && !line.includes('|'));
  const end = after < 0 ? lines.length : after;
  const rows = [lines[rule - 1] ?? '', ...lines.slice(rule + 1, end)].map(splitMarkdownRow);
  return asTable(rows, [...lines.slice(0, rule - 1), ...lines.slice(end)].join(' '));
}

const splitMarkdownRow = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) =>
      cell
        .replaceAll('\\|', '|')
        .replace(/\*\*|`/g, '')
        .trim(),
    );

/** Two or more lines in a row that hold the same number of the separator. */
function findDelimited(lines: string[], mark: string): TextTable | undefined {
  const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(mark).length - 1);
  const start = counts.findIndex(
    (count, index) => count > 0 && counts[index + 1] === count && isTableLine(lines[index] ?? '', mark),
  );
  if (start < 0) return undefined;
  const different = counts.findIndex((count, index) => index > start && count !== counts[start]);
  const end = different < 0 ? lines.length : different;
  const rows = readRows(lines.slice(start, end).join('\n'), mark);
  if (rows.length < 2 || !looksLikeData(rows, mark)) return undefined;
  return asTable(rows, [...lines.slice(0, start), ...lines.slice(end)].join(' '));
}

/** A line of prose, of `Jan 10, Feb 20` or of `Ada 1,200` is no row of a table. */
function isTableLine(line: string, mark: string): boolean {
  if (mark === '\t') return true;
  if (line.length > 2_000) return false;
  if (/\p{L}\s+[-+]?[\d.]+\s*[,;]\s*\p{L}+\s+[-+]?\d/u.test(line)) return false;
  return mark === ';' || !/^[^,]*\p{L}[:=]?\s+[-−–+]?[$€£¥]?\d[\d.,]*(?:\s?\S{1,3})?$/u.test(line.trim());
}

/** Below the first row every row holds a number that fills its cell, or the separator was a comma in prose. */
function looksLikeData(rows: string[][], mark: string): boolean {
  if (mark === '\t') return true;
  const body = rows.slice(1);
  return (
    body.filter((row) => row.some((cell) => /^[-−(]?[$€£¥]?\s?[\d.,'’]+\)?\s?[%€$£¥\p{L}]{0,4}$/u.test(cell.trim())))
      .length >=
    body.length * 0.7
  );
}

function readRows(text: string, delimiter: string): string[][] {
  return parse(text, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    to: maxRows + 1,
  });
}

/** The first row is the header unless it holds a number that fills its cell. */
function asTable(rows: string[][], around: string): TextTable | undefined {
  const [first, ...rest] = rows.filter((row) => row.some((cell) => cell !== ''));
  if (!first || rest.length === 0) return undefined;
  const width = Math.max(first.length, ...rest.map((row) => row.length));
  const isHeader =
    !first.some((cell) => /^[-−(]?[$€£¥]?\s?\d[\d.,'’]*\)?\s?%?$/.test(cell) && !/^(?:19|20|21)\d\d$/.test(cell)) &&
    first.some((cell) => cell !== '');
  const names = isHeader ? first : [];
  const body = isHeader ? rest : [first, ...rest];
  const points =
    width === 2 && body.every(([x = '']) => /^[-−]?\d+(?:\.\d+)?$/.test(x) && !/^(?:19|20|21)\d\d$/.test(x));
  const columns = Array.from(
    { length: width },
    (_, index) => names[index] || (points ? 'xy'.charAt(index) : nameless(index, width, isHeader)),
  );
  return {
    columns: unique(columns),
    rows: body.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? '')),
    around: around.replace(/\s+/g, ' ').trim(),
  };
}

function nameless(index: number, width: number, hasHeader: boolean): string {
  if (hasHeader) return index === 0 ? unnamed.label : `Column ${index + 1}`;
  if (width === 2) return index === 0 ? unnamed.label : unnamed.value;
  return index === 0 ? unnamed.label : `${unnamed.series} ${index}`;
}

function unique(columns: string[]): string[] {
  return columns.map((name, index) => (columns.indexOf(name) === index ? name : `${name} (${index + 1})`));
}
