import { type Rational, toNumber } from './rational.ts';

/** An exact value, or a rounded one (from a root, a logarithm and the like). */
export type Value = Rational | number;

/** Says why an expression has no value. */
export class Fault extends Error {
  readonly code: 'not_an_expression' | 'undefined_result';

  constructor(code: Fault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether nothing was rounded yet. */
export const isExact = (value: Value): value is Rational => typeof value !== 'number';
/** In floating point. */
export const asNumber = (value: Value): number => (isExact(value) ? toNumber(value) : value);
/** Whether one can't divide by it. */
export const isZero = (value: Value): boolean => (isExact(value) ? value.n === 0n : value === 0);

/** Both exactly if both are exact, both as floating point otherwise. */
export function combine(
  a: Value,
  b: Value,
  exact: (a: Rational, b: Rational) => Rational,
  rounded: (a: number, b: number) => number,
): Value {
  return isExact(a) && isExact(b) ? exact(a, b) : rounded(asNumber(a), asNumber(b));
}

/** Refuses what is no number among the real ones. */
export function real(value: number): number {
  if (Number.isNaN(value)) throw new Fault('undefined_result', 'This has no result among the real numbers.');
  return value;
}
