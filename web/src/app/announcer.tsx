import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Has a screen reader say something that is not otherwise in focus. */
export function announce(next: string): void {
  // The same words twice are only read again when the text differs.
  text = next === text ? `${next}\u00a0` : next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where announcements are read from; invisible. */
export function Announcer() {
  const current = useSyncExternalStore(subscribe, () => text);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {current}
    </div>
  );
}
