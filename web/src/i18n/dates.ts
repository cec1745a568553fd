import { currentLocale, t } from './index.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs more than using one, and a history formats hundreds of times.
function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  const key = currentLocale() + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(currentLocale(), options);
    formats.set(key, made);
  }
  return made.format(date);
}

const dayNumber = (date: Date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);

/** How many calendar days, in this time zone, lie between a date and now. */
const daysAgo = (date: Date) => dayNumber(new Date()) - dayNumber(date);

/** "14:05". */
export const timeOfDay = (iso: string) => format(new Date(iso), { hour: 'numeric', minute: '2-digit' });

/** "14:05" or "2:05", without the half of the day: for narrow places beside a full time. */
export const bareTime = (iso: string) => timeOfDay(iso).replace(/\s?[AP]M$/i, '');

/** "Saturday, 21 November 2026 at 14:05", for titles and screen readers. */
export const fullTime = (iso: string) => format(new Date(iso), { dateStyle: 'full', timeStyle: 'short' });

/** "21 November 2026". */
export const longDate = (iso: string) => format(new Date(iso), { dateStyle: 'long' });

/** The heading of a day in a history: today, yesterday, else the date. */
export function dayHeading(iso: string): string {
  const date = new Date(iso);
  const ago = daysAgo(date);
  if (ago === 0) return t('chat.today');
  if (ago === 1) return t('chat.yesterday');
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return format(date, { weekday: 'long', day: 'numeric', month: 'long', ...(thisYear ? {} : { year: 'numeric' }) });
}

/** The short moment in a list: time today, weekday this week, else the date. */
export function shortMoment(iso: string): string {
  const date = new Date(iso);
  const ago = daysAgo(date);
  if (ago === 0) return timeOfDay(iso);
  if (ago > 0 && ago < 7) return format(date, { weekday: 'short' });
  return format(date, { day: 'numeric', month: 'numeric', year: '2-digit' });
}

/** "3 hours ago". */
export function relativeTime(iso: string): string {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** "1.4 MB". */
export function fileSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${value.toLocaleString(currentLocale(), { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[step]}`;
}
