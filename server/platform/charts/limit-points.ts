import type { ChartRow } from './choose-chart.ts';

/** What a chart shows at most: a message carries its rows. */
const maxPoints = 1_500;

/** Leaves out points in equal steps where there are too many, always keeping the last, and says so. */
export function limitPoints(rows: ChartRow[], notes: string[]): ChartRow[] {
  if (rows.length <= maxPoints) return rows;
  const kept = Array.from(
    { length: maxPoints },
    (_, index) => rows[Math.round((index * (rows.length - 1)) / (maxPoints - 1))],
  );
  notes.push(`${maxPoints} of ${rows.length} points are shown, in equal steps.`);
  return kept.filter((row) => row !== undefined);
}
