import { useSyncExternalStore } from 'react';
import { en } from './en.ts';

/** What every language must provide. */
export type Catalogue = Record<keyof typeof en, string>;
/** The languages the app speaks; the first is the fallback. */
export type Language = 'en' | 'de';

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Values<Key extends keyof Catalogue> = Record<Names<(typeof en)[Key]>, string | number>;
/** The keys of plain texts. */
export type TextKey = keyof Catalogue;
type CountKey = TextKey extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;
type CountValues<Key extends CountKey> = Omit<Values<`${Key}.other` & TextKey>, 'count'>;

const storageKey = 'parlance.language';
const catalogues = new Map<Language, Catalogue>([['en', en]]);
const listeners = new Set<() => void>();
let language: Language = 'en';

const fill = (text: string, values: Record<string, string | number> = {}) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The text of a key in the language in force; placeholders are typed from the English text. */
export function t<Key extends TextKey>(
  key: Key,
  ...[values]: [Names<(typeof en)[Key]>] extends [never] ? [] : [Values<Key>]
): string {
  return fill(catalogues.get(language)?.[key] ?? en[key], values);
}

/** The text of `key.one` or `key.other`, as the language counts. */
export function tCount<Key extends CountKey>(
  key: Key,
  count: number,
  ...[values]: [keyof CountValues<Key>] extends [never] ? [] : [CountValues<Key>]
): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  const text = (catalogues.get(language) ?? en)[`${key}.${form}` as TextKey];
  return fill(text, { ...values, count: count.toLocaleString(currentLocale()) });
}

const currentLanguage = () => language;

/** The locale for `Intl`: the language in force, in the variety the person's browser prefers (en-GB has 24 hours). */
export const currentLocale = (): string =>
  navigator.languages.find((candidate) => candidate.split('-')[0] === language) ?? language;

/** Loads and applies a language, and remembers it on this device. */
export async function setLanguage(next: Language): Promise<void> {
  if (next === language) return;
  if (next === 'de' && !catalogues.has('de')) catalogues.set('de', (await import('./de.ts')).de);
  language = next;
  document.documentElement.lang = next;
  localStorage.setItem(storageKey, next);
  for (const listener of listeners) listener();
}

/** Applies what this device remembers, else what the browser asks for. Call once, before the first render. */
export async function startLanguage(): Promise<void> {
  const wanted = localStorage.getItem(storageKey) ?? navigator.language;
  if (wanted.startsWith('de')) await setLanguage('de');
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Renders the component anew when the language changes; returns the language. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage);
