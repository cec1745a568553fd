import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calculate } from './calculate.ts';

const results: [expression: string, text: string, exact?: boolean][] = [
  ['2 + 3 * 4', '14'],
  ['(2 + 3) × 4', '20'],
  ['-2^2', '-4'],
  ['2^3^2', '512'],
  ['2**-2', '0.25'],
  ['0.1 + 0.2', '0.3'],
  ['10 / 4', '2.5'],
  ['1/3', '0.333333333333333', false],
  ['1/3*3', '1'],
  ['1,234.5 + 0.5', '1,235'],
  ['1.234,5 + 0,5', '1,235'],
  ['12,5 * 2', '25'],
  ["1'000 * 2", '2,000'],
  ['2^100', '1,267,650,600,228,229,401,496,703,205,376'],
  ['25!', '15,511,210,043,330,985,984,000,000'],
  ['12% of 300', '36'],
  ['200 + 10%', '220'],
  ['200 - 10 %', '180'],
  ['50%', '0.5'],
  ['10 % 3', '1'],
  ['-7 mod 3', '2'],
  ['1.5e3 + 1', '1,501'],
  ['sqrt(2)', '1.4142135623731', false],
  ['sqrt(1/4)', '0.5'],
  ['√16', '4'],
  ['9^0.5', '3'],
  ['2(3+4)', '14'],
  ['2pi', '6.28318530717959', false],
  ['5²', '25'],
  ['round(2.345; 2)', '2.35'],
  ['round(-2.5)', '-3'],
  ['floor(-1.5) + ceil(1.2)', '0'],
  ['max(1, 5, 3) - min(2; 4)', '3'],
  ['mean(1, 2, 6)', '3'],
  ['log(1000) + ln(e)', '4', false],
  ['sin(pi/6)', '0.5', false],
  ['abs(-3)', '3'],
  ['What is 17 times 3?', '51'],
  ['Calculate the square root of 144', '12'],
  ['Was ist 12 mal 12?', '144'],
  ['wie viel ist 20 Prozent von 80?', '16'],
  ['100 geteilt durch 8', '12.5'],
  ['2 hoch 10', '1,024'],
  ['5 squared plus 1 =', '26'],
  ['$1,200 * 3', '3,600'],
  ['5! =', '120'],
  ['5!', '120'],
];

for (const [expression, text, exact = true] of results) {
  test(`${expression} is ${text}`, () => {
    const result = calculate(expression);
    assert.ok(result.ok, result.ok ? '' : result.detail);
    assert.deepEqual([result.text, result.exact], [text, exact]);
  });
}

for (const [expression, code] of [
  ['', 'not_an_expression'],
  ['hello', 'not_an_expression'],
  ['2 +', 'not_an_expression'],
  ['(2', 'not_an_expression'],
  ['2)', 'not_an_expression'],
  ['2 3', 'not_an_expression'],
  ['1.2.3', 'not_an_expression'],
  ['max(1,200)', 'not_an_expression'],
  ['constructor(1)', 'not_an_expression'],
  ['__proto__', 'not_an_expression'],
  ['toString', 'not_an_expression'],
  ['process.exit()', 'not_an_expression'],
  ['1/0', 'undefined_result'],
  ['5 mod 0', 'undefined_result'],
  ['0^-1', 'undefined_result'],
  ['sqrt(-1)', 'undefined_result'],
  ['ln(-1)', 'undefined_result'],
  ['(-1)!', 'undefined_result'],
  ['9^9^9', 'too_large'],
  ['5000!', 'too_large'],
  ['1e9999', 'too_large'],
  ['2^2000!', 'too_large'],
  [`${'('.repeat(500)}1${')'.repeat(400)}`, 'not_an_expression'],
  ['1+'.repeat(600), 'too_large'],
] as const) {
  test(`${JSON.stringify(expression.slice(0, 20))} is refused as ${code}`, () => {
    const result = calculate(expression);
    assert.equal(!result.ok && result.code, code);
  });
}

test('whole numbers are exact, whatever their size', () => {
  const plain = (value: bigint) => (value < 0n ? `(${value})` : String(value));
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      (a, b) => {
        for (const [sign, expected] of [
          ['+', a + b],
          ['-', a - b],
          ['*', a * b],
        ] as const) {
          const result = calculate(`${plain(a)} ${sign} ${plain(b)}`);
          assert.equal(result.ok && result.text.replaceAll(',', ''), String(expected));
        }
      },
    ),
  );
});

test('no text takes long or breaks it', () => {
  const piece = fc.constantFrom(
    '1',
    '9',
    '.',
    ',',
    '+',
    '-',
    '*',
    '/',
    '^',
    '!',
    '%',
    '(',
    ')',
    ' ',
    'sqrt',
    'pi',
    'mod',
    'of',
    'e',
    '9999',
    'max(',
    ';',
    'what is ',
    '😀',
    '²',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const started = performance.now();
      const result = calculate(pieces.join(''));
      assert.ok(performance.now() - started < 1_000);
      assert.ok(result.ok ? result.text !== '' && !result.text.includes('NaN') : result.detail !== '');
    }),
    { numRuns: 1_000 },
  );
});
