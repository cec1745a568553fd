import type { TimeUnit } from '../lexicon/calendar.ts';

/** What the SQL of one database spells differently from another's. */
export interface Dialect {
  identifier(name: string): string;
  /** Case-insensitive match of a pattern whose %, _ and \ are escaped with a backslash. */
  like(expr: string, pattern: string): string;
  text(value: string): string;
  date(value: string): string;
  boolean(value: boolean): string;
  asNumber(expr: string): string;
  asReal(expr: string): string;
  year(expr: string): string;
  month(expr: string): string;
  /** 0 is Sunday. */
  weekday(expr: string): string;
  startOf(unit: TimeUnit, expr: string): string;
}

/** A string constant; both dialects double the quote. */
export function quoteText(value: string): string {
  return `'${value.replaceAll('\0', '').replaceAll("'", "''")}'`;
}

/** An identifier in double quotes; each part of `schema.table` by itself is up to the caller. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
