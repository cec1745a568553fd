import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chartRequestOf, chartRequestOfCsv, hasChartPrefix, parseChartRequest } from './parse-request.ts';
import type { Cell } from './table.ts';

type Expected = [text: string, columns: string[], data: Cell[][], wish?: object];

const inline: Expected[] = [
  [
    'chart: sales by month Jan 10, Feb 20, Mar 15',
    ['month', 'sales'],
    [
      ['Jan', 10],
      ['Feb', 20],
      ['Mar', 15],
    ],
    { title: 'Sales by month' },
  ],
  ['plot: temperature 12, 15, 11', ['temperature'], [[12], [15], [11]]],
  [
    'chart: pie of votes Ada 40%, Ben 60%',
    ['Label', 'votes'],
    [
      ['Ada', 40],
      ['Ben', 60],
    ],
    { kind: 'pie' },
  ],
  [
    'votes Ada 40%, Ben 60% as a pie',
    ['Label', 'votes'],
    [
      ['Ada', 40],
      ['Ben', 60],
    ],
    { kind: 'pie' },
  ],
  [
    'plot: (1,2) (2,4) (3,9)',
    ['x', 'y'],
    [
      [1, 2],
      [2, 4],
      [3, 9],
    ],
    { kind: 'scatter' },
  ],
  [
    'plot: (1,5; 2,5) (2; 4)',
    ['x', 'y'],
    [
      [1.5, 2.5],
      [2, 4],
    ],
  ],
  [
    'chart: 2023: 10 20 30; 2024: 12 25 31',
    ['#', '2023', '2024'],
    [
      [1, 10, 12],
      [2, 20, 25],
      [3, 30, 31],
    ],
  ],
  [
    'chart: sales 2023: 10,20,30; 2024: 12,25,31',
    ['#', '2023', '2024'],
    [
      [1, 10, 12],
      [2, 20, 25],
      [3, 30, 31],
    ],
  ],
  [
    'chart: 2023: Jan 10, Feb 20; 2024: Jan 12, Mar 25',
    ['Label', '2023', '2024'],
    [
      ['Jan', 10, 12],
      ['Feb', 20, null],
      ['Mar', null, 25],
    ],
  ],
  [
    'chart: months Jan Feb; Oslo: -4 -2; Cairo: 14 15',
    ['months', 'Oslo', 'Cairo'],
    [
      ['Jan', -4, 14],
      ['Feb', -2, 15],
    ],
  ],
  [
    'chart: x: 1 2 3; y: 2 4 9',
    ['x', 'y'],
    [
      [1, 2],
      [2, 4],
      [3, 9],
    ],
  ],
  [
    'chart: Ada: 40, Ben: 60',
    ['Label', 'Value'],
    [
      ['Ada', 40],
      ['Ben', 60],
    ],
  ],
  [
    'chart: Ada=40; Ben=60',
    ['Label', 'Value'],
    [
      ['Ada', 40],
      ['Ben', 60],
    ],
  ],
  [
    'chart: votes: Ada 40 and Ben 60',
    ['Label', 'votes'],
    [
      ['Ada', 40],
      ['Ben', 60],
    ],
  ],
  [
    'chart: 10 apples, 20 oranges and 5 pears',
    ['Label', 'Value'],
    [
      ['apples', 10],
      ['oranges', 20],
      ['pears', 5],
    ],
  ],
  [
    'plot: Jan 10 Feb 20 Mar 15',
    ['Label', 'Value'],
    [
      ['Jan', 10],
      ['Feb', 20],
      ['Mar', 15],
    ],
  ],
  [
    'chart: 2021 10, 2022 20, 2023 15',
    ['Label', 'Value'],
    [
      ['2021', 10],
      ['2022', 20],
      ['2023', 15],
    ],
  ],
  [
    'chart: Jan 2024 10, Feb 2024 12',
    ['Label', 'Value'],
    [
      ['Jan 2024', 10],
      ['Feb 2024', 12],
    ],
  ],
  [
    'chart: 1. Januar 2024 5, 2. Januar 2024 7',
    ['Label', 'Value'],
    [
      ['1. Januar 2024', 5],
      ['2. Januar 2024', 7],
    ],
  ],
  [
    'chart: 2024-01-31 5, 2024-02-29 7',
    ['Label', 'Value'],
    [
      ['2024-01-31', 5],
      ['2024-02-29', 7],
    ],
  ],
  [
    'chart: 08:00 12, 12:00 18',
    ['Label', 'Value'],
    [
      ['08:00', 12],
      ['12:00', 18],
    ],
  ],
  [
    'chart: Jan 10\nFeb 20\nMar 15',
    ['Label', 'Value'],
    [
      ['Jan', 10],
      ['Feb', 20],
      ['Mar', 15],
    ],
  ],
  [
    'chart: New York 10, Los Angeles 20, Chicago 5',
    ['Label', 'Value'],
    [
      ['New York', 10],
      ['Los Angeles', 20],
      ['Chicago', 5],
    ],
  ],
  [
    'chart: sales by city Berlin 10, New York 20',
    ['city', 'sales'],
    [
      ['Berlin', 10],
      ['New York', 20],
    ],
  ],
  [
    'chart: Bank of America 10, Wells Fargo 20',
    ['Label', 'Value'],
    [
      ['Bank of America', 10],
      ['Wells Fargo', 20],
    ],
  ],
  [
    'chart: 🍎 5, 🍌 7',
    ['Label', 'Value'],
    [
      ['🍎', 5],
      ['🍌', 7],
    ],
  ],
  [
    'chart: מכירות 5, רווח 7',
    ['Label', 'Value'],
    [
      ['מכירות', 5],
      ['רווח', 7],
    ],
  ],
  [
    'Bitte zeichne ein Diagramm: Umsatz nach Monat Januar 1.200,50 €, Februar 900,00 €',
    ['Monat', 'Umsatz'],
    [
      ['Januar', 1200.5],
      ['Februar', 900],
    ],
  ],
  [
    'chart: rent $1,200, food $300',
    ['Label', 'Value'],
    [
      ['rent', 1200],
      ['food', 300],
    ],
  ],
  ['plot: -5, −3.5, 2, 8', ['Value'], [[-5], [-3.5], [2], [8]]],
  ['plot: 12,15,11', ['Value'], [[12], [15], [11]]],
  ['plot: 12,5; 13,7; 11', ['Value'], [[12.5], [13.7], [11]]],
  [
    'chart: Alice 1k, Bob 2.5k, Cem 3 Mio',
    ['Label', 'Value'],
    [
      ['Alice', 1000],
      ['Bob', 2500],
      ['Cem', 3_000_000],
    ],
  ],
  [
    'chart: "East, upper" 4, West 5',
    ['Label', 'Value'],
    [
      ['East, upper', 4],
      ['West', 5],
    ],
  ],
  [
    'plot: height vs weight (1.8, 80) (1.7, 70)',
    ['height', 'weight'],
    [
      [1.8, 80],
      [1.7, 70],
    ],
  ],
  ['chart: visits to the bar 3, 4, 5', ['visits to the bar'], [[3], [4], [5]]],
];

for (const [text, columns, data, wish = {}] of inline) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const request = parseChartRequest(text);
    assert.ok(request.ok, request.ok ? '' : request.detail);
    assert.deepEqual([request.table.columns, request.table.data], [columns, data]);
    assert.deepEqual({ ...request.wish, ...wish }, request.wish);
  });
}

const tables: Expected[] = [
  [
    'chart: | City | People |\n|---|--:|\n| Berlin | 3,7 Mio |\n| Paris | 2,1 Mio |\n\nas a pie, please',
    ['City', 'People'],
    [
      ['Berlin', 3_700_000],
      ['Paris', 2_100_000],
    ],
    { kind: 'pie' },
  ],
  [
    'chart:\n```csv\nname,score,level\nAda,"1,000",3\nBen,20,\n```',
    ['name', 'score', 'level'],
    [
      ['Ada', 1000, 3],
      ['Ben', 20, null],
    ],
  ],
  [
    'chart: this as lines\nMonat\tUmsatz\nJan\t1.200,00 €\nFeb\t900,50 €',
    ['Monat', 'Umsatz'],
    [
      ['Jan', 1200],
      ['Feb', 900.5],
    ],
  ],
  [
    'plot:\n1,2\n2,4\n3,9',
    ['x', 'y'],
    [
      [1, 2],
      [2, 4],
      [3, 9],
    ],
  ],
  [
    'Name;Wert\nA;1,5\nB;2,5\nchart: bars',
    ['Name', 'Wert'],
    [
      ['A', 1.5],
      ['B', 2.5],
    ],
    { kind: 'bar' },
  ],
];

for (const [text, columns, data, wish = {}] of tables) {
  test(`finds the table in ${JSON.stringify(text.slice(0, 40))}`, () => {
    const request = parseChartRequest(text);
    assert.ok(request.ok, request.ok ? '' : request.detail);
    assert.deepEqual([request.table.columns, request.table.data], [columns, data]);
    assert.deepEqual({ ...request.wish, ...wish }, request.wish);
  });
}

test('units come with their numbers', () => {
  const units = (text: string) => {
    const request = parseChartRequest(text);
    return request.ok ? request.table.units : undefined;
  };
  assert.equal(units('chart: votes Ada 40%, Ben 60%')?.votes, '%');
  assert.equal(units('chart: weight Ada 60 kg, Ben 80 kg')?.weight, 'kg');
  assert.equal(units('chart: | a | b |\n|-|-|\n| x | 5 € |')?.b, '€');
  assert.equal(units('chart: Ada 40%, Ben 60'), undefined);
});

test('what holds no data is answered with what was understood and an example', () => {
  for (const [text, about] of [
    ['chart:', /nothing to draw/],
    ['chart: the mood of the team', /"the mood of the team".*no numbers/],
    ['x'.repeat(70_000), /too long/],
  ] as const) {
    const request = parseChartRequest(text);
    assert.ok(!request.ok);
    assert.match(request.detail, about);
    assert.match(request.detail, /chart: sales by month Jan 10/);
  }
});

test('given rows and files come into the same form', () => {
  const given = chartRequestOf(
    {
      columns: ['region', 'revenue'],
      data: [
        ['North', '1,200.50'],
        ['South', 900n],
        [null, new Date(Number.NaN)],
      ],
    },
    'line chart of revenue by region',
  );
  assert.deepEqual(given, {
    ok: true,
    table: {
      columns: ['region', 'revenue'],
      data: [
        ['North', 1200.5],
        ['South', 900],
        [null, null],
      ],
    },
    wish: { kind: 'line', title: 'Revenue by region', measure: 'revenue', by: 'region' },
  });
  const file = chartRequestOfCsv('\ufeffdate;visits\n2024-01-01;5\n2024-01-02;7\n', 'as a pie');
  assert.deepEqual(file, {
    ok: true,
    table: {
      columns: ['date', 'visits'],
      data: [
        ['2024-01-01', 5],
        ['2024-01-02', 7],
      ],
    },
    wish: { kind: 'pie' },
  });
  assert.equal(chartRequestOfCsv('').ok, false);
});

test('the prefix is a word with a colon', () => {
  assert.ok(hasChartPrefix('chart: 1 2 3') && hasChartPrefix('please Plot : 1, 2'));
  assert.ok(!hasChartPrefix('the chart is here') && !hasChartPrefix('flowchart: a') && !hasChartPrefix('plot twist'));
});

const label = fc
  .stringMatching(/^[A-Z][a-z]{3,8}(?: [A-Z][a-z]{3,8})?$/)
  .filter((text) => !/^(?:Mar|Jan|Sun|Mon|Sat|Bar|Line|Area|Pie)/.test(text));
const number = fc.oneof(
  fc.integer({ min: -99_999, max: 99_999 }),
  fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 4),
);
const pairs = fc.uniqueArray(fc.tuple(label, number), { minLength: 2, maxLength: 12, selector: ([name]) => name });
const writers: Record<string, (value: number) => string> = {
  plain: String,
  english: (value) => value.toLocaleString('en', { minimumFractionDigits: 2 }),
  german: (value) => value.toLocaleString('de', { minimumFractionDigits: 2 }),
};

for (const [name, write] of Object.entries(writers)) {
  for (const separator of name === 'plain' ? [', ', '; ', '\n', ' and '] : ['; ', ', ', '\n']) {
    test(`pairs written ${name}, parted by ${JSON.stringify(separator)}, are read as they were`, () => {
      fc.assert(
        fc.property(pairs, (list) => {
          const request = parseChartRequest(
            `chart: ${list.map(([at, value]) => `${at} ${write(value)}`).join(separator)}`,
          );
          assert.ok(request.ok);
          assert.deepEqual(
            request.table.data,
            list.map(([at, value]) => [at, value + 0]),
          );
        }),
      );
    });
  }
}

test('a markdown table comes back as it was written', () => {
  const cell = fc.stringMatching(/^[A-Z][a-z]{3,8}$/).filter((text) => !/^(?:Null|None)$/.test(text));
  const rows = fc.array(fc.tuple(cell, fc.integer()), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(rows, (list) => {
      const request = parseChartRequest(
        `chart: | name | n |\n|---|---|\n${list.map(([at, value]) => `| ${at} | ${value} |`).join('\n')}`,
      );
      assert.ok(request.ok);
      assert.deepEqual(
        request.table.data,
        list.map(([at, value]) => [at, value + 0]),
      );
    }),
  );
});

test('no text breaks the parser, and none takes long', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '1,2',
      '(',
      ')',
      '|',
      '\t',
      ';',
      ':',
      '-',
      '%',
      'Jan',
      '2024',
      '1.2.3',
      '\n',
      'pie',
      '"',
      '€',
      '1e999',
      '   ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const request = parseChartRequest(`chart: ${pieces.join(' ')}`);
      if (!request.ok) return assert.match(request.detail, /For example/);
      const { columns, data } = request.table;
      assert.ok(data.every((row) => row.length === columns.length));
      assert.ok(data.flat().every((value) => typeof value !== 'number' || Number.isFinite(value)));
    }),
    { numRuns: 500 },
  );
  for (const unit of ['1,', '(1,', 'a', '1 ', '| ', '"', 'Jan 1 ', '1.', '-', ', ', 'a 1, ', '=', '’1']) {
    const started = performance.now();
    parseChartRequest(`chart: ${unit.repeat(60_000 / unit.length)}`);
    assert.ok(performance.now() - started < 2_000, `${JSON.stringify(unit)} took ${performance.now() - started} ms`);
  }
});
