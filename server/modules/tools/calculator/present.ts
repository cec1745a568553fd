import { asNumber, isExact, type Value } from './values.ts';

/** Whole numbers in full; fractions as decimals where they end within 20 places, else to 15 digits. */
export function present(value: Value): { text: string; exact: boolean; value: number } {
  const number = asNumber(value);
  if (!isExact(value)) return { text: write(value), exact: false, value: number };
  if (value.d === 1n) return { text: group(value.n.toString()), exact: true, value: number };
  const scale = 10n ** 20n;
  if ((value.n * scale) % value.d !== 0n) return { text: write(number), exact: false, value: number };
  const digits = ((value.n < 0n ? -value.n : value.n) * scale) / value.d;
  const fraction = (digits % scale).toString().padStart(20, '0').replace(/0+$/, '');
  return {
    text: `${value.n < 0n ? '-' : ''}${group((digits / scale).toString())}.${fraction}`,
    exact: true,
    value: number,
  };
}

function write(value: number): string {
  const rounded = Number(value.toPrecision(15));
  if (rounded !== 0 && (Math.abs(rounded) >= 1e15 || Math.abs(rounded) < 1e-6)) return String(rounded);
  const [whole = '', fraction] = rounded
    .toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20, maximumSignificantDigits: 15 })
    .split('.');
  return fraction ? `${group(whole)}.${fraction}` : group(whole);
}

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
