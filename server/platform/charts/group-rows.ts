import type { ChartChoice, ChartRow, Roles } from './choose-chart.ts';
import { limitPoints } from './limit-points.ts';
import { type Cell, type ChartTable, nameOf } from './table.ts';
import { parseTimeLabel } from './time-labels.ts';
import type { ChartKind, ChartWish } from './wish.ts';

interface Grouped {
  rows: ChartRow[];
  xOrder: string[];
  seriesOrder: string[];
}

interface GroupOptions {
  xType: ChartChoice['xType'];
  /** Months or weekdays: they have an order of their own. */
  cycle: boolean;
  aggregate: ChartWish['aggregate'];
}

/** All values that share a place in the chart. */
interface Place {
  x: string;
  series: string;
  values: number[];
}

/** How many names one axis or legend holds before the smallest are taken together. */
const mostNames: Record<ChartKind, number> = { bar: 25, pie: 6, line: 60, area: 60, scatter: 60, histogram: 60 };
const mostSeries = 8;
const other = 'Other';

/**
 * One value for every name and series: repeated ones are added up (or averaged, counted), names are ordered, and what is too many
 * for the kind of chart becomes "Other". Each of these is said in `notes`.
 */
export function groupRows(
  table: ChartTable,
  roles: Roles,
  options: GroupOptions,
  notes: string[],
): Grouped & { finish(kind: ChartKind): Grouped } {
  const places = collect(table, roles, options);
  const how = roles.measures.length === 0 ? 'count' : (options.aggregate ?? 'sum');
  const reduce = reducers[how];
  const repeated = places.some(({ values }) => values.length > 1);
  if (repeated && how === 'sum') notes.push(`Values with the same ${roles.x?.name ?? 'name'} are added up.`);
  const seriesOrder = [...new Set(places.map(({ series }) => series))].filter(Boolean);
  const xOrder = orderNames(places, reduce, options);
  const toRows = (list: Place[]) => list.map((place) => asRow(place, reduce));
  return {
    rows: toRows(places),
    xOrder,
    seriesOrder,
    finish(kind) {
      const dated = options.xType === 'date' && kind !== 'bar' && kind !== 'pie';
      const fewer = mergeSeries(places, seriesOrder, notes);
      if (dated)
        return {
          rows: limitPoints(sortBy(toRows(fewer.places), xOrder).map(atLocalTime), notes),
          xOrder,
          seriesOrder: fewer.seriesOrder,
        };
      const capped = mergeNames(
        fewer.places,
        xOrder,
        { most: mostNames[kind], ordered: options.xType !== 'nominal' },
        notes,
      );
      const merged = sortBy(toRows(capped.places), capped.xOrder);
      return options.xType === 'date'
        ? asLabels(merged, capped.xOrder, fewer.seriesOrder)
        : { rows: merged, xOrder: capped.xOrder, seriesOrder: fewer.seriesOrder };
    },
  };
}

const sum = (values: number[]): number => {
  const total = values.reduce((all, value) => all + value, 0);
  return Number(total.toPrecision(15));
};
const reducers = {
  sum,
  mean: (values: number[]) => sum(values) / values.length,
  count: (values: number[]) => values.length,
};

const asRow = ({ x, series, values }: Place, reduce: (values: number[]) => number): ChartRow => ({
  x,
  y: reduce(values),
  ...(series === '' ? {} : { series }),
});

function collect(table: ChartTable, { x, measures, series }: Roles, { xType }: GroupOptions): Place[] {
  const places = new Map<string, Place>();
  const put = (at: string, name: string, value: number) => {
    const key = JSON.stringify([at, name]);
    const place = places.get(key);
    if (place) place.values.push(value);
    else places.set(key, { x: at, series: name, values: [value] });
  };
  const columns = measures.length > 0 ? measures : [undefined];
  for (const [index, row] of table.data.entries()) {
    const at = x ? placeOf(row[x.index], xType) : String(index + 1);
    for (const measure of columns) {
      const value = measure ? row[measure.index] : 1;
      if (typeof value !== 'number') continue;
      put(at, measures.length > 1 ? nameOf(measure?.name) : series ? nameOf(row[series.index]) : '', value);
    }
  }
  return [...places.values()];
}

function placeOf(cell: Cell | undefined, xType: ChartChoice['xType']): string {
  if (xType !== 'date' || cell === null || cell === undefined) return nameOf(cell);
  const label = parseTimeLabel(String(cell));
  return label?.type === 'date' ? label.iso : nameOf(cell);
}

function orderNames(places: Place[], reduce: (values: number[]) => number, { xType, cycle }: GroupOptions): string[] {
  const names = [...new Set(places.map(({ x }) => x))];
  if (xType === 'date') return names.toSorted();
  if (cycle) return isRotation(names) ? names : names.toSorted((a, b) => positionOf(a) - positionOf(b));
  if (xType === 'ordered' || isCounted(names)) return names;
  const totals = new Map<string, number>();
  for (const { x, values } of places) totals.set(x, (totals.get(x) ?? 0) + reduce(values));
  return names.toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
}

function positionOf(name: string): number {
  const label = parseTimeLabel(name);
  return label?.type === 'cycle' ? label.position : 0;
}

/** A year that starts in October is in order too: it goes down once, and its end meets its start. */
function isRotation(names: string[]): boolean {
  const positions = names.map(positionOf);
  const falls = positions.filter((position, index) => index > 0 && position < (positions[index - 1] ?? 0)).length;
  return falls === 0 || (falls === 1 && (positions.at(-1) ?? 0) < (positions[0] ?? 0));
}

/** Age groups and the like (`18–24`, `25–34`) keep the order that they came in. */
function isCounted(names: string[]): boolean {
  const starts = names.map((name) => Number(/^\D?(\d+)/.exec(name)?.[1] ?? Number.NaN));
  return names.length > 2 && starts.every((start, index) => start >= (starts[index - 1] ?? 0));
}

function mergeSeries(
  places: Place[],
  seriesOrder: string[],
  notes: string[],
): { places: Place[]; seriesOrder: string[] } {
  if (seriesOrder.length <= mostSeries) return { places, seriesOrder };
  const totals = new Map<string, number>();
  for (const { series, values } of places) totals.set(series, (totals.get(series) ?? 0) + Math.abs(sum(values)));
  const kept = seriesOrder.toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0)).slice(0, mostSeries - 1);
  notes.push(
    `The ${seriesOrder.length - kept.length} smallest of ${seriesOrder.length} series are taken together as "${other}".`,
  );
  return {
    places: merge(places, (place) => ({ ...place, series: kept.includes(place.series) ? place.series : other })),
    seriesOrder: [...kept, other],
  };
}

function mergeNames(
  places: Place[],
  xOrder: string[],
  { most, ordered }: { most: number; ordered: boolean },
  notes: string[],
): { places: Place[]; xOrder: string[] } {
  if (xOrder.length <= most) return { places, xOrder };
  if (ordered) {
    const kept = xOrder.slice(-most);
    notes.push(`The last ${most} of ${xOrder.length} are shown.`);
    return { places: places.filter(({ x }) => kept.includes(x)), xOrder: kept };
  }
  const kept = new Set(xOrder.slice(0, most - 1));
  notes.push(`The ${xOrder.length - kept.size} smallest of ${xOrder.length} are taken together as "${other}".`);
  return {
    places: merge(places, (place) => ({ ...place, x: kept.has(place.x) ? place.x : other })),
    xOrder: [...kept, other],
  };
}

function merge(places: Place[], rename: (place: Place) => Place): Place[] {
  const merged = new Map<string, Place>();
  for (const place of places.map(rename)) {
    const key = JSON.stringify([place.x, place.series]);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, values: [...known.values, ...place.values] } : place);
  }
  return [...merged.values()];
}

function sortBy(rows: ChartRow[], xOrder: string[]): ChartRow[] {
  const position = new Map(xOrder.map((name, index) => [name, index]));
  return rows.toSorted((a, b) => (position.get(String(a.x)) ?? 0) - (position.get(String(b.x)) ?? 0));
}

/** Without a zone a date is the same day wherever the chart is looked at. */
const atLocalTime = (row: ChartRow): ChartRow => ({
  ...row,
  x: String(row.x).includes('T') ? row.x : `${row.x}T00:00`,
});

/** Bars stand on names, so dates are written out. */
function asLabels(rows: ChartRow[], xOrder: string[], seriesOrder: string[]): Grouped {
  const write = dateWriter(xOrder);
  return { rows: rows.map((row) => ({ ...row, x: write(String(row.x)) })), xOrder: xOrder.map(write), seriesOrder };
}

function dateWriter(dates: string[]): (iso: string) => string {
  if (dates.every((iso) => iso.endsWith('-01-01'))) return (iso) => iso.slice(0, 4);
  if (dates.every((iso) => iso.length === 10 && iso.endsWith('-01'))) {
    return (iso) => new Date(iso).toLocaleDateString('en', { month: 'short', year: 'numeric', timeZone: 'UTC' });
  }
  return (iso) => iso.replace('T', ' ');
}
