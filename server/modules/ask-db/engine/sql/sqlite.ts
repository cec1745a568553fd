import { type Dialect, quoteIdentifier, quoteText } from './dialect.ts';

/** SQLite 3.30 and later, with dates stored as ISO text. Its LIKE ignores case for ASCII letters only. */
export const sqlite: Dialect = {
  identifier: quoteIdentifier,
  like: (expr, pattern) => `${expr} LIKE ${quoteText(pattern)} ESCAPE '\\'`,
  text: quoteText,
  date: quoteText,
  boolean: (value) => (value ? '1' : '0'),
  asNumber: (expr) => `CAST(${expr} AS REAL)`,
  asReal: (expr) => `CAST(${expr} AS REAL)`,
  year: (expr) => `CAST(strftime('%Y', ${expr}) AS INTEGER)`,
  month: (expr) => `CAST(strftime('%m', ${expr}) AS INTEGER)`,
  weekday: (expr) => `CAST(strftime('%w', ${expr}) AS INTEGER)`,
  startOf: (unit, expr) => {
    if (unit === 'week') return `date(${expr}, '-6 days', 'weekday 1')`;
    if (unit === 'quarter')
      return `date(${expr}, 'start of month', '-' || ((CAST(strftime('%m', ${expr}) AS INTEGER) - 1) % 3) || ' months')`;
    return unit === 'day' ? `date(${expr})` : `date(${expr}, 'start of ${unit}')`;
  },
};
