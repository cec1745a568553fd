import { type Dialect, quoteIdentifier, quoteText } from './dialect.ts';

/** PostgreSQL 12 and later. Backslashes are plain characters, as `standard_conforming_strings` has them by default. */
export const postgresql: Dialect = {
  identifier: quoteIdentifier,
  like: (expr, pattern) => `${expr} ILIKE ${quoteText(pattern)}`,
  text: quoteText,
  date: (value) => `DATE ${quoteText(value)}`,
  boolean: (value) => (value ? 'TRUE' : 'FALSE'),
  asNumber: (expr) => `CAST(NULLIF(TRIM(${expr}), '') AS numeric)`,
  asReal: (expr) => `CAST(${expr} AS double precision)`,
  year: (expr) => `CAST(EXTRACT(YEAR FROM ${expr}) AS integer)`,
  month: (expr) => `CAST(EXTRACT(MONTH FROM ${expr}) AS integer)`,
  weekday: (expr) => `CAST(EXTRACT(DOW FROM ${expr}) AS integer)`,
  startOf: (unit, expr) => (unit === 'day' ? `CAST(${expr} AS date)` : `CAST(DATE_TRUNC('${unit}', ${expr}) AS date)`),
};
