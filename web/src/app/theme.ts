import { useSyncExternalStore } from 'react';

/** What a person may choose; `system` follows the device. */
export type Theme = 'light' | 'dark' | 'system';

const storageKey = 'parlance.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const isTheme = (value: string | null): value is Theme => value === 'light' || value === 'dark' || value === 'system';

/** The choice kept on this device. */
function currentTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return isTheme(stored) ? stored : 'system';
}

function apply(): void {
  const theme = currentTheme();
  const dark = theme === 'dark' || (theme === 'system' && systemDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#171411' : '#f4f0e9');
}

/** Changes the look at once and remembers it on this device. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  apply();
  for (const listener of listeners) listener();
}

/** Follows the device while the choice is `system`. Call once. */
export const followSystemTheme = () =>
  systemDark.addEventListener('change', () => {
    apply();
    for (const listener of listeners) listener();
  });

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The choice in force. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme);

/** Whether the app is dark now, for what can't follow the style sheet. */
export const useDarkTheme = (): boolean =>
  useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme === 'dark');
