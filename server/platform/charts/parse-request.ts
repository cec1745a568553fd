import { parseInlineData } from './inline-data.ts';
import { readCells } from './read-cells.ts';
import type { ChartTable } from './table.ts';
import { unnamed } from './table.ts';
import { findTextTable, parseCsv } from './table-text.ts';
import { type ChartWish, parseWish } from './wish.ts';

/** Data and what to make of it, or a sentence that says what is missing. */
export type ChartRequest = { ok: true; table: ChartTable; wish: ChartWish } | { ok: false; detail: string };

/** Longer texts are files, not messages. UTF-16 units. */
const maxText = 64 * 1024;
const maxInline = 20_000;
const prefix = /(?<![\p{L}\p{N}])(?:plot|chart|diagramm)\s*:/iu;
const example = 'For example: "chart: sales by month Jan 10, Feb 20, Mar 15".';

/** Whether a message asks for a chart with `plot:` or `chart:`. */
export const hasChartPrefix = (text: string): boolean => prefix.test(text);

/**
 * Reads a message such as `chart: sales by month Jan 10, Feb 20, Mar 15`: data between the words, several series, points in brackets,
 * or a markdown, TSV or CSV table; the words around the data are the wish. The prefix may be missing.
 */
export function parseChartRequest(text: string): ChartRequest {
  if (text.length > maxText)
    return refuse(`This text is too long to be read as a chart (more than ${maxText} characters).`);
  const match = prefix.exec(text);
  const body = match ? text.slice(match.index + match[0].length) : text;
  const before = match ? text.slice(0, match.index) : '';
  const table = findTextTable(body);
  if (table) return withData(readCells(table.columns, table.rows), parseWish(table.around));
  const earlier = findTextTable(before);
  if (earlier) return withData(readCells(earlier.columns, earlier.rows), parseWish(body));
  if (body.length > maxInline)
    return refuse(`More than ${maxInline} characters of data are read as a table only, in markdown or CSV.`);
  const inline = parseInlineData(body);
  if (!inline) return refuse(describeMissing(body));
  const wish = parseWish(inline.subject);
  if (inline.points && !wish.kind) wish.kind = 'scatter';
  return withData(nameColumns(inline.table, wish), wish);
}

/** Brings given rows, such as those of a database's answer, and a wish in words into the same form. Cells may be texts. */
export function chartRequestOf(
  given: { columns: string[]; data: readonly (readonly unknown[])[] },
  words = '',
): ChartRequest {
  return withData(readCells(given.columns, given.data), parseWish(words.replace(prefix, ' ')));
}

/** The same for the text of a CSV or TSV file. */
export function chartRequestOfCsv(text: string, words = ''): ChartRequest {
  const table = parseCsv(text);
  if (!table) return refuse('This file holds no rows under a header.');
  return chartRequestOf({ columns: table.columns, data: table.rows }, words);
}

function withData(table: ChartTable, wish: ChartWish): ChartRequest {
  const hasNumber = table.data.some((row) => row.some((cell) => typeof cell === 'number'));
  if (table.data.length === 0) return refuse(`There are the columns ${table.columns.join(', ')}, but no rows to draw.`);
  if (hasNumber || wish.aggregate === 'count' || table.data.length > 1) return { ok: true, table, wish };
  return refuse(`I found ${table.columns.join(', ')}, but no numbers to draw.`);
}

/** The words of the message name the columns that the data left unnamed. */
function nameColumns(table: ChartTable, { measure, by }: ChartWish): ChartTable {
  const renamed = table.columns.map((column) => {
    if (column === unnamed.value && measure) return measure;
    if ((column === unnamed.label || column === unnamed.index) && by) return by;
    return column;
  });
  const [label, value] = renamed;
  if (renamed.length === 2 && label === value) return table;
  const unit = table.units?.[unnamed.value];
  const units = unit && measure ? { ...table.units, [measure]: unit } : table.units;
  return { ...table, columns: renamed, ...(units ? { units } : {}) };
}

function describeMissing(body: string): string {
  const words = body.replace(/\s+/g, ' ').trim().slice(0, 100);
  if (words === '') return 'There is nothing to draw yet: write the data behind it.';
  return `I understood "${words}", but found no numbers in it to draw.`;
}

const refuse = (what: string): ChartRequest => ({ ok: false, detail: `${what} ${example}` });
