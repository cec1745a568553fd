import type { ColumnType } from '../database-model.ts';
import type { ColumnProfile } from './profile-table.ts';

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/**
 * SQLite has no dates, only texts or numbers that people mean as such: the values decide. A column declared as a date that holds
 * something else is what it holds.
 */
export function refineSqliteType(type: ColumnType, { samples, min, max }: ColumnProfile): ColumnType {
  if (!['text', 'date', 'timestamp', 'time'].includes(type)) return type;
  const seen = [...samples, ...[min, max].flatMap((value) => (value === null ? [] : [value]))];
  if (seen.length === 0) return type;
  if (seen.every((value) => day.test(value))) return 'date';
  if (seen.every((value) => moment.test(value) || day.test(value))) return 'timestamp';
  if (type === 'text' || type === 'time') return type;
  return seen.every((value) => /^-?\d+$/.test(value)) ? 'integer' : 'text';
}
