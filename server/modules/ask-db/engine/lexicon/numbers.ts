import type { Token } from '../text/tokens.ts';

const small: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const scales: Record<string, number> = { dozen: 12, hundred: 100, thousand: 1e3, k: 1e3, million: 1e6, billion: 1e9 };

/** A number in digits or words at `start` ("30,000", "a hundred thousand", "2 million"), with the index after it. */
export function readNumber(tokens: Token[], start: number): { value: number; percent: boolean; end: number } | null {
  const first = tokens[start];
  if (!first) return null;
  const article = (first.lower === 'a' || first.lower === 'an') && scaleAt(tokens, start + 1) !== undefined;
  const base =
    first.kind === 'number' ? first.value : article ? 1 : first.kind === 'word' ? small[first.lower] : undefined;
  if (base === undefined || base === null) return null;
  let [value, end] = [base, start + 1];
  const unit = tokens[end];
  if (value >= 20 && value < 100 && unit?.kind === 'word' && (small[unit.lower] ?? 10) < 10) {
    value += small[unit.lower] ?? 0;
    end += 1;
  }
  for (let scale = scaleAt(tokens, end); scale !== undefined; scale = scaleAt(tokens, end)) {
    value *= scale;
    end += 1;
  }
  return { value, percent: first.percent || tokens[end]?.text === '%', end };
}

function scaleAt(tokens: Token[], at: number): number | undefined {
  const token = tokens[at];
  return token?.kind === 'word' ? scales[token.lower] : undefined;
}
