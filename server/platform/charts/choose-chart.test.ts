import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildSpec, describeChart } from './build-spec.ts';
import { checkSpec } from './check-spec.ts';
import { type ChartChoice, chooseChart } from './choose-chart.ts';
import type { ChartRequest } from './parse-request.ts';
import { chartRequestOf, parseChartRequest } from './parse-request.ts';
import type { Cell } from './table.ts';
import { chartKinds } from './wish.ts';

const chooseFor = (request: ChartRequest): ChartChoice => {
  assert.ok(request.ok, request.ok ? '' : request.detail);
  const chosen = chooseChart(request.table, request.wish);
  assert.ok(chosen.ok, chosen.ok ? '' : chosen.detail);
  return chosen.choice;
};
const choose = (text: string) => chooseFor(parseChartRequest(text));
const chooseGiven = (columns: string[], data: unknown[][], wish = '') =>
  chooseFor(chartRequestOf({ columns, data }, wish));
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

test('the data decide the kind', () => {
  for (const [text, kind] of [
    ['chart: sales by month Jan 10, Feb 20, Mar 15', 'bar'],
    [`chart: ${months.map((month, index) => `${month} ${index}`).join(', ')}`, 'line'],
    ['chart: 2021-01-01 5, 2021-01-02 7', 'line'],
    ['chart: 2021 5, 2022 7, 2023 4', 'line'],
    ['plot: 12, 15, 11', 'line'],
    ['plot: (1,2) (2,4) (3,9)', 'scatter'],
    ['chart: votes Ada 40%, Ben 60%', 'pie'],
    ['chart: growth Ada 40%, Ben 70%', 'bar'],
    ['chart: Ada 40, Ben 60', 'bar'],
    ['chart: pie of Ada 40, Ben 60', 'pie'],
    ['area chart of sales Jan 1, Feb 2', 'area'],
  ] as const)
    assert.equal(choose(text).kind, kind, text);
});

test('a wish that the data forbid is answered with the next best and the reason', () => {
  const losses = choose('chart: pie of profit North 5, South -3');
  assert.equal(losses.kind, 'bar');
  assert.match(losses.notes.join(), /pie can't show negative values/);
  assert.match(choose('chart: scatter plot of Ada 3, Ben 4').notes.join(), /two columns of numbers/);
  assert.match(choose('bar chart of (1,2) (2,3)').notes.join(), /points/);
});

test('names are ordered by size, times by time, groups as they came', () => {
  assert.deepEqual(choose('chart: Ada 1, Ben 3, Cem 2').xOrder, ['Ben', 'Cem', 'Ada']);
  assert.deepEqual(choose('chart: Mar 1, Jan 3, Feb 2, Dec 1').xOrder, ['Jan', 'Feb', 'Mar', 'Dec']);
  assert.deepEqual(choose('chart: Oct 1, Nov 3, Dec 2, Jan 5').xOrder, ['Oct', 'Nov', 'Dec', 'Jan']);
  assert.deepEqual(choose('chart: Fr 1, Mi 3, Mo 2').xOrder, ['Mo', 'Mi', 'Fr']);
  assert.deepEqual(
    chooseGiven(
      ['age', 'people'],
      [
        ['18–24', 5],
        ['25–34', 9],
        ['35–44', 7],
      ],
    ).xOrder,
    ['18–24', '25–34', '35–44'],
  );
  assert.deepEqual(
    choose('chart: 2024-03-01 1, 2024-01-01 2, 2024-02-01 3').rows.map(({ x }) => x),
    ['2024-01-01T00:00', '2024-02-01T00:00', '2024-03-01T00:00'],
  );
});

test('long names lie down, short ones stand', () => {
  assert.equal(choose('chart: Research and development 5, Marketing 7').horizontal, true);
  assert.equal(choose('chart: Ada 5, Ben 7').horizontal, false);
  assert.equal(choose('column chart of Research and development 5, Marketing 7').horizontal, false);
});

test('too many names become "Other", and that is said', () => {
  const rows = Array.from({ length: 40 }, (_, index) => [`Name ${index}a`, index + 1]);
  const bars = chooseGiven(['name', 'n'], rows, 'bars');
  assert.equal(bars.xOrder.length, 25);
  assert.equal(bars.xOrder.at(-1), 'Other');
  assert.equal(
    bars.rows.reduce((sum, { y }) => sum + y, 0),
    820,
  );
  assert.match(bars.notes.join(), /16 smallest of 40/);
  const slices = chooseGiven(['name', 'n'], rows, 'pie');
  assert.equal(slices.rows.length, 6);
  assert.match(describeChart(slices), /35 smallest of 40/);
});

test('repeated names are added up, averaged or counted', () => {
  const sales = [
    ['North', 10],
    ['South', 5],
    ['North', 20],
  ];
  const of = (wish: string) =>
    Object.fromEntries(chooseGiven(['region', 'sales'], sales, wish).rows.map(({ x, y }) => [x, y]));
  assert.deepEqual(of('sales by region'), { North: 30, South: 5 });
  assert.deepEqual(of('average sales by region'), { North: 15, South: 5 });
  assert.deepEqual(of('number of sales by region'), { North: 2, South: 1 });
  assert.match(chooseGiven(['region', 'sales'], sales).notes.join(), /region are added up/);
  assert.deepEqual(chooseGiven(['city'], [['Rome'], ['Oslo'], ['Rome']]).rows, [
    { x: 'Rome', y: 2 },
    { x: 'Oslo', y: 1 },
  ]);
});

test('columns are chosen by the wish, ids are left out, a second name makes series', () => {
  const columns = ['order_id', 'region', 'year', 'revenue', 'cost'];
  const data = [
    [1, 'North', 2023, 10, 4],
    [2, 'South', 2023, 20, 5],
    [3, 'North', 2024, 15, 6],
    [4, 'South', 2024, 25, 7],
  ];
  const wished = chooseGiven(columns, data, 'revenue by region');
  assert.deepEqual([wished.xTitle, wished.yTitle, wished.xOrder], ['Region', 'Revenue', ['South', 'North']]);
  const both = chooseGiven(columns, data, 'stacked bars by year');
  assert.deepEqual([both.seriesOrder, both.stacked, both.xOrder], [['revenue', 'cost'], true, ['2023', '2024']]);
  const series = chooseGiven(
    ['year', 'region', 'revenue'],
    data.map(([, region, year, revenue]) => [year, region, revenue]),
  );
  assert.deepEqual([series.kind, series.seriesOrder, series.seriesTitle], ['line', ['North', 'South'], 'Region']);
});

test('the specification has titles, formats, a zero line and the rows', () => {
  const spec = buildSpec(choose('chart: profit by quarter Q1 -5 €, Q2 8 €'));
  const text = JSON.stringify(spec);
  assert.match(text, /vega-lite\/v6\.json/);
  assert.match(text, /"title":"Profit \(€\)"/);
  assert.match(text, /"datum":0/);
  assert.match(text, /"zero":true/);
  assert.match(String(spec.description), /2 values, from €-5 to €8\. Highest: Q2\./);
});

test('any table makes an allowed specification, of whatever kind was wished, and loses no sum silently', () => {
  const cell = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.constantFrom<Cell>(
      null,
      'a',
      'Jan',
      'Feb',
      '2024-01-01',
      '2024',
      'b b',
      '<b>',
      'https://x.example',
      '😀',
      'مرحبا',
    ),
    fc.string({ maxLength: 200 }),
  );
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc
        .array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 80 })
        .map((data) => ({ columns: Array.from({ length: width }, (_, index) => `c${index}`), data })),
    );
  fc.assert(
    fc.property(table, fc.option(fc.constantFrom(...chartKinds), { nil: undefined }), (given, kind) => {
      const request = chartRequestOf(given);
      if (!request.ok) return;
      const chosen = chooseChart(request.table, kind ? { kind } : {});
      if (!chosen.ok) return;
      const checked = checkSpec(buildSpec(chosen.choice));
      assert.ok(checked.ok, checked.ok ? '' : checked.detail);
      assert.deepEqual(chooseChart(request.table, kind ? { kind } : {}), chosen);
    }),
    { numRuns: 300 },
  );
});
