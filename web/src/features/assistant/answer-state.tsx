import type { RunState } from '@parlance/sdk';
import { CircleAlert, Info } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { useOpenChat } from '../messages/chat-context.ts';
import { isWriting, statusWords } from './run-words.ts';
import { useRegenerate } from './use-run-actions.ts';

/** What a reader should know of an answer: what it is doing, that another engine stepped in, how it ended when not well. */
export function AnswerState({ run, live }: { run: RunState; live: boolean }) {
  return (
    <>
      {run.note && (
        <p className="mt-2 flex items-start gap-2 rounded-xl bg-warn-soft px-3 py-2 text-sm text-warn">
          <Info className="mt-0.5 size-4 shrink-0" aria-hidden />
          {run.note}
        </p>
      )}
      {live && run.status !== 'waiting' && !isWriting(run) && <Progress run={run} />}
      {!live && (run.status === 'failed' || run.status === 'interrupted') && <Failure run={run} />}
      {!live && run.status === 'cancelled' && <p className="mt-1 text-sm text-faint">{t('assistant.stopped')}</p>}
    </>
  );
}

function Progress({ run }: { run: RunState }) {
  return (
    <p className="flex h-7 items-center gap-2 text-sm text-muted">
      <span aria-hidden="true" className="flex gap-1">
        {[0, 200, 400].map((delay) => (
          <span
            key={delay}
            className="size-1.5 animate-breathe rounded-full bg-accent"
            style={{ animationDelay: `${delay}ms` }}
          />
        ))}
      </span>
      <span className="truncate">{statusWords(run)}</span>
    </p>
  );
}

function Failure({ run }: { run: RunState }) {
  const { myId } = useOpenChat();
  const regenerate = useRegenerate();
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl bg-danger-soft px-3 py-2 text-sm text-danger">
      <CircleAlert className="size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-48">
        <span className="font-medium">{t(run.status === 'failed' ? 'assistant.failed' : 'assistant.interrupted')}</span>{' '}
        {run.error?.detail}
      </p>
      {run.userId === myId && (
        <button
          type="button"
          disabled={regenerate.isPending || regenerate.isSuccess}
          onClick={() => regenerate.mutate(run.id)}
          className="rounded-md font-medium underline underline-offset-3 hover:text-ink disabled:opacity-50"
        >
          {t('common.retry')}
        </button>
      )}
    </div>
  );
}
