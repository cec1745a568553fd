import {
  add,
  divide,
  exactRoot,
  floor,
  multiply,
  negate,
  parseDecimal,
  power,
  type Rational,
  rational,
  round,
  subtract,
} from './rational.ts';
import { asNumber, combine, Fault, isExact, real, type Value } from './values.ts';

/** By the names that people write, in small letters. */
export const constants: Record<string, Value> = { pi: Math.PI, π: Math.PI, e: Math.E, tau: 2 * Math.PI };

const single =
  (apply: (value: Value) => Value) =>
  ([value, ...more]: Value[]): Value => {
    if (value === undefined || more.length > 0)
      throw new Fault('not_an_expression', 'This function takes one argument.');
    return apply(value);
  };
const floating = (apply: (value: number) => number) => single((value) => real(apply(asNumber(value))));
const whole = (exact: (value: Rational) => bigint, rounded: (value: number) => number) =>
  single((value) => (isExact(value) ? rational(exact(value)) : rounded(value)));
const least = (a: Value, b: Value): boolean =>
  isExact(a) && isExact(b) ? subtract(a, b).n <= 0n : asNumber(a) <= asNumber(b);

/** What can be applied to numbers, by name in small letters. */
export const functions: Record<string, (values: Value[]) => Value> = {
  sqrt: single((value) => (isExact(value) ? exactRoot(value) : undefined) ?? real(Math.sqrt(asNumber(value)))),
  cbrt: floating(Math.cbrt),
  abs: single((value) => (isExact(value) ? (value.n < 0n ? negate(value) : value) : Math.abs(value))),
  floor: whole(floor, Math.floor),
  ceil: whole((value) => -floor(negate(value)), Math.ceil),
  round: ([value, digits = rational(0n), ...more]) => roundTo(value, digits, more),
  sin: floating(Math.sin),
  cos: floating(Math.cos),
  tan: floating(Math.tan),
  asin: floating(Math.asin),
  acos: floating(Math.acos),
  atan: floating(Math.atan),
  ln: floating(Math.log),
  log: floating(Math.log10),
  log10: floating(Math.log10),
  log2: floating(Math.log2),
  exp: floating(Math.exp),
  min: (values) => values.reduce((a, b) => (least(a, b) ? a : b)),
  max: (values) => values.reduce((a, b) => (least(a, b) ? b : a)),
  sum: (values) => values.reduce((a, b) => combine(a, b, add, (x, y) => x + y)),
  mean: meanOf,
  avg: meanOf,
};

function meanOf(values: Value[]): Value {
  const total = values.reduce((a, b) => combine(a, b, add, (x, y) => x + y));
  return combine(total, rational(BigInt(values.length)), divide, (a, b) => a / b);
}

function roundTo(value: Value | undefined, digits: Value, more: Value[]): Value {
  const places = asNumber(digits);
  if (value === undefined || more.length > 0 || !Number.isInteger(places) || Math.abs(places) > 100) {
    throw new Fault('not_an_expression', 'round takes a number and, if wanted, how many decimals.');
  }
  const exact = isExact(value) ? value : parseRounded(value);
  const scale = power({ n: 10n, d: 1n }, BigInt(places));
  return divide(rational(round(multiply(exact, scale))), scale);
}

/** The decimal that a floating point number is shown as. */
function parseRounded(value: number): Rational {
  if (!Number.isFinite(value)) throw new Fault('undefined_result', 'This has no finite result.');
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential(14).split('e');
  const magnitude = multiply(parseDecimal(digits), power({ n: 10n, d: 1n }, BigInt(Number(exponent))));
  return value < 0 ? negate(magnitude) : magnitude;
}
