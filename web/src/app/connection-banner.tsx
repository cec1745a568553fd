import { CloudOff, RefreshCw } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { t } from '../i18n/index.ts';
import { useDelayed } from '../ui/use-delayed.ts';
import { useChat } from './chat-store.tsx';

const subscribe = (listener: () => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

/** Whether the device says it has a network. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

/** Says so when what is shown may be old. A reconnect of a second or two is nobody's business. */
export function ConnectionBanner() {
  const online = useOnline();
  const lost = useChat((state) => state.phase === 'ready' && state.connection !== 'open');
  const lostForLong = useDelayed(lost, 1_500) && lost;
  return (
    <div role="status">
      {!online ? (
        <p className="flex animate-fade items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-center text-sm text-warn">
          <CloudOff className="size-4 shrink-0" aria-hidden />
          {t('net.offline')}
        </p>
      ) : lostForLong ? (
        <p className="flex animate-fade items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn">
          <RefreshCw className="size-4 shrink-0 animate-spin [animation-duration:2.4s]" aria-hidden />
          {t('net.reconnecting')}
        </p>
      ) : null}
    </div>
  );
}
