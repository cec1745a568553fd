import {
  isoDate,
  monthOf,
  nameOfMonth,
  nameOfWeekday,
  shift,
  startOf,
  type TimeUnit,
  unitOf,
  weekdayOf,
} from '../lexicon/calendar.ts';
import { readNumber } from '../lexicon/numbers.ts';
import type { Token } from '../text/tokens.ts';

/** A stretch of time: from a day up to, not including, another; null is open. */
export interface TimeRange {
  kind: 'range';
  from: string | null;
  until: string | null;
  /** The unit the words named: `year` for "2021", `month` for "April 2021". */
  unit: TimeUnit;
  words: string;
}

/** Days or months that come round: weekends, Mondays, "in April" of any year. */
export interface Recurring {
  kind: 'weekdays' | 'months';
  numbers: number[];
  words: string;
}

type Found = { time: TimeRange | Recurring; end: number } | null;

/** Reads a time expression at `start`: "last 30 days", "in Q1 2023", "since March 2022", "between 2020 and 2021", "on weekends". */
export function readTime(tokens: Token[], start: number, today: string): Found {
  const found =
    readBounded(tokens, start) ??
    readRelative(tokens, start, today) ??
    readPointRange(tokens, start) ??
    readRecurring(tokens, start);
  return found && { time: found.time, end: skipInclusion(tokens, found.end) };
}

const word = (tokens: Token[], at: number): string => tokens[at]?.lower ?? '';

/** A named day, month, quarter or year. A bare number is a year only after `marked` words such as "in" or "since". */
function readPoint(tokens: Token[], start: number, marked: boolean): { range: TimeRange; end: number } | null {
  let at = start;
  while (['the', 'year', 'month', 'of', 'quarter'].includes(word(tokens, at)) && isPointHead(tokens, at + 1)) at += 1;
  const token = tokens[at];
  if (token?.kind === 'date') return { range: span(token.text, 'day', token.text), end: at + 1 };
  const quarter = readQuarter(tokens, at);
  if (quarter) return quarter;
  const named = readMonthDay(tokens, at);
  if (named) return named;
  const year = yearAt(tokens, at);
  if (year !== null && (marked || at > start))
    return { range: span(isoDate(year, 1, 1), 'year', `${year}`), end: at + 1 };
  return null;
}

function isPointHead(tokens: Token[], at: number): boolean {
  const lower = word(tokens, at);
  return (
    ['of', 'year', 'month'].includes(lower) ||
    yearAt(tokens, at) !== null ||
    monthOf(lower) !== undefined ||
    readQuarter(tokens, at) !== null
  );
}

function readMonthDay(tokens: Token[], at: number): { range: TimeRange; end: number } | null {
  const month = monthOf(word(tokens, at));
  if (month === undefined) return null;
  const day = tokens[at + 1]?.value ?? null;
  if (day !== null && day <= 31) {
    const comma = word(tokens, at + 2) === ',' ? 1 : 0;
    const year = yearAt(tokens, at + 2 + comma);
    if (year !== null)
      return {
        range: span(isoDate(year, month, day), 'day', `${nameOfMonth(month)} ${day}, ${year}`),
        end: at + 3 + comma,
      };
  }
  const of = ['of', ','].includes(word(tokens, at + 1)) ? 1 : 0;
  const year = yearAt(tokens, at + 1 + of);
  if (year === null) return null;
  return { range: span(isoDate(year, month, 1), 'month', `${nameOfMonth(month)} ${year}`), end: at + 2 + of };
}

function readQuarter(tokens: Token[], at: number): { range: TimeRange; end: number } | null {
  const ordinals = ['first', 'second', 'third', 'fourth'];
  const short = /^q([1-4])$/.exec(word(tokens, at));
  const long = word(tokens, at + 1) === 'quarter' ? ordinals.indexOf(word(tokens, at)) + 1 : 0;
  const quarter = short ? Number(short[1]) : long;
  if (!quarter) return null;
  let end = at + (short ? 1 : 2);
  while (['of', 'the', 'year', 'in'].includes(word(tokens, end))) end += 1;
  const year = yearAt(tokens, end);
  if (year === null) return null;
  return { range: span(isoDate(year, quarter * 3 - 2, 1), 'quarter', `Q${quarter} ${year}`), end: end + 1 };
}

function yearAt(tokens: Token[], at: number): number | null {
  const token = tokens[at];
  return token?.kind === 'number' && /^(1[89]|20|21)\d\d$/.test(token.text) ? Number(token.text) : null;
}

function span(from: string, unit: TimeUnit, words: string): TimeRange {
  return { kind: 'range', from, until: shift(from, 1, unit), unit, words };
}

/** "between A and B", "from A to B", "since A", "after A", "before A", "until A". */
function readBounded(tokens: Token[], start: number): Found {
  const opener = word(tokens, start);
  if (opener === 'between' || opener === 'from') {
    const first = readPoint(tokens, start + 1, true);
    const joiner = first && word(tokens, first.end);
    if (!first || !['and', 'to', 'until', 'through'].includes(joiner ?? '')) return null;
    const second = readPoint(tokens, first.end + 1, true);
    if (!second) return null;
    const words = `from ${first.range.words} to ${second.range.words}`;
    return { time: { ...first.range, until: second.range.until, words }, end: second.end };
  }
  const open = { since: 'since', after: 'after', before: 'before', until: 'until', till: 'until' }[opener];
  const point = open && readPoint(tokens, start + 1, true);
  if (!point) return null;
  const { range, end } = point;
  const words = `${open} ${range.words}`;
  if (open === 'since') return { time: { ...range, until: null, words }, end };
  if (open === 'after') return { time: { ...range, from: range.until, until: null, words }, end };
  return { time: { ...range, from: null, until: open === 'before' ? range.from : range.until, words }, end };
}

/** "today", "last 30 days", "previous week", "this year", each relative to `today`. */
function readRelative(tokens: Token[], start: number, today: string): Found {
  const at = ['in', 'during', 'over', 'within', 'for', 'of'].includes(word(tokens, start)) ? start + 1 : start;
  const first = word(tokens, at) === 'the' ? at + 1 : at;
  if (word(tokens, first) === 'whole' && word(tokens, first + 1) === 'of')
    return readRelative(tokens, first + 2, today);
  const day = { today: 0, yesterday: -1 }[word(tokens, first)];
  if (day !== undefined) return { time: span(shift(today, day, 'day'), 'day', word(tokens, first)), end: first + 1 };
  const which = word(tokens, first);
  if (!['last', 'past', 'previous', 'this', 'current', 'recent'].includes(which)) return null;
  const count = readNumber(tokens, first + 1);
  let end = count ? count.end : first + 1;
  let calendar = false;
  while (['calendar', 'iso', 'full', 'complete', 'whole'].includes(word(tokens, end))) {
    calendar = true;
    end += 1;
  }
  const unit = unitOf(word(tokens, end));
  if (!unit || word(tokens, end) === 'date') return null;
  if (which === 'this' || which === 'current')
    return { time: span(startOf(unit, today), unit, `this ${unit}`), end: end + 1 };
  const whole = calendar || excludesCurrent(tokens, end + 1) || (!count && which !== 'past');
  return { time: before(today, count?.value ?? 1, unit, whole), end: end + 1 };
}

function before(today: string, count: number, unit: TimeUnit, whole: boolean): TimeRange {
  const words = `${whole ? 'previous' : 'last'} ${count === 1 ? unit : `${count} ${unit}s`}`;
  if (!whole) return { kind: 'range', from: shift(today, -count, unit), until: shift(today, 1, 'day'), unit, words };
  const until = startOf(unit, today);
  return { kind: 'range', from: shift(until, -count, unit), until, unit, words };
}

function excludesCurrent(tokens: Token[], at: number): boolean {
  const text = tokens
    .slice(at, at + 6)
    .map((token) => token.lower)
    .join(' ');
  return /^[(,]?\s*(excluding|not including|without|except) (the )?(current|this) /.test(text);
}

/** "(excluding the current month)" and "inclusive of today's date" belong to the expression before them. */
function skipInclusion(tokens: Token[], at: number): number {
  const text = tokens
    .slice(at, at + 8)
    .map((token) => token.lower)
    .join(' ');
  const tail =
    /^[(,]? ?((excluding|not including|including|inclusive of|without|except) (the )?(current|this) \w+|(including|inclusive of) today( date)?|\( both inclusive|\( inclusive|, inclusive)( \))?/.exec(
      text,
    );
  return tail?.[2] || tail?.[1] ? at + tail[0].trim().split(' ').length : at;
}

/** "in 2021", "on 2023-03-15", "in the year 2021", "April 2021", "Q1 2023". */
function readPointRange(tokens: Token[], start: number): Found {
  const marker = ['in', 'during', 'on', 'of', 'for', 'from', 'year'].includes(word(tokens, start));
  const at = marker && word(tokens, start) !== 'year' ? start + 1 : start;
  const point = readPoint(tokens, at, marker);
  return point && { time: point.range, end: point.end };
}

function readRecurring(tokens: Token[], start: number): Found {
  const at = ['on', 'in', 'during'].includes(word(tokens, start)) ? start + 1 : start;
  const first = ['the', 'a'].includes(word(tokens, at)) ? at + 1 : at;
  const lower = word(tokens, first);
  if (/^weekends?$/.test(lower))
    return { time: { kind: 'weekdays', numbers: [0, 6], words: 'on weekends' }, end: first + 1 };
  if (/^weekdays?$/.test(lower))
    return { time: { kind: 'weekdays', numbers: [1, 2, 3, 4, 5], words: 'on weekdays' }, end: first + 1 };
  const weekday = weekdayOf(lower);
  if (weekday !== undefined)
    return { time: { kind: 'weekdays', numbers: [weekday], words: `on ${nameOfWeekday(weekday)}s` }, end: first + 1 };
  const named = lower === 'month' && word(tokens, first + 1) === 'of' ? first + 2 : first;
  const month = monthOf(word(tokens, named));
  if (month === undefined || (at === start && word(tokens, named) === 'may') || word(tokens, named).length === 3)
    return null;
  return { time: { kind: 'months', numbers: [month], words: `in ${nameOfMonth(month)}` }, end: named + 1 };
}
