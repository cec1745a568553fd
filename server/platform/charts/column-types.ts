import type { Cell, ChartTable } from './table.ts';
import { parseTimeLabel, type TimeLabel } from './time-labels.ts';

/** What a column is, seen from a chart. `cycle` are months, weekdays, quarters or hours without a date. */
export interface ColumnType {
  index: number;
  name: string;
  type: 'quantitative' | 'date' | 'cycle' | 'nominal' | 'empty';
  /** Different values. */
  distinct: number;
  /** The finest of a date column. */
  grain?: Extract<TimeLabel, { type: 'date' }>['grain'];
}

/** Tells dates, numbers and names apart by the values, and years by their place and name. */
export function typeColumns(table: ChartTable): ColumnType[] {
  return table.columns.map((name, index) =>
    typeColumn(
      name,
      index,
      table.data.map((row) => row[index] ?? null),
    ),
  );
}

function typeColumn(name: string, index: number, cells: Cell[]): ColumnType {
  const values = cells.filter((cell) => cell !== null);
  const base = { index, name, distinct: new Set(values).size };
  if (values.length === 0) return { ...base, type: 'empty' };
  if (values.every((value) => typeof value === 'number')) {
    return isYears(name, values, base.distinct, index)
      ? { ...base, type: 'date', grain: 'year' }
      : { ...base, type: 'quantitative' };
  }
  const labels = values.map((value) => parseTimeLabel(String(value)));
  if (labels.every((label) => label?.type === 'date')) return { ...base, type: 'date', grain: finest(labels) };
  const cycles = labels.map((label) => (label?.type === 'cycle' ? label.cycle : undefined));
  return {
    ...base,
    type: cycles[0] !== undefined && cycles.every((cycle) => cycle === cycles[0]) ? 'cycle' : 'nominal',
  };
}

function isYears(name: string, values: number[], distinct: number, index: number): boolean {
  if (!values.every((value) => Number.isInteger(value) && value >= 1900 && value < 2200)) return false;
  return (
    /(?:^|[^\p{L}])(?:year|years|jahr|jahre|yr)(?:$|[^\p{L}])/iu.test(name) ||
    (index === 0 &&
      distinct === values.length &&
      values.length > 1 &&
      isAscending(values) &&
      /^(?:Label|#)$/.test(name))
  );
}

const isAscending = (values: number[]): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));

/** The first of a month may stand for the month; if all do, they do. */
const coarse = ({ grain, iso }: Extract<TimeLabel, { type: 'date' }>) =>
  grain === 'day' && iso.endsWith('-01') ? 'month' : grain;

const grains = ['year', 'quarter', 'month', 'day', 'minute'] as const;

function finest(labels: TimeLabel[]): (typeof grains)[number] {
  const found = labels.map((label) => (label.type === 'date' ? grains.indexOf(coarse(label)) : 0));
  return grains[Math.max(...found)] ?? 'day';
}
