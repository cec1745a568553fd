/**
 * Text that PostgreSQL and JSON can keep: what they cannot becomes U+FFFD. This is how values of databases look in answers,
 * whatever the database:
 *
 * | in the database | in the answer |
 * |---|---|
 * | whole numbers | a number, or text beyond 2^53 |
 * | numeric, decimal | a number up to 15 significant digits, else its exact text |
 * | floating point | a number; `NaN`, `Infinity` and `-Infinity` as text |
 * | boolean | true, false |
 * | date, time | `2026-11-21`, `09:30:00` |
 * | timestamp | `2026-11-21T09:30:00`, with time zone `2026-11-21T09:30:00Z` |
 * | interval | ISO 8601, `P1Y2M3DT4H` |
 * | bytes | hexadecimal, `\x0a0b` |
 * | json | as it is |
 * | everything else | its text |
 */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** How much room a row takes as JSON, in UTF-16 units. */
export function sizeOfRow(row: unknown[]): number {
  return JSON.stringify(row).length;
}
