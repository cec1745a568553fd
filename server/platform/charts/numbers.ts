/** A number as people write it, with what it is counted in. */
export interface Quantity {
  value: number;
  unit: string;
}

/** How the numbers of one text are written: `12,5` or `12.5`. */
export type DecimalMark = '.' | ',';

const currencies = '[$€£¥₹]|EUR|USD|GBP|CHF|JPY';
const scales: Record<string, number> = {
  k: 1e3,
  K: 1e3,
  Tsd: 1e3,
  tsd: 1e3,
  M: 1e6,
  m: 1e6,
  mn: 1e6,
  Mio: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  Millionen: 1e6,
  B: 1e9,
  bn: 1e9,
  Mrd: 1e9,
  mrd: 1e9,
  billion: 1e9,
  Milliarden: 1e9,
};
const scaleWords = Object.keys(scales)
  .filter((word) => word !== 'm')
  .sort((a, b) => b.length - a.length)
  .join('|');
const units =
  '%|‰|°\\s?[CF]?|℃|℉|km/h|kWh|MWh|GWh|km²|km|m²|m³|mm|cm|kg|mg|ms|min|GB|MB|KB|TB|GiB|MiB|kB|kW|MW|GW|ml|pts?|m|g|h|s|t|l|°';

/** A run of digits with separators in it, not yet read. */
const digits = "\\d+(?:[.,'’\\u00a0\\u202f]\\d+)*|[.,]\\d+";
const notALetter = '(?![\\p{L}\\p{N}_])';

/** The source of an expression that matches one number with sign, currency, scale and unit, in the groups of `readQuantity`. */
export const quantityPattern = `(?<sign>[-+−–]?)(?:(?<before>${currencies})\\s?)?(?<inner>[-−–]?)(?<digits>${digits})(?<exponent>[eE][-+]?\\d{1,3}(?![\\p{L}\\d]))?(?:\\s?(?<scale>${scaleWords})\\.?${notALetter})?(?:\\s?(?<after>(?:${currencies}|${units}))(?:/(?:h|d|a|day|month|year|Tag|Monat|Jahr))?${notALetter})?`;

const whole = new RegExp(`^\\s*${quantityPattern}\\s*$`, 'u');

/** Which mark a text uses for decimals: a comma where some number can only be meant that way, and none contradicts. */
export function findDecimalMark(text: string): DecimalMark {
  const runs = text.match(/(?<!\d)\d+(?:[.,]\d+)+/g) ?? [];
  const english = runs.some((run) => /^\d+\.\d{1,2}$|^\d+\.\d{4,}$|^0\.\d+$|,\d{3}\./.test(run));
  if (english) return '.';
  return runs.some((run) => /^\d+,\d{1,2}$|^\d+,\d{4,}$|^0,\d+$|\.\d{3},\d|^\d{1,3}(\.\d{3}){2,}$/.test(run))
    ? ','
    : '.';
}

/** Reads a whole cell such as `-1,200.50 €`, `12 %` or `3k`; undefined for what is no number. */
export function parseQuantity(text: string, mark: DecimalMark): Quantity | undefined {
  if (text.length > 60) return undefined;
  const match = whole.exec(text.replace(/^\((.*)\)$/, '-$1'));
  return match ? readQuantity(match, mark) : undefined;
}

/** The number of a match of `quantityPattern`; undefined where its separators make no number, as in a list without spaces. */
export function readQuantity({ groups = {} }: RegExpMatchArray, mark: DecimalMark): Quantity | undefined {
  const magnitude = readDigits(groups.digits ?? '', mark);
  if (magnitude === undefined) return undefined;
  const negative = /[-−–]/.test(`${groups.sign ?? ''}${groups.inner ?? ''}`);
  const factor = scales[groups.scale ?? ''] ?? 1;
  const exponent = groups.exponent ? Number(`1${groups.exponent}`) : 1;
  // Fifteen digits undo what the factors add in binary: 1.2 × 1000 × … .
  const value = Number((magnitude * factor * exponent).toPrecision(15)) * (negative ? -1 : 1);
  if (!Number.isFinite(value)) return undefined;
  return { value: value === 0 ? 0 : value, unit: (groups.before ?? groups.after ?? '').replace(/\s/g, '') };
}

function readDigits(run: string, mark: DecimalMark): number | undefined {
  const plain = run.replace(/['’\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  if (/['’\u00a0\u202f]/.test(plain)) return undefined;
  if (/^\d+$/.test(plain)) return Number(plain);
  const [decimal, thousands] = mark === ',' ? [',', '.'] : ['.', ','];
  const [whole = '', fraction, ...more] = plain.split(decimal);
  const groups = whole.split(thousands);
  const grouped = groups.length === 1 || (/^\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every(isGroup));
  if (more.length > 0 || !grouped || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  return Number(`${groups.join('') || '0'}.${fraction ?? '0'}`);
}

const isGroup = (text: string): boolean => /^\d{3}$/.test(text);
