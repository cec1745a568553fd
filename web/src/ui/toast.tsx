import { CircleAlert, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { t } from '../i18n/index.ts';

interface Toast {
  id: number;
  text: string;
}

const lifeMs = 6_000;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let count = 0;

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => change(toasts.filter((toast) => toast.id !== id));

/** Says briefly that something asked for did not work. */
export function notify(text: string): void {
  count += 1;
  const id = count;
  change([...toasts.filter((toast) => toast.text !== text).slice(-2), { id, text }]);
  setTimeout(() => dismiss(id), lifeMs);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where these notes appear. */
export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="alert"
      className="pointer-events-none fixed inset-x-0 bottom-24 z-50 flex flex-col items-center gap-2 px-4"
    >
      {shown.map((toast) => (
        <p
          key={toast.id}
          className="pointer-events-auto flex max-w-md animate-rise items-center gap-2.5 rounded-2xl bg-ink py-2.5 ps-4 pe-2 text-sm text-paper shadow-float"
        >
          <CircleAlert className="size-4.5 shrink-0" aria-hidden />
          <span className="min-w-0 flex-1">{toast.text}</span>
          <button
            type="button"
            aria-label={t('common.close')}
            onClick={() => dismiss(toast.id)}
            className="flex size-7 shrink-0 items-center justify-center rounded-lg hover:bg-paper/15"
          >
            <X className="size-4" />
          </button>
        </p>
      ))}
    </div>
  );
}
