import { constants, functions } from './functions.ts';
import { present } from './present.ts';
import {
  add,
  divide,
  exactRoot,
  modulo,
  multiply,
  negate,
  parseDecimal,
  power,
  type Rational,
  rational,
  subtract,
  TooLarge,
} from './rational.ts';
import { type Piece, readExpression } from './read-expression.ts';
import { asNumber, combine, Fault, isExact, isZero, real, type Value } from './values.ts';

export type Calculation =
  | { ok: true /** The result as it is shown, e.g. `1,234.5`. */; text: string; exact: boolean; value: number }
  | { ok: false; code: 'not_an_expression' | 'undefined_result' | 'too_large'; detail: string };

const maxLength = 1_000;
const maxDepth = 100;

/**
 * Calculates `2 + 3 × 4`, `200 + 10 %`, `sqrt(2)`, `what is 12% of 300` or `17 mal 3`: fractions and whole numbers exactly, of up to six
 * thousand digits; functions to 15 digits. Work is bounded by the length of the text and of the numbers.
 */
export function calculate(text: string): Calculation {
  if (text.length > maxLength)
    return { ok: false, code: 'too_large', detail: `An expression may have ${maxLength} characters.` };
  try {
    const value = new Reader(readExpression(text)).read();
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new Fault('undefined_result', 'This has no finite result.');
    return { ok: true, ...present(value) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, code: error.code, detail: error.message };
    if (error instanceof TooLarge || error instanceof RangeError)
      return { ok: false, code: 'too_large', detail: 'This result is too large to be written out.' };
    throw error;
  }
}

/** A value, and whether it was written with a percent sign: `200 + 10 %` adds ten percent of 200. */
interface Operand {
  value: Value;
  percent: boolean;
}

const hundredth: Rational = { n: 1n, d: 100n };

/** Reads an expression by precedence: + −, × ÷ mod of, sign, ^ (to the right), ! and %. */
class Reader {
  private readonly symbols: Piece[];
  private at = 0;
  private depth = 0;
  /** A comma between digits parts arguments inside of a function. */
  private argumentsOpen = 0;

  constructor(symbols: Piece[]) {
    this.symbols = symbols;
  }

  read(): Value {
    if (this.symbols.length === 0) throw new Fault('not_an_expression', 'There is nothing to calculate.');
    const { value } = this.sum();
    const rest = this.symbols[this.at];
    if (rest) throw new Fault('not_an_expression', `I can't read "${textOf(rest)}" here.`);
    return value;
  }

  private sum(): Operand {
    this.depth += 1;
    if (this.depth > maxDepth) throw new Fault('not_an_expression', `More than ${maxDepth} brackets are nested.`);
    let left = this.product();
    for (let sign = this.take('+', '-'); sign; sign = this.take('+', '-')) {
      const right = this.product();
      const part = right.percent ? combine(left.value, right.value, multiply, (a, b) => a * b) : right.value;
      const value =
        sign === '+'
          ? combine(left.value, part, add, (a, b) => a + b)
          : combine(left.value, part, subtract, (a, b) => a - b);
      left = { value, percent: false };
    }
    this.depth -= 1;
    return left;
  }

  private product(): Operand {
    let left = this.signed();
    for (;;) {
      const sign = this.take('*', '/', 'mod', 'of') ?? (this.peekIs('(') || this.peekName() ? '*' : undefined);
      if (!sign) return left;
      left = { value: operate(sign, left.value, this.signed().value), percent: false };
    }
  }

  private signed(): Operand {
    let negative = false;
    for (let sign = this.take('+', '-'); sign; sign = this.take('+', '-')) negative = negative !== (sign === '-');
    const operand = this.raised();
    return negative ? { ...operand, value: isExact(operand.value) ? negate(operand.value) : -operand.value } : operand;
  }

  private raised(): Operand {
    const base = this.postfixed();
    if (!this.take('^')) return base;
    return { value: raise(base.value, this.signedPower()), percent: false };
  }

  private signedPower(): Value {
    this.depth += 1;
    if (this.depth > maxDepth) throw new Fault('not_an_expression', `More than ${maxDepth} powers are nested.`);
    const { value } = this.signed();
    this.depth -= 1;
    return value;
  }

  private postfixed(): Operand {
    let operand: Operand = { value: this.primary(), percent: false };
    for (;;) {
      if (this.take('!')) operand = { value: factorial(operand.value), percent: false };
      else if (this.peekIs('%')) {
        this.at += 1;
        if (this.startsOperand()) return { value: operate('mod', operand.value, this.signed().value), percent: false };
        operand = { value: combine(operand.value, hundredth, multiply, (a, b) => a * b), percent: true };
      } else return operand;
    }
  }

  private primary(): Value {
    const symbol = this.symbols[this.at];
    this.at += 1;
    if (symbol?.type === 'number') return readNumber(symbol.text, this.argumentsOpen > 0);
    if (symbol?.type === 'name') return this.named(symbol.name);
    if (symbol?.type === 'sign' && symbol.sign === '(') return this.bracketed();
    throw new Fault(
      'not_an_expression',
      symbol ? `I can't read "${textOf(symbol)}" here.` : 'The expression ends too early.',
    );
  }

  private bracketed(): Value {
    const outer = this.argumentsOpen;
    this.argumentsOpen = 0;
    const { value } = this.sum();
    this.argumentsOpen = outer;
    this.expect(')');
    return value;
  }

  private named(name: string): Value {
    if (Object.hasOwn(constants, name)) return constants[name] ?? 0;
    const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!apply) throw new Fault('not_an_expression', `I don't know "${name.slice(0, 40)}".`);
    if (!this.take('(')) return apply([this.raised().value]);
    this.argumentsOpen += 1;
    const values = [this.sum().value];
    while (this.take(',')) values.push(this.sum().value);
    this.argumentsOpen -= 1;
    this.expect(')');
    return apply(values);
  }

  private take(...signs: string[]): string | undefined {
    const symbol = this.symbols[this.at];
    if (symbol?.type !== 'sign' || !signs.includes(symbol.sign)) return undefined;
    this.at += 1;
    return symbol.sign;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw new Fault('not_an_expression', `A "${sign}" is missing.`);
  }

  private peekIs(sign: string): boolean {
    const symbol = this.symbols[this.at];
    return symbol?.type === 'sign' && symbol.sign === sign;
  }

  private peekName(): boolean {
    return this.symbols[this.at]?.type === 'name';
  }

  private startsOperand(): boolean {
    const symbol = this.symbols[this.at];
    return symbol?.type === 'number' || symbol?.type === 'name' || this.peekIs('(');
  }
}

const textOf = (symbol: Piece): string =>
  (symbol.type === 'number' ? symbol.text : symbol.type === 'name' ? symbol.name : symbol.sign).slice(0, 40);

/** `1,200.50` and `1.200,50`, `12,5`, `1e6`; between the arguments of a function a comma parts them. */
function readNumber(text: string, inArguments: boolean): Value {
  const [digits = '', exponent] = text.replace(/['’\u202f\u00a0]/g, '').split(/[eE]/);
  if (inArguments && digits.includes(','))
    throw new Fault(
      'not_an_expression',
      `Part the arguments of a function by a comma and a blank, or by a semicolon: "${text}".`,
    );
  const german =
    /^\d{1,3}(?:\.\d{3})+,\d+$/.test(digits) || (/^\d+,\d+$/.test(digits) && !/^[1-9]\d{0,2},\d{3}$/.test(digits));
  const plain = german ? digits.replaceAll('.', '').replace(',', '.') : digits.replace(/,(?=\d{3}(?:\D|$))/g, '');
  if (!/^\d*(?:\.\d+)?$/.test(plain))
    throw new Fault('not_an_expression', `I can't read the number "${text.slice(0, 40)}".`);
  const value = parseDecimal(plain);
  return exponent === undefined ? value : multiply(value, power({ n: 10n, d: 1n }, BigInt(exponent)));
}

function operate(sign: string, left: Value, right: Value): Value {
  if (sign === '*' || sign === 'of') return combine(left, right, multiply, (a, b) => a * b);
  if (isZero(right)) throw new Fault('undefined_result', 'Nothing can be divided by zero.');
  if (sign === '/') return combine(left, right, divide, (a, b) => a / b);
  return combine(left, right, modulo, (a, b) => ((a % b) + b) % b);
}

function raise(base: Value, exponent: Value): Value {
  if (isZero(base) && asNumber(exponent) < 0) throw new Fault('undefined_result', 'Nothing can be divided by zero.');
  if (isExact(base) && isExact(exponent) && exponent.d === 1n) return power(base, exponent.n);
  const root = isExact(base) && isExact(exponent) && exponent.d === 2n ? exactRoot(base) : undefined;
  if (root && isExact(exponent)) return power(root, exponent.n);
  return real(asNumber(base) ** asNumber(exponent));
}

function factorial(value: Value): Value {
  if (!isExact(value) || value.d !== 1n || value.n < 0n)
    throw new Fault('undefined_result', 'A factorial needs a whole number that is not negative.');
  if (value.n > 2_000n) throw new TooLarge();
  let product = 1n;
  for (let factor = 2n; factor <= value.n; factor++) product *= factor;
  return rational(product);
}
