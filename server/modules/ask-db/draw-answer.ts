import { buildSpec, type ChartWish, chooseChart, parseWish } from '../../platform/charts/index.ts';
import type { StatementResult } from '../connections/index.ts';

const fewest = 2;
const most = 200;

/** A chart of the rows, where they have something to measure and something to measure it by. */
export function drawAnswer(question: string, { columns, data }: StatementResult): Record<string, unknown> | undefined {
  if (data.length < fewest || data.length > most || columns.length < 2 || columns.length > 4) return undefined;
  const cells = data.map((row) => row.map(toCell));
  const hasNumbers = columns.some((_, at) => cells.some((row) => typeof row[at] === 'number'));
  if (!hasNumbers || new Set(columns).size < columns.length) return undefined;
  const chosen = chooseChart({ columns, data: cells }, wishOf(question));
  return chosen.ok ? buildSpec(chosen.choice) : undefined;
}

/** Only the kind, and only where a chart is asked for by name: the rows are what was asked for already. */
function wishOf(question: string): ChartWish {
  if (!/chart|graph|plot|diagram|histogram/i.test(question)) return {};
  const { kind } = parseWish(question);
  return kind ? { kind } : {};
}

function toCell(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
