import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tokenize } from '../text/tokens.ts';
import { readTime } from './time-range.ts';

const today = '2026-11-21';

function range(text: string): string {
  const found = readTime(tokenize(text), 0, today);
  if (found?.time.kind !== 'range') return `${found?.time.kind ?? 'none'} ${found?.time.numbers ?? ''}`;
  return `${found.time.from ?? ''}..${found.time.until ?? ''}`;
}

describe('time expressions', () => {
  const expected: [string, string][] = [
    ['in 2023', '2023-01-01..2024-01-01'],
    ['in the year 2021', '2021-01-01..2022-01-01'],
    ['in April 2021', '2021-04-01..2021-05-01'],
    ['on March 5, 2024', '2024-03-05..2024-03-06'],
    ['in the first quarter of 2023', '2023-01-01..2023-04-01'],
    ['in Q3 2023', '2023-07-01..2023-10-01'],
    ['since 2022', '2022-01-01..'],
    ['after March 2022', '2022-04-01..'],
    ['before 2023-03-15', '..2023-03-15'],
    ['between 2022 and 2023', '2022-01-01..2024-01-01'],
    ['from January 2024 to March 2024', '2024-01-01..2024-04-01'],
    ['in the last 30 days', '2026-10-22..2026-11-22'],
    ['last month', '2026-10-01..2026-11-01'],
    ['this year', '2026-01-01..2027-01-01'],
    ['in the previous ISO week', '2026-11-09..2026-11-16'],
    ['in the last 6 months excluding the current month', '2026-05-01..2026-11-01'],
    ['yesterday', '2026-11-20..2026-11-21'],
    ['on weekends', 'weekdays 0,6'],
    ['on Mondays', 'weekdays 1'],
    ['in April', 'months 4'],
    ['last name', 'none '],
    ['in 500', 'none '],
  ];
  for (const [text, wanted] of expected) test(`${text} is ${wanted}`, () => assert.equal(range(text), wanted));

  test('take along what belongs to them', () => {
    const tokens = tokenize("in the past 3 months, inclusive of today's date");
    assert.equal(readTime(tokens, 0, today)?.end, tokens.length);
  });
});
