import type { Segment, TextLine } from './page-text.ts';

/** Segments of a column are at least this long on average; shorter ones are cells of a table. */
const minProse = 18;
const minSegments = 3;
/** Of the segments of a page with columns, so many at most may lie across the gap: titles, wide tables. */
const maxCrossing = 0.35;
const maxColumns = 6;

/** Puts the segments of a page into the order they are read: column by column, between what spans the columns. */
export function orderLines(segments: Segment[], columns = maxColumns): TextLine[] {
  const gutter = columns > 1 ? findGutter(segments) : undefined;
  if (gutter === undefined) return toLines(segments);
  const spanning = segments.filter((segment) => sideOf(segment, gutter) === 'across').sort((a, b) => a.y - b.y);
  const ordered: TextLine[] = [];
  let top = Number.NEGATIVE_INFINITY;
  for (const limit of [...spanning, undefined]) {
    const bottom = limit?.y ?? Number.POSITIVE_INFINITY;
    const band = segments.filter((segment) => segment.y >= top && segment.y < bottom);
    for (const side of ['left', 'right']) {
      const column = band.filter((segment) => sideOf(segment, gutter) === side);
      ordered.push(...orderLines(column, columns - 1));
    }
    if (limit) ordered.push({ ...limit, cells: [limit.text] });
    top = bottom;
  }
  return ordered;
}

function sideOf({ x, right }: Segment, gutter: number): 'left' | 'right' | 'across' {
  if (right <= gutter + 1) return 'left';
  return x >= gutter - 1 ? 'right' : 'across';
}

/** Where a column starts such that the fewest segments lie across; undefined for text in one column, and for tables. */
function findGutter(segments: Segment[]): number | undefined {
  if (segments.length < minSegments * 2) return undefined;
  const starts = [...new Set(segments.map(({ x }) => Math.round(x) - 1))].slice(0, 200);
  let best: { gutter: number; across: number; smaller: number } | undefined;
  for (const gutter of starts) {
    const left = segments.filter((segment) => sideOf(segment, gutter) === 'left');
    const right = segments.filter((segment) => sideOf(segment, gutter) === 'right');
    const across = segments.length - left.length - right.length;
    const smaller = Math.min(left.length, right.length);
    if (smaller < minSegments || across > maxCrossing * segments.length || !isProse(left) || !isProse(right)) continue;
    if (!sideBySide(left, right)) continue;
    if (!best || across < best.across || (across === best.across && smaller > best.smaller)) {
      best = { gutter, across, smaller };
    }
  }
  return best?.gutter;
}

const isProse = (segments: Segment[]): boolean =>
  segments.reduce((sum, { text }) => sum + text.length, 0) >= minProse * segments.length;

/** Most of the shorter column stands beside the longer one. */
function sideBySide(left: Segment[], right: Segment[]): boolean {
  const [few, many] = left.length < right.length ? [left, right] : [right, left];
  const tops = many.map(({ y }) => y);
  const [top, bottom] = [Math.min(...tops) - 20, Math.max(...tops) + 20];
  return few.filter(({ y }) => y >= top && y <= bottom).length >= few.length * 0.6;
}

/** Lines from top to bottom; what stands in one row is one line with cells. */
function toLines(segments: Segment[]): TextLine[] {
  const rows: Segment[][] = [];
  for (const segment of segments.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const first = rows.at(-1)?.[0];
    if (first && segment.y - first.y < 0.5 * Math.max(segment.size, first.size)) rows.at(-1)?.push(segment);
    else rows.push([segment]);
  }
  return rows.map((row) => {
    const cells = row.sort((a, b) => a.x - b.x);
    const largest = cells.reduce((a, b) => (b.size > a.size ? b : a));
    return {
      text: cells.map(({ text }) => text).join(' '),
      cells: cells.map(({ text }) => text),
      x: cells[0]?.x ?? 0,
      right: Math.max(...cells.map(({ right }) => right)),
      y: largest.y,
      size: largest.size,
    };
  });
}
