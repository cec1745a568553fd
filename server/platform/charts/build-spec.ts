import type { ChartChoice, ChartRow } from './choose-chart.ts';
import { palettes } from './theme.ts';

/** A Vega-Lite specification (https://vega.github.io/vega-lite/, version 6) as JSON. */
export type ChartSpec = Record<string, unknown>;

const schema = 'https://vega.github.io/schema/vega-lite/v6.json';
const width = 560;
const height = 320;
/** Space for one horizontal bar, in pixels. */
const barStep = 26;

/** Makes the specification of a chart: its data inline, readable without any other file. */
export function buildSpec(choice: ChartChoice): ChartSpec {
  const { kind } = choice;
  const body = kind === 'pie' ? pie(choice) : kind === 'histogram' ? histogram(choice) : axes(choice);
  return {
    $schema: schema,
    description: describeChart(choice),
    ...titleOf(choice),
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: choice.rows },
    config: { range: { category: palettes.light } },
    ...body,
  };
}

/** What the chart shows, in a sentence for people who can't see it. */
export function describeChart({
  kind,
  rows,
  title,
  xTitle,
  xType,
  xOrder,
  seriesOrder,
  unit,
  notes,
}: ChartChoice): string {
  const what = {
    bar: 'Bar chart',
    line: 'Line chart',
    area: 'Area chart',
    scatter: 'Scatter plot',
    pie: 'Pie chart',
    histogram: 'Histogram',
  }[kind];
  const values = rows.map(({ y }) => y);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const subject = title
    ? ` of ${title.charAt(0).toLowerCase()}${title.slice(1)}`
    : xTitle && xType !== 'quantitative'
      ? ` by ${xTitle}`
      : '';
  const among = seriesOrder.length > 1 ? ` in ${seriesOrder.length} series` : '';
  const range =
    rows.length > 1
      ? `, from ${plain(least, unit)} to ${plain(most, unit)}`
      : values.length === 1
        ? `: ${plain(least, unit)}`
        : '';
  const top = kind === 'bar' && seriesOrder.length === 0 && xOrder.length > 1 ? topOf(rows) : '';
  return [
    `${what}${subject}: ${rows.length} ${rows.length === 1 ? 'value' : 'values'}${among}${range}.${top}`,
    ...notes,
  ].join(' ');
}

function topOf(rows: ChartRow[]): string {
  const highest = rows.reduce((best, row) => (row.y > best.y ? row : best));
  return ` Highest: ${highest.x}.`;
}

function plain(value: number, unit: string): string {
  const number = value.toLocaleString('en', { maximumSignificantDigits: 6 });
  if (unit === '') return number;
  return /^[$€£¥₹]$/.test(unit) ? `${unit}${number}` : `${number}${unit === '%' ? '' : ' '}${unit}`;
}

function titleOf({ title, notes }: ChartChoice): ChartSpec {
  if (!title && notes.length === 0) return {};
  const subtitle = notes.length > 0 ? { subtitle: notes.flatMap((note) => wrap(note, 90)) } : {};
  return { title: { text: title ? wrap(title, 60) : '', ...subtitle } };
}

function wrap(text: string, units: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > units) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** Bars, lines, areas and points: what has two axes. */
function axes(choice: ChartChoice): ChartSpec {
  const { horizontal, stacked, kind, xOrder, seriesOrder } = choice;
  const [along, across] = horizontal ? ['y', 'x'] : ['x', 'y'];
  const several = seriesOrder.length > 0;
  const offset =
    kind === 'bar' && several && !stacked ? { [`${along}Offset`]: { field: 'series', sort: seriesOrder } } : {};
  const rows = horizontal ? xOrder.length * (several && !stacked ? Math.max(1, seriesOrder.length * 0.6) : 1) : 0;
  return {
    ...(horizontal ? { height: Math.round(Math.max(4, rows) * barStep + 50) } : {}),
    ...withZeroLine(choice, across, {
      mark: markOf(choice),
      encoding: {
        [along]: nameAxis(choice),
        [across]: valueAxis(choice),
        ...offset,
        ...(several ? { color: colourBy('series', choice.seriesTitle, seriesOrder) } : {}),
        tooltip: tooltip(choice),
      },
    }),
  };
}

const colourBy = (field: string, title: string | null, domain: string[]): ChartSpec => ({
  field,
  type: 'nominal',
  title,
  sort: domain,
  scale: { domain },
});

/** Bars on both sides of zero stand on a line of their own: the axis is at the edge. */
function withZeroLine({ kind, rows }: ChartChoice, across: string, view: ChartSpec): ChartSpec {
  if (kind !== 'bar' || !crossesZero(rows)) return view;
  return {
    layer: [
      view,
      { mark: { type: 'rule', strokeWidth: 1 }, encoding: { [across]: { datum: 0, type: 'quantitative' } } },
    ],
  };
}

const crossesZero = (rows: ChartRow[]): boolean => rows.some(({ y }) => y < 0);

function markOf({ kind, rows, xOrder, seriesOrder, stacked, horizontal }: ChartChoice): ChartSpec {
  const few = rows.length <= 60 * Math.max(1, seriesOrder.length);
  if (kind === 'bar') {
    const slim = xOrder.length <= 4 && (stacked || seriesOrder.length === 0);
    return {
      type: 'bar',
      cornerRadiusEnd: stacked ? 0 : 2,
      ...(slim ? { [horizontal ? 'height' : 'width']: { band: 0.6 } } : {}),
    };
  }
  if (kind === 'line')
    return {
      type: 'line',
      strokeWidth: 2.5,
      interpolate: 'linear',
      ...(few ? { point: { size: 45, filled: true } } : {}),
    };
  if (kind === 'area') return { type: 'area', line: true, fillOpacity: seriesOrder.length > 1 ? 0.75 : 0.35 };
  return { type: 'point', filled: true, size: rows.length > 300 ? 25 : 60, opacity: rows.length > 60 ? 0.6 : 0.85 };
}

function nameAxis({ xType, xTitle, xOrder, horizontal, kind, grain, rows }: ChartChoice): ChartSpec {
  if (xType === 'quantitative')
    return {
      field: 'x',
      type: 'quantitative',
      title: xTitle,
      scale: { zero: false, nice: true },
      axis: { format: ',~f', grid: true },
    };
  if (xType === 'date') return { field: 'x', type: 'temporal', title: xTitle, axis: dateAxis(grain, xOrder) };
  const crowded = !horizontal && xOrder.reduce((sum, name) => sum + name.length + 2, 0) > 80;
  const skipping = !horizontal && xOrder.length > 31;
  const axis = {
    labelAngle: crowded && !skipping ? -40 : 0,
    labelLimit: horizontal ? 260 : 120,
    grid: false,
    labelOverlap: skipping ? 'parity' : false,
    ...(crossesZero(rows) && kind === 'bar' ? { domain: false } : {}),
  };
  return { field: 'x', type: 'ordinal', title: xTitle, sort: xOrder, axis };
}

/** Few dates are all named; for many Vega finds round ones. */
function dateAxis(grain: ChartChoice['grain'], dates: string[]): ChartSpec {
  const format =
    grain === 'year'
      ? '%Y'
      : grain === 'month' || grain === 'quarter'
        ? '%b %Y'
        : grain === 'day' && dates.length <= 12
          ? '%Y-%m-%d'
          : undefined;
  const values = dates.length <= 12 && grain !== 'minute' ? dates.map(dateObject) : undefined;
  return {
    grid: false,
    labelOverlap: 'parity',
    labelFlush: false,
    ...(format ? { format } : {}),
    ...(values ? { values } : {}),
  };
}

function dateObject(iso: string): ChartSpec {
  const [year = 0, month = 1, date = 1] = iso.slice(0, 10).split('-').map(Number);
  return { year, month, date };
}

function valueAxis({ kind, yTitle, unit, stacked, seriesOrder, rows }: ChartChoice): ChartSpec {
  const fromZero = kind === 'bar' || kind === 'area';
  const stack = fromZero && seriesOrder.length > 0 ? { stack: stacked ? 'zero' : null } : {};
  return {
    field: 'y',
    type: 'quantitative',
    title: withUnit(yTitle, unit),
    ...stack,
    scale: { zero: fromZero || startsNearZero(rows), nice: true },
    axis: { format: numberFormat(rows), tickCount: 6 },
  };
}

/** A line may leave zero out, but only where that shows more: not if the values reach down to it anyway. */
function startsNearZero(rows: ChartRow[]): boolean {
  const values = rows.map(({ y }) => y);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least >= 0 && least < most * 0.5;
}

/** d3-format: large numbers short (`1.2M`), others with separators. */
function numberFormat(rows: ChartRow[]): string {
  const largest = Math.max(...rows.map(({ y }) => Math.abs(y)));
  return largest >= 100_000 ? '~s' : ',~f';
}

const withUnit = (title: string | null, unit: string): string | null =>
  unit === '' ? title : title ? `${title} (${unit})` : `in ${unit}`;

function tooltip({ xTitle, yTitle, xType, seriesOrder, seriesTitle, unit }: ChartChoice): ChartSpec[] {
  const x = xType === 'date' ? { type: 'temporal' } : { type: xType === 'quantitative' ? 'quantitative' : 'ordinal' };
  return [
    ...(seriesOrder.length > 0 ? [{ field: 'series', type: 'nominal', title: seriesTitle ?? 'Series' }] : []),
    { field: 'x', ...x, title: xTitle ?? 'Name' },
    { field: 'y', type: 'quantitative', title: withUnit(yTitle ?? 'Value', unit), format: ',' },
  ];
}

function histogram({ xTitle, unit }: ChartChoice): ChartSpec {
  return {
    mark: { type: 'bar', binSpacing: 1 },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        bin: { maxbins: 20 },
        title: withUnit(xTitle ?? 'Value', unit),
        axis: { format: '~s', grid: false },
      },
      y: { aggregate: 'count', type: 'quantitative', title: 'Count', axis: { tickMinStep: 1, format: ',~f' } },
      tooltip: [
        { field: 'x', bin: { maxbins: 20 }, title: xTitle ?? 'Value' },
        { aggregate: 'count', title: 'Count' },
      ],
    },
  };
}

/** Slices by size, the first at twelve o'clock, with their share beside them. */
function pie(choice: ChartChoice): ChartSpec {
  const { rows, xOrder, xTitle, yTitle, unit } = choice;
  const total = rows.reduce((sum, { y }) => sum + y, 0);
  const values = rows.map((row, index) => ({
    ...row,
    order: index,
    share: `${Number(((row.y / total) * 100).toFixed(row.y / total < 0.1 ? 1 : 0))} %`,
  }));
  return {
    // The radius is fixed, so the picture grows around it.
    autosize: { type: 'pad', contains: 'padding' },
    width: 320,
    height: 300,
    data: { values },
    encoding: {
      theta: { field: 'y', type: 'quantitative', stack: true },
      order: { field: 'order', type: 'quantitative', sort: 'ascending' },
      color: { ...colourBy('x', xTitle, xOrder), legend: { orient: 'right', labelLimit: 240 } },
      tooltip: [
        { field: 'x', type: 'nominal', title: xTitle ?? 'Name' },
        { field: 'y', type: 'quantitative', title: withUnit(yTitle ?? 'Value', unit), format: ',' },
        { field: 'share', type: 'nominal', title: 'Share' },
      ],
    },
    layer: [
      { mark: { type: 'arc', outerRadius: 118, innerRadius: 0, padAngle: 0.01, cornerRadius: 2 } },
      {
        mark: { type: 'text', radius: 138, fontSize: 13 },
        encoding: { text: { field: 'share', type: 'nominal' }, color: null },
      },
    ],
  };
}
