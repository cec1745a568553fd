import type { StatementResult } from '../connections/index.ts';

const shownRows = 5;

/** The rows in a sentence or a short list; the whole is in the table beside it. */
export function wordAnswer({ columns, data, truncated }: StatementResult): string {
  const [first] = data;
  if (!first) return 'There is nothing like that in the data.';
  if (data.length === 1 && first.length === 1) return `${label(columns[0])}: ${show(first[0])}`;
  if (data.length === 1) return columns.map((column, at) => `${label(column)}: ${show(first[at])}`).join(', ');
  const rows = data.slice(0, shownRows).map((row) => `- ${row.map(show).join(', ')}`);
  const more = data.length - rows.length;
  const rest = truncated ? '- … and more than can be shown' : more > 0 ? `- … and ${more} more` : undefined;
  return [`${truncated ? 'More than ' : ''}${data.length} rows:`, ...rows, ...(rest ? [rest] : [])].join('\n');
}

const label = (column: string | undefined): string => {
  const words = (column ?? '').replaceAll('_', ' ').trim();
  return words === '' ? 'Answer' : words.charAt(0).toUpperCase() + words.slice(1);
};

function show(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Math.round(value * 10_000) / 10_000);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
