/** A fraction in lowest terms with a positive denominator: exact where floating point is not. */
export interface Rational {
  n: bigint;
  d: bigint;
}

/** Digits (in binary) that a number may have; more would only be slow. */
const maxBits = 20_000;

/** A result that is too large to be worth having. */
export class TooLarge extends Error {}

const bits = (value: bigint): number => (value < 0n ? -value : value).toString(16).length * 4;

/** Makes a fraction; throws `TooLarge`. `d` is not 0. */
export function rational(n: bigint, d = 1n): Rational {
  if (bits(n) > maxBits * 2 || bits(d) > maxBits * 2) throw new TooLarge();
  const shared = greatestDivisor(n, d) * (d < 0n ? -1n : 1n);
  const reduced = { n: n / shared, d: d / shared };
  if (bits(reduced.n) > maxBits || bits(reduced.d) > maxBits) throw new TooLarge();
  return reduced;
}

/** Euclid's. */
function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/** Reads plain digits with at most one point, such as `12.50`. */
export function parseDecimal(text: string): Rational {
  const [whole = '0', fraction = ''] = text.split('.');
  return rational(BigInt(`${whole}${fraction}` || '0'), 10n ** BigInt(fraction.length));
}

export const toNumber = ({ n, d }: Rational): number => {
  const direct = Number(n) / Number(d);
  if (Number.isFinite(direct)) return direct;
  const shift = BigInt(Math.max(0, Math.min(bits(n), bits(d)) - 1_000));
  return Number(n >> shift) / Number(d >> shift);
};

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const negate = ({ n, d }: Rational): Rational => ({ n: -n, d });

/** The remainder with the sign of the divisor, as `mod` is meant in arithmetic. */
export function modulo(a: Rational, b: Rational): Rational {
  const quotient = floor(divide(a, b));
  return subtract(a, multiply(b, { n: quotient, d: 1n }));
}

export function floor({ n, d }: Rational): bigint {
  return n >= 0n || n % d === 0n ? n / d : n / d - 1n;
}

/** Halves go away from zero, as in school. */
export function round({ n, d }: Rational): bigint {
  const half = { n: 2n * (n < 0n ? -n : n) + d, d: 2n * d };
  return floor(half) * (n < 0n ? -1n : 1n);
}

/** To a whole power; throws `TooLarge` before the work, not after it. */
export function power(base: Rational, exponent: bigint): Rational {
  const size = Math.max(bits(base.n), bits(base.d));
  const positive = exponent < 0n ? -exponent : exponent;
  const unit = base.d === 1n && (base.n === 1n || base.n === -1n || base.n === 0n);
  if (!unit && BigInt(size) * positive > BigInt(maxBits * 2)) throw new TooLarge();
  if (unit)
    return { n: base.n === 0n && positive > 0n ? 0n : base.n === -1n && positive % 2n === 1n ? -1n : 1n, d: 1n };
  const raised = rational(base.n ** positive, base.d ** positive);
  return exponent < 0n ? rational(raised.d, raised.n) : raised;
}

/** The square root where it is a fraction too; undefined otherwise. */
export function exactRoot({ n, d }: Rational): Rational | undefined {
  if (n < 0n) return undefined;
  const [top, bottom] = [wholeRoot(n), wholeRoot(d)];
  return top !== undefined && bottom !== undefined ? { n: top, d: bottom } : undefined;
}

function wholeRoot(value: bigint): bigint | undefined {
  if (value < 2n) return value;
  // Newton's method from above: it falls until it is right.
  let root = 1n << BigInt(Math.ceil(bits(value) / 2) + 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root * root === value ? root : undefined;
    root = next;
  }
}
