import type { ColumnModel, TableModel } from '../../../connections/index.ts';
import type { Recurring, TimeRange } from '../grammar/time-range.ts';
import { nameOfMonth, nameOfWeekday, type TimeUnit } from '../lexicon/calendar.ts';
import { likeness } from '../lexicon/synonyms.ts';
import { isNumeric, isTemporal, tableKey } from '../linking/refs.ts';
import { dateColumns, nameWords, visibleColumns } from '../linking/table-traits.ts';
import type { Condition, Expr } from '../plan.ts';
import { stem } from '../text/stem.ts';

export interface DateChoice {
  table: TableModel;
  column: ColumnModel;
  /** Another column would have done as well: the reading is a guess. */
  unsure: boolean;
}

export function columnExpr(table: TableModel, column: ColumnModel): Expr {
  return { kind: 'column', table: tableKey(table), column: column.name, type: column.type };
}

/** The date a time expression means, among the tables of the question; `hint` is a word near it, such as "hired". */
export function chooseDate(tables: TableModel[], hint: string | null, unit: TimeUnit): DateChoice | null {
  const candidates = tables.flatMap((table, at) =>
    timeColumns(table, unit).map((column) => ({ table, column, score: fitness(table, column, hint) - at * 0.5 })),
  );
  const [best, next] = candidates.toSorted((left, right) => right.score - left.score);
  if (!best) return null;
  return { table: best.table, column: best.column, unsure: next !== undefined && best.score - next.score < 0.5 };
}

/** Dates, and for whole years also numbers that are years. */
function timeColumns(table: TableModel, unit: TimeUnit): ColumnModel[] {
  const years =
    unit === 'year'
      ? visibleColumns(table).filter((column) => isNumeric(column) && nameWords(column.name).at(-1) === 'year')
      : [];
  return [...dateColumns(table).map(({ column }) => column), ...years];
}

function fitness(table: TableModel, column: ColumnModel, hint: string | null): number {
  const words = nameWords(column.name);
  const said = hint?.split(' ').map((word) => stem(word.toLowerCase())) ?? [];
  const hinted = words.some((word) => said.some((other) => likeness(other, word) >= 0.85));
  const named = nameWords(table.name).some((word) => words.includes(word));
  // A birthday, or when a row was written, is hardly ever what a time in a question is about.
  const personal = words.some((word) => /^(birth|birthdate|born|expiry|expiration|due)$/.test(word));
  const bookkeeping = words.some((word) => /^(created|updated|modified|inserted|deleted|timestamp|loaded)$/.test(word));
  const ends = words.some((word) => /^(end|stop|close|finish|last)$/.test(word));
  const first = dateColumns(table)[0]?.column === column;
  return (
    (first ? 0.6 : 0) -
    (ends ? 1 : 0) +
    (hinted ? 8 : 0) +
    (personal ? -4 : bookkeeping ? 0 : 3) +
    (named ? 1 : 0) -
    (isTemporal(column) || words.length === 1 ? 0 : 0.6)
  );
}

const literal = (value: string): Expr => ({ kind: 'literal', value, type: 'date' });

/** The condition on a date, or on a number that is a year. */
export function timeCondition(table: TableModel, column: ColumnModel, time: TimeRange | Recurring): Condition {
  if (time.kind === 'range' && isNumeric(column)) return yearsBetween(columnExpr(table, column), time);
  return dateCondition(columnExpr(table, column), time);
}

function yearsBetween(left: Expr, time: TimeRange): Condition {
  const [from, until] = [time.from && Number(time.from.slice(0, 4)), time.until && Number(time.until.slice(0, 4)) - 1];
  const bound = (op: '=' | '>=' | '<=', value: number): Condition => ({
    kind: 'compare',
    left,
    op,
    right: { kind: 'literal', value, type: 'number' },
  });
  if (from && from === until) return bound('=', from);
  const all = [...(from ? [bound('>=', from)] : []), ...(until ? [bound('<=', until)] : [])];
  return { kind: 'and', all };
}

/** The condition that a date lies in the range, or falls on the weekdays or months. */
function dateCondition(of: Expr, time: TimeRange | Recurring): Condition {
  if (time.kind !== 'range') {
    const part: Expr = { kind: 'date-part', part: time.kind === 'months' ? 'month' : 'weekday', of };
    return {
      kind: 'in',
      left: part,
      values: time.numbers.map((value) => ({ kind: 'literal', value, type: 'number' })),
      negated: false,
    };
  }
  const bounds: Condition[] = [];
  if (time.from) bounds.push({ kind: 'compare', left: of, op: '>=', right: literal(time.from) });
  if (time.until) bounds.push({ kind: 'compare', left: of, op: '<', right: literal(time.until) });
  return bounds.length === 1 && bounds[0] ? bounds[0] : { kind: 'and', all: bounds };
}

/** Tables that keep the year, and perhaps the month or day of the week, as columns of their own. */
export function partsCondition(tables: TableModel[], time: TimeRange | Recurring): Condition | null {
  for (const table of tables) {
    const condition = time.kind === 'range' ? yearCondition(table, time) : nameCondition(table, time);
    if (condition) return condition;
  }
  return null;
}

function yearCondition(table: TableModel, time: TimeRange): Condition | null {
  const year = partColumn(table, 'year');
  if (!year || !isNumeric(year) || !['year', 'month'].includes(time.unit)) return null;
  const expr = columnExpr(table, year);
  const number = (value: number): Expr => ({ kind: 'literal', value, type: 'number' });
  const yearOf = (date: string): number => Number(date.slice(0, 4));
  if (time.unit === 'month') {
    if (!time.from || !time.until || !/^\w+ \d{4}$/.test(time.words)) return null;
    const month = nameCondition(table, { kind: 'months', numbers: [Number(time.from.slice(5, 7))], words: '' });
    return (
      month && { kind: 'and', all: [{ kind: 'compare', left: expr, op: '=', right: number(yearOf(time.from)) }, month] }
    );
  }
  if (![time.from, time.until].every((date) => !date || date.endsWith('-01-01'))) return null;
  return yearsBetween(expr, time);
}

function nameCondition(table: TableModel, time: Recurring): Condition | null {
  const names = time.numbers.map(time.kind === 'months' ? nameOfMonth : nameOfWeekday);
  const column = partColumn(table, time.kind === 'months' ? 'month' : 'day');
  if (!column) return null;
  const left = columnExpr(table, column);
  if (isNumeric(column))
    return time.kind === 'months'
      ? {
          kind: 'in',
          left,
          values: time.numbers.map((value) => ({ kind: 'literal', value, type: 'number' })),
          negated: false,
        }
      : null;
  const known = column.values?.map(({ value }) => value) ?? column.samples;
  const written = (name: string): string | undefined =>
    known.find((value) => value.trim().toLowerCase() === name.toLowerCase());
  if (column.type !== 'text' || !known.some((value) => /^\p{L}+\s*$/u.test(value))) return null;
  const values = names.map((name): Expr => ({ kind: 'literal', value: written(name) ?? name, type: 'text' }));
  return values.length === 1 && values[0]
    ? { kind: 'compare', left, op: '=', right: values[0] }
    : { kind: 'in', left, values, negated: false };
}

function partColumn(table: TableModel, part: string): ColumnModel | undefined {
  return visibleColumns(table).find((column) => nameWords(column.name).at(-1) === part && !isTemporal(column));
}

/** "per month" over a date: years as numbers, anything shorter as the first day of the stretch. */
export function bucketExpr(of: Expr, unit: TimeUnit): Expr {
  return unit === 'year' ? { kind: 'date-part', part: 'year', of } : { kind: 'date-start', unit, of };
}

/** A column that already holds the unit a question groups by, such as `year`. */
export function bucketColumn(tables: TableModel[], unit: TimeUnit): Expr | null {
  for (const table of tables) {
    const column = partColumn(table, unit);
    if (column) return columnExpr(table, column);
  }
  return null;
}

/** The column for ordering: names of months and weekdays by the calendar, everything else as it is. */
export function inOrder(table: TableModel, column: ColumnModel): Expr {
  const of = columnExpr(table, column);
  const stored = column.values?.map(({ value }) => value.trim().toLowerCase()) ?? [];
  if (column.type !== 'text' || stored.length === 0) return of;
  for (const names of [range(12).map((at) => nameOfMonth(at + 1)), range(7).map((at) => nameOfWeekday((at + 1) % 7))]) {
    const known = names.map((name) => name.toLowerCase());
    if (stored.every((value) => known.includes(value))) return { kind: 'position', of, values: names };
  }
  return of;
}

const range = (length: number): number[] => Array.from({ length }, (_, at) => at);
