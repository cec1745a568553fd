import type { Session } from '@parlance/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { client, queryClient } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { relativeTime } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/state.tsx';
import { deviceName, isPhone } from './device-name.ts';

const queryKey = ['sessions'];

/** Where this account is signed in, each with a way to end it. */
export function Devices() {
  const sessions = useQuery({ queryKey, queryFn: () => client.auth.sessions({ limit: 200 }) });
  const end = useMutation({
    mutationFn: (id: string) => client.auth.endSession(id),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  if (sessions.isPending) return <RowSkeletons count={2} />;
  if (sessions.isError) {
    return <ErrorState detail={describeError(sessions.error)} onRetry={() => void sessions.refetch()} />;
  }
  return (
    <>
      <ul className="space-y-1">
        {sessions.data.items.map((session) => (
          <Device
            key={session.id}
            session={session}
            busy={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {end.isError && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {describeError(end.error)}
        </p>
      )}
    </>
  );
}

function Device({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const name = deviceName(session.user_agent) ?? t('settings.device_unknown');
  const Icon = isPhone(session.user_agent) ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-3 py-1.5">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-ink/5 text-muted">
        <Icon className="size-5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base font-medium">{name}</span>
        <span className="block truncate text-sm text-faint">
          {session.current ? (
            <span className="font-medium text-accent-ink">{t('settings.device_this')}</span>
          ) : (
            t('settings.device_used', { time: relativeTime(session.last_used_at) })
          )}
          {session.ip && ` · ${session.ip}`}
        </span>
      </span>
      {!session.current && (
        <Button look="quiet" busy={busy} aria-label={t('settings.device_end', { name })} onClick={onEnd}>
          {t('settings.device_end_short')}
        </Button>
      )}
    </li>
  );
}
