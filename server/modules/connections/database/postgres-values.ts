import { cleanText } from './json-values.ts';

/** Reads the text form in which PostgreSQL sends a value of a type. */
type Read = (text: string) => unknown;

const wholeNumber: Read = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
};

/** A number where it survives the way through binary floating point, else its text: no digit is ever made up. */
const decimal: Read = (text) => {
  const digits = text.replace(/^-?0*|[.]/g, '').replace(/^0+/, '');
  const number = Number(text);
  return Number.isFinite(number) && digits.length <= 15 ? number : text;
};

const float: Read = (text) => {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};

const json: Read = (text) => {
  try {
    return JSON.parse(cleanText(text)) as unknown;
  } catch {
    return cleanText(text);
  }
};

/** `2026-11-21 09:30:00.5` → `2026-11-21T09:30:00.5`; the session is in UTC, so `+00` becomes `Z`. `infinity` stays. */
const timestamp: Read = (text) => text.replace(/^(\d{4,}-\d\d-\d\d) /, '$1T').replace(/\+00$/, 'Z');

const readers: Record<number, Read> = {
  16: (text) => text === 't',
  20: wholeNumber,
  21: Number,
  23: Number,
  26: wholeNumber,
  700: float,
  701: float,
  1700: decimal,
  114: json,
  3802: json,
  1114: timestamp,
  1184: timestamp,
};

/** A value as JSON carries it, by the object id of its type; types without a rule stay the text PostgreSQL writes. */
export function readPostgresValue(typeId: number, text: string | null): unknown {
  if (text === null) return null;
  return (readers[typeId] ?? cleanText)(text);
}
