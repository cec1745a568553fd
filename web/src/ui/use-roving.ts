import { type KeyboardEvent, useState } from 'react';

const steps: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * One tab stop for a whole list, arrow keys inside it. Spread `item(id)` on each focusable row and `onKeyDown` on
 * the list. Long lists whose rows are memoised take `stop` and the stable `setStop` instead of `item`.
 */
export function useRoving(ids: readonly string[], preferred?: string) {
  const [focused, setFocused] = useState<string | undefined>();
  const wanted = focused !== undefined && ids.includes(focused) ? focused : preferred;
  const stop = wanted !== undefined && ids.includes(wanted) ? wanted : ids[0];

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = steps[event.key];
    if (!step || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    // Events of menus opened from a row arrive here too, through React's tree.
    if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-roving]')) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
    const index = rows.findIndex((row) => row.contains(document.activeElement));
    if (index < 0) return;
    event.preventDefault();
    rows[step(index, rows.length - 1)]?.focus();
  };

  const item = (id: string) => ({
    'data-roving': '',
    tabIndex: id === stop ? 0 : -1,
    onFocus: () => setFocused(id),
  });

  return { onKeyDown, item, stop, setStop: setFocused };
}
