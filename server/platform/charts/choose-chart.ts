import { type ColumnType, typeColumns } from './column-types.ts';
import { groupRows } from './group-rows.ts';
import { limitPoints } from './limit-points.ts';
import { findColumn } from './match-column.ts';
import { type ChartTable, isNamed } from './table.ts';
import type { ChartKind, ChartWish } from './wish.ts';

/** One drawn value: `x` is a date (ISO), a number, or a name; `series` is set where there are several. */
export interface ChartRow {
  x: string | number;
  y: number;
  series?: string;
}

/** A chart that is decided on, ready for `buildSpec`. */
export interface ChartChoice {
  kind: ChartKind;
  rows: ChartRow[];
  xType: 'quantitative' | 'date' | 'ordered' | 'nominal';
  /** Of a date axis. */
  grain?: ColumnType['grain'];
  /** Null where the data has no name for it. */
  xTitle: string | null;
  yTitle: string | null;
  seriesTitle: string | null;
  /** What the values are counted in; empty where nobody said. */
  unit: string;
  stacked: boolean;
  horizontal: boolean;
  title: string | null;
  /** The names along the axis and in the legend, in their order. */
  xOrder: string[];
  seriesOrder: string[];
  /** A sentence for everything that was added up, left out or done otherwise than wished. */
  notes: string[];
}

export type ChosenChart = { ok: true; choice: ChartChoice } | { ok: false; detail: string };

/** What is drawn against what. */
export interface Roles {
  x: ColumnType | undefined;
  measures: ColumnType[];
  series: ColumnType | undefined;
}

/** Decides kind, axes, order and grouping by the data's types and the wish; the same input gives the same chart. */
export function chooseChart(table: ChartTable, wish: ChartWish = {}): ChosenChart {
  const types = typeColumns(table).filter(({ type }) => type !== 'empty');
  const roles = assignRoles(table, types, wish);
  if (!roles) return { ok: false, detail: `There is nothing to draw in the columns ${table.columns.join(', ')}.` };
  if (wish.kind === 'histogram' && roles.measures[0])
    return { ok: true, choice: histogram(table, roles.measures[0], wish) };
  if (roles.x?.type === 'quantitative' && roles.measures.length > 0)
    return { ok: true, choice: overNumbers(table, roles, wish) };
  return { ok: true, choice: overNames(table, roles, wish) };
}

function assignRoles(table: ChartTable, types: ColumnType[], wish: ChartWish): Roles | undefined {
  const numbers = types.filter(({ type }) => type === 'quantitative');
  const others = types.filter(({ type }) => type !== 'quantitative');
  const wishedX = findColumn(types, wish.by);
  const wished = wish.measure ? numbers.filter((column) => findColumn([column], wish.measure)) : [];
  const natural =
    others.find(({ type }) => type === 'date') ?? others.find(({ type }) => type === 'cycle') ?? others[0];
  const asPoints = wish.kind === 'scatter' && numbers.length > 1;
  const x = wishedX ?? (asPoints ? numbers[0] : (natural ?? (numbers.length > 1 ? numbers[0] : undefined)));
  const rest = numbers.filter((column) => column !== x && !isKey(table, column));
  const measures =
    wish.aggregate === 'count' ? [] : wished.length > 0 && !wished.includes(x as ColumnType) ? wished : rest;
  if (!x && measures.length === 0) return undefined;
  return { x, measures, series: findSeries(table, others, x, measures) };
}

/** Ids count nothing. */
const isKey = (table: ChartTable, { name, distinct }: ColumnType): boolean =>
  /^(?:id|.*[_\s]id|nr\.?|no\.?)$/i.test(name) && distinct === table.data.length && table.columns.length > 2;

/** A second column of names splits the values where the first repeats, and each pair of names stands once. */
function findSeries(
  table: ChartTable,
  others: ColumnType[],
  x: ColumnType | undefined,
  measures: ColumnType[],
): ColumnType | undefined {
  if (!x || measures.length > 1 || x.distinct === table.data.length) return undefined;
  return others.find((column) => {
    if (column === x || column.type === 'date' || column.distinct < 2) return false;
    if (x.type === 'quantitative') return column.distinct <= maxSeries;
    const pairs = new Set(table.data.map((row) => JSON.stringify([row[x.index], row[column.index]])));
    return pairs.size === table.data.length || column.distinct <= maxSeries;
  });
}

const maxSeries = 8;

function histogram(table: ChartTable, measure: ColumnType, wish: ChartWish): ChartChoice {
  const notes: string[] = [];
  const values = table.data.map((row) => row[measure.index]).filter((cell) => typeof cell === 'number');
  const rows = limitPoints(
    values.map((value) => ({ x: value, y: value })),
    notes,
  );
  return {
    ...blank(wish, notes),
    kind: 'histogram',
    rows,
    xType: 'quantitative',
    xTitle: titleOf(measure.name),
    unit: table.units?.[measure.name] ?? '',
  };
}

/** Points, or a line or area if that was wished. */
function overNumbers(table: ChartTable, { x, measures, series }: Roles, wish: ChartWish): ChartChoice {
  const notes: string[] = [];
  const kind: ChartKind = wish.kind === 'line' || wish.kind === 'area' ? wish.kind : 'scatter';
  if (wish.kind && wish.kind !== kind)
    notes.push(`Numbers against numbers can't be drawn as ${named(wish.kind)}, so these are points.`);
  const rows = measures.flatMap((measure) =>
    table.data.flatMap((row): ChartRow[] => {
      const [at, y] = [row[x?.index ?? -1], row[measure.index]];
      if (typeof at !== 'number' || typeof y !== 'number') return [];
      const name = measures.length > 1 ? measure.name : series ? String(row[series.index] ?? '–') : undefined;
      return [{ x: at, y, ...(name === undefined ? {} : { series: name }) }];
    }),
  );
  const sorted = kind === 'scatter' ? rows : rows.toSorted((a, b) => Number(a.x) - Number(b.x));
  const seriesOrder = [...new Set(rows.flatMap((row) => row.series ?? []))];
  return {
    ...blank(wish, notes),
    kind,
    rows: limitPoints(sorted, notes),
    xType: 'quantitative',
    xTitle: titleOf(x?.name ?? ''),
    yTitle: measures.length === 1 ? titleOf(measures[0]?.name ?? '') : null,
    seriesTitle: series ? titleOf(series.name) : null,
    unit: commonUnit(table, measures),
    seriesOrder,
  };
}

/** Everything along names, dates or positions in a list. */
function overNames(table: ChartTable, roles: Roles, wish: ChartWish): ChartChoice {
  const notes: string[] = [];
  const { x, measures, series } = roles;
  const cycle = x?.type === 'cycle';
  const xType = x?.type === 'date' ? 'date' : !x || cycle ? 'ordered' : 'nominal';
  const unit = commonUnit(table, measures);
  const draft = groupRows(table, roles, { xType, cycle, aggregate: wish.aggregate }, notes);
  const kind = pickKind(draft.rows, { ...draft, xType, measures, unit, unlabelled: !x }, wish, notes);
  const grouped = draft.finish(kind);
  const labels = grouped.xOrder;
  return {
    ...blank(wish, notes),
    kind,
    rows: grouped.rows,
    xType: xType === 'date' && (kind === 'bar' || kind === 'pie') ? 'ordered' : xType,
    ...(x?.grain ? { grain: x.grain } : {}),
    xTitle: x ? titleOf(x.name) : null,
    yTitle: measures.length === 0 ? 'Count' : measures.length === 1 ? titleOf(measures[0]?.name ?? '') : null,
    seriesTitle: series ? titleOf(series.name) : null,
    unit,
    stacked: wish.stacked ?? (kind === 'area' || isShareOfWhole(wish)),
    horizontal: kind === 'bar' && (wish.horizontal ?? (xType === 'nominal' && hasLongLabels(labels))),
    xOrder: labels,
    seriesOrder: grouped.seriesOrder,
  };
}

const isShareOfWhole = ({ title = '' }: ChartWish): boolean =>
  /\b(?:share|breakdown|anteil|zusammensetzung)/i.test(title);

/** Names that would have to stand at an angle below bars. */
function hasLongLabels(labels: string[]): boolean {
  const longest = Math.max(...labels.map((label) => label.length));
  return labels.length > 12 || longest > 14 || labels.reduce((sum, label) => sum + label.length + 2, 0) > 70;
}

interface KindFacts {
  xOrder: string[];
  seriesOrder: string[];
  xType: ChartChoice['xType'];
  measures: ColumnType[];
  unit: string;
  /** No column names the values. */
  unlabelled: boolean;
}

function pickKind(rows: ChartRow[], facts: KindFacts, wish: ChartWish, notes: string[]): ChartKind {
  const natural = naturalKind(rows, facts);
  if (!wish.kind || wish.kind === natural) return natural;
  if (wish.kind === 'pie') {
    const why = whyNoPie(rows, facts);
    if (!why) return 'pie';
    notes.push(`A pie can't show ${why}, so this is ${named(natural)}.`);
    return natural;
  }
  if (wish.kind === 'histogram' || wish.kind === 'scatter') {
    notes.push(
      `${capital(named(wish.kind))} needs ${wish.kind === 'scatter' ? 'two columns of numbers' : 'a column of numbers'}, so this is ${named(natural)}.`,
    );
    return natural;
  }
  return wish.kind;
}

function naturalKind(rows: ChartRow[], { xOrder, seriesOrder, xType, unit, unlabelled }: KindFacts): ChartKind {
  if (xType === 'date') return xOrder.length > 1 ? 'line' : 'bar';
  if (unlabelled) return xOrder.length > 1 ? 'line' : 'bar';
  if (xType === 'ordered') return xOrder.length > 6 || seriesOrder.length > 1 ? 'line' : 'bar';
  const total = rows.reduce((sum, { y }) => sum + y, 0);
  const parts = seriesOrder.length === 0 && xOrder.length > 1 && xOrder.length <= 6 && rows.every(({ y }) => y > 0);
  return unit === '%' && parts && Math.abs(total - 100) <= 1 ? 'pie' : 'bar';
}

function whyNoPie(rows: ChartRow[], { seriesOrder, measures }: KindFacts): string | undefined {
  if (rows.some(({ y }) => y < 0)) return 'negative values';
  if (seriesOrder.length > 1 || measures.length > 1) return 'several series';
  return rows.some(({ y }) => y > 0) ? undefined : 'values that are all zero';
}

const named = (kind: ChartKind): string =>
  ({
    bar: 'a bar chart',
    line: 'a line',
    area: 'an area',
    scatter: 'a scatter plot',
    pie: 'a pie',
    histogram: 'a histogram',
  })[kind];
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How a column is called on an axis: `order_total` reads "Order total"; names nobody gave are left out. */
function titleOf(name: string): string | null {
  if (!isNamed(name)) return null;
  const words = name.replace(/_+/g, ' ').trim();
  return words.length > 60 ? `${words.slice(0, 59)}…` : capital(words);
}

function commonUnit(table: ChartTable, measures: ColumnType[]): string {
  const units = new Set(measures.map(({ name }) => table.units?.[name] ?? ''));
  return units.size === 1 ? ([...units][0] ?? '') : '';
}

function blank({ title }: ChartWish, notes: string[]): ChartChoice {
  return {
    kind: 'bar',
    rows: [],
    xType: 'nominal',
    xTitle: null,
    yTitle: null,
    seriesTitle: null,
    unit: '',
    stacked: false,
    horizontal: false,
    title: title ?? null,
    xOrder: [],
    seriesOrder: [],
    notes,
  };
}
