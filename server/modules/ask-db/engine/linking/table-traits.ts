import type { ColumnModel, TableModel } from '../../../connections/index.ts';
import { expand } from '../lexicon/synonyms.ts';
import { stem } from '../text/stem.ts';
import { splitName } from '../text/tokens.ts';
import { isNumeric, isTemporal } from './refs.ts';

/** The words of a schema's name as stems, abbreviations written out: "vin_num" → ["vin", "number"]. */
export function nameWords(name: string): string[] {
  return splitName(name).map((word) => expand(stem(word.toLowerCase())));
}

/** A column's words without those of its table: `mountain_altitude` of `mountain` → ["altitude"]; null when nothing is cut. */
export function wordsWithinTable(table: TableModel, column: ColumnModel): string[] | null {
  const own = nameWords(table.name);
  const words = nameWords(column.name);
  const prefixed = own.every((word, at) => words[at] === word) && words.length > own.length;
  if (prefixed) return words.slice(own.length);
  const last = own.at(-1);
  return words.length > 1 && words[0] === last ? words.slice(1) : null;
}

/** Visible columns, in the order of the table. */
export function visibleColumns(table: TableModel): ColumnModel[] {
  return table.columns.filter((column) => !column.hidden);
}

/** The columns people know a row by: its name or title, first and last name, or else its key; empty when there is none. */
export function labelColumns(table: TableModel): ColumnModel[] {
  const named = nameColumns(table);
  if (named.length > 0) return named;
  const key = keyColumn(table);
  return key ? [key] : [];
}

/** Name-like columns only; empty for tables such as orders that have none. */
export function nameColumns(table: TableModel): ColumnModel[] {
  const columns = visibleColumns(table);
  const within = (column: ColumnModel): string => (wordsWithinTable(table, column) ?? nameWords(column.name)).join(' ');
  const single = ['name', 'title', 'full name', 'label'].flatMap((wanted) =>
    columns.filter((column) => within(column) === wanted),
  );
  if (single[0]) return [single[0]];
  const first = columns.find((column) => /^(first|given|fore) ?name$/.test(within(column)));
  const last = columns.find((column) => /^(last|family|sur) ?name$/.test(within(column)));
  if (first && last) return [first, last];
  const own = columns.find((column) => nameWords(column.name).join('') === nameWords(table.name).join(''));
  if (own && own.type === 'text') return [own];
  const titled = columns.filter(
    (column) => column.type === 'text' && /^(name|title)$/.test(nameWords(column.name).at(-1) ?? ''),
  );
  const unique = titled.filter(isUnique(table));
  return unique.length === 1 ? unique : titled.length === 1 && !refersElsewhere(titled[0]) ? titled : [];
}

function refersElsewhere(column: ColumnModel | undefined): boolean {
  return column !== undefined && column.distinctCount !== null && column.distinctCount <= 1;
}

/** The column that tells rows apart: the declared key, else a unique `id`-like column, else any unique one. */
export function keyColumn(table: TableModel): ColumnModel | null {
  const declared = table.columns.filter((column) => column.isPrimaryKey);
  if (declared.length === 1 && declared[0]) return declared[0];
  if (declared.length > 1) return null;
  const unique = table.columns.filter(isUnique(table));
  const own = nameWords(table.name).at(-1) ?? '';
  const named = unique.find((column) => ['id', `${own} id`, `${own}id`].includes(nameWords(column.name).join(' ')));
  const first = table.columns[0];
  const leading =
    first && unique.includes(first) && /(id|key|code|no)$/i.test(first.name) && !nameWords(first.name).includes('id');
  return named ?? (leading ? first : null) ?? null;
}

/** Whether no two rows share a value, declared or measured. */
export function isUnique(table: TableModel): (column: ColumnModel) => boolean {
  return (column) => {
    if (column.isUnique) return true;
    if (column.isPrimaryKey) return table.columns.filter(({ isPrimaryKey }) => isPrimaryKey).length === 1;
    if (column.distinctCount === null || table.rowCount === null || table.rowCount < 2) return false;
    return column.distinctCount >= table.rowCount && (column.nullCount ?? 0) === 0;
  };
}

/** Amounts of money or of things, the first of them the likeliest meaning of "total sales". */
export function moneyColumns(table: TableModel): ColumnModel[] {
  const money = /^(amount|price|revenue|total|value|payment|cost|fee|spend|turnover|salary)$/;
  return visibleColumns(table).filter(
    (column) => isNumeric(column) && nameWords(column.name).some((word) => money.test(word)),
  );
}

/** What a sale brings in, where each row of the table is one: `orders.total_amount`, `payments.amount`; null elsewhere. */
export function earningsColumn(table: TableModel): ColumnModel | null {
  const deals = /^(order|sale|payment|invoice|transaction|purchase|booking|subscription|rental)$/;
  if (!nameWords(table.name).some((word) => deals.test(word)) || dateColumns(table).length === 0) return null;
  const money = moneyColumns(table);
  const whole = money.find((column) => nameWords(column.name).some((word) => /^(total|amount|revenue)$/.test(word)));
  return whole ?? (money.length === 1 ? (money[0] ?? null) : null);
}

/** The column in which each row carries how many it stands for (`checkin.count`, `visits.tally`), if any. */
export function tallyColumn(table: TableModel): ColumnModel | null {
  const tally = /^(count|tally)$/;
  return (
    visibleColumns(table).find(
      (column) =>
        column.type === 'integer' && tally.test((wordsWithinTable(table, column) ?? nameWords(column.name)).join(' ')),
    ) ?? null
  );
}

/** Dates and timestamps; those that only record when a row was written come last. */
export function dateColumns(table: TableModel): { column: ColumnModel; bookkeeping: boolean }[] {
  const meta = /^(created|updated|modified|inserted|deleted|timestamp|loaded)$/;
  return visibleColumns(table)
    .filter(isTemporal)
    .map((column) => ({ column, bookkeeping: nameWords(column.name).some((word) => meta.test(word)) }))
    .toSorted((left, right) => Number(left.bookkeeping) - Number(right.bookkeeping));
}
