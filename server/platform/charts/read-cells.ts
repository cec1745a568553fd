import { findDecimalMark, parseQuantity } from './numbers.ts';
import type { Cell, ChartTable } from './table.ts';
import { parseTimeLabel } from './time-labels.ts';

/** What stands in a cell where there is no value. */
const nothing = /^(?:|-|–|—|n\/?a|null|none|nan|k\. ?a\.)$/i;

/**
 * Makes numbers of the columns whose cells are all numbers as people write them, and takes what they are counted in. Other cells stay
 * as they are; dates become text.
 */
export function readCells(columns: string[], rows: readonly (readonly unknown[])[]): ChartTable {
  const units: Record<string, string> = {};
  const read = columns.map((name, index) =>
    readColumn(
      rows.map((row) => row[index]),
      name,
      units,
    ),
  );
  const data = rows.map((_, row) => read.map((column) => column[row] ?? null));
  return { columns, data, ...(Object.keys(units).length > 0 ? { units } : {}) };
}

function readColumn(values: unknown[], name: string, units: Record<string, string>): Cell[] {
  const cells = values.map(plainCell);
  const texts = cells.filter((cell) => typeof cell === 'string' && !nothing.test(cell.trim()));
  if (texts.length === 0) return cells.map((cell) => (typeof cell === 'number' ? cell : null));
  const mark = findDecimalMark(texts.join(' '));
  const quantities = cells.map((cell) =>
    typeof cell === 'string' && !nothing.test(cell.trim()) ? parseQuantity(cell.trim(), mark) : undefined,
  );
  const unread = cells.some(
    (cell, index) => typeof cell === 'string' && !nothing.test(cell.trim()) && !quantities[index],
  );
  if (unread || texts.every((text) => isDate(String(text)))) return cells.map((cell) => (cell === '' ? null : cell));
  const unit = quantities.find((quantity) => quantity)?.unit;
  if (unit && quantities.every((quantity) => !quantity || quantity.unit === unit)) units[name] = unit;
  return cells.map((cell, index) => (typeof cell === 'number' ? cell : (quantities[index]?.value ?? null)));
}

const isDate = (text: string): boolean => parseTimeLabel(text)?.type === 'date';

function plainCell(value: unknown): Cell {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.length > 500 ? `${value.slice(0, 499)}…` : value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : value.toISOString().replace(/T00:00:00\.000Z$/, '');
  return null;
}
