/** A label that stands for a point in time, or for a place in a cycle such as a month. */
export type TimeLabel =
  | { type: 'date'; iso: string; grain: 'year' | 'quarter' | 'month' | 'day' | 'minute' }
  | { type: 'cycle'; cycle: 'month' | 'weekday' | 'quarter' | 'hour'; position: number };

const months = [
  'jan january januar jänner jän',
  'feb february februar feber',
  'mar march mär märz mrz maerz',
  'apr april',
  'may mai',
  'jun june juni',
  'jul july juli',
  'aug august',
  'sep sept september',
  'oct october okt oktober',
  'nov november',
  'dec december dez dezember',
];
const weekdays = [
  'mon monday mo montag',
  'tue tues tuesday di dienstag',
  'wed wednesday mi mittwoch',
  'thu thur thurs thursday do donnerstag',
  'fri friday fr freitag',
  'sat saturday sa samstag sonnabend',
  'sun sunday so sonntag',
];

const positions = (names: string[]) =>
  new Map(names.flatMap((line, position) => line.split(' ').map((name) => [name, position] as const)));
const monthPositions = positions(months);
const weekdayPositions = positions(weekdays);

/** The place of a month's name in the year, from 0, in English or German; undefined for other words. */
const monthOf = (word: string): number | undefined => monthPositions.get(word.toLowerCase().replace(/\.$/, ''));

/** What a label says about time; undefined if it says nothing. Years count from 1900 to 2199. */
export function parseTimeLabel(label: string): TimeLabel | undefined {
  const text = label.trim().toLowerCase();
  if (text.length > 40) return undefined;
  return parseCycle(text) ?? parseNumericDate(text) ?? parseWordDate(text);
}

function parseCycle(text: string): TimeLabel | undefined {
  const month = monthOf(text);
  if (month !== undefined) return { type: 'cycle', cycle: 'month', position: month };
  const weekday = weekdayPositions.get(text.replace(/\.$/, ''));
  if (weekday !== undefined) return { type: 'cycle', cycle: 'weekday', position: weekday };
  const quarter = /^q([1-4])$/.exec(text);
  if (quarter) return { type: 'cycle', cycle: 'quarter', position: Number(quarter[1]) - 1 };
  const hour = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (hour) return { type: 'cycle', cycle: 'hour', position: Number(hour[1]) * 60 + Number(hour[2]) };
  return undefined;
}

function parseNumericDate(text: string): TimeLabel | undefined {
  const year = /^(?:19|20|21)\d\d$/.exec(text);
  if (year) return date('year', Number(text), 1, 1);
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[t ]([0-2]\d):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?z?)?)?$/.exec(text);
  if (iso) {
    const [, y, m, d, hour, minute] = iso.map(Number);
    if (iso[4]) return date('minute', y, m, d, hour, minute);
    return date(iso[3] ? 'day' : 'month', y, m, iso[3] ? d : 1);
  }
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (german) return date('day', Number(german[3]), Number(german[2]), Number(german[1]));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (slashed) {
    const [first, second] = [Number(slashed[1]), Number(slashed[2])];
    // American order, unless the first number can only be a day.
    return first > 12 ? date('day', Number(slashed[3]), second, first) : date('day', Number(slashed[3]), first, second);
  }
  return undefined;
}

function parseWordDate(text: string): TimeLabel | undefined {
  const quarter = /^(?:q([1-4])[ /-]?((?:19|20|21)\d\d)|((?:19|20|21)\d\d)[ /-]?q([1-4]))$/.exec(text);
  if (quarter) {
    const [number, year] = [Number(quarter[1] ?? quarter[4]), Number(quarter[2] ?? quarter[3])];
    return date('quarter', year, (number - 1) * 3 + 1, 1);
  }
  const words = text.replace(/[.,]/g, ' ').split(/\s+/).filter(Boolean);
  const month = words.map(monthOf).find((position) => position !== undefined);
  const numbers = words.filter((word) => /^\d+(?:st|nd|rd|th)?$/.test(word)).map((word) => Number.parseInt(word, 10));
  if (month === undefined || numbers.length !== words.length - 1) return undefined;
  const year = numbers.find((number) => number >= 1900 && number < 2200);
  const day = numbers.find((number) => number >= 1 && number <= 31);
  if (numbers.length === 1 && year !== undefined) return date('month', year, month + 1, 1);
  if (numbers.length === 2 && year !== undefined && day !== undefined) return date('day', year, month + 1, day);
  return undefined;
}

/** Undefined for a day that the calendar doesn't have. */
function date(
  grain: Extract<TimeLabel, { type: 'date' }>['grain'],
  year = 0,
  month = 1,
  day = 1,
  hour = 0,
  minute = 0,
): TimeLabel | undefined {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const real = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  if (!real) return undefined;
  return {
    type: 'date',
    grain,
    iso: grain === 'minute' ? at.toISOString().slice(0, 16) : at.toISOString().slice(0, 10),
  };
}
