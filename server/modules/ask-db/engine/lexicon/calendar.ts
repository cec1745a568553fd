export type TimeUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const monthNames = 'january february march april may june july august september october november december'.split(' ');
const weekdayNames = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** 1 to 12 for "march" or "mar"; undefined for other words. */
export function monthOf(word: string): number | undefined {
  const at = monthNames.findIndex(
    (name) =>
      name === word || (word.length === 3 && name.startsWith(word)) || (word === 'sept' && name === 'september'),
  );
  return at < 0 ? undefined : at + 1;
}

/** 0 (Sunday) to 6 for "monday" or "mondays"; undefined for other words. */
export function weekdayOf(word: string): number | undefined {
  const at = weekdayNames.findIndex((name) => name === word || `${name}s` === word);
  return at < 0 ? undefined : at;
}

/** "day", "weeks", "quarterly"… as a unit of time; undefined for other words. */
export function unitOf(word: string): TimeUnit | undefined {
  const units: Record<string, TimeUnit> = {
    day: 'day',
    week: 'week',
    month: 'month',
    quarter: 'quarter',
    year: 'year',
    date: 'day',
  };
  const adverbs: Record<string, TimeUnit> = {
    daily: 'day',
    weekly: 'week',
    monthly: 'month',
    quarterly: 'quarter',
    yearly: 'year',
    annual: 'year',
    annually: 'year',
  };
  return adverbs[word] ?? units[word.replace(/s$/, '')];
}

export function nameOfMonth(month: number): string {
  const name = monthNames[month - 1] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function nameOfWeekday(day: number): string {
  const name = weekdayNames[day] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The first day of the unit that `date` (YYYY-MM-DD) lies in; weeks start on Monday. */
export function startOf(unit: TimeUnit, date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  if (unit === 'year') return isoDate(year, 1, 1);
  if (unit === 'quarter') return isoDate(year, month - ((month - 1) % 3), 1);
  if (unit === 'month') return isoDate(year, month, 1);
  if (unit === 'day') return date;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return shift(date, -((weekday + 6) % 7), 'day');
}

/** `date` moved by a number of units; the day is clipped to the end of a shorter month, as databases do. */
export function shift(date: string, by: number, unit: TimeUnit): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  if (unit === 'day' || unit === 'week') return isoDate(year, month, day + by * (unit === 'week' ? 7 : 1));
  const months = year * 12 + (month - 1) + by * { month: 1, quarter: 3, year: 12 }[unit];
  const [newYear, newMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const last = new Date(Date.UTC(newYear, newMonth, 0)).getUTCDate();
  return isoDate(newYear, newMonth, Math.min(day, last));
}

/** YYYY-MM-DD; days beyond the month roll over. */
export function isoDate(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
