import { Clock3 } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { useOpenChat } from '../messages/chat-context.ts';
import { currentRun, mayStop } from './use-run.ts';
import { useStopRun } from './use-run-actions.ts';

/** Under a question that is asked while another one is still being answered. */
export function WaitingNote({ messageId }: { messageId: string }) {
  const { conversation, myId } = useOpenChat();
  const stop = useStopRun();
  const run = conversation.runs.find(({ triggerId, status }) => triggerId === messageId && status === 'queued');
  if (!run || currentRun(conversation)?.id === run.id) return null;
  return (
    <p className="flex animate-fade items-center gap-1.5 text-xs text-faint">
      <Clock3 className="size-3" aria-hidden />
      {t('assistant.waits')}
      {mayStop(conversation, run, myId) && (
        <button
          type="button"
          disabled={stop.isPending}
          onClick={() => stop.mutate(run.id)}
          className="rounded-md font-medium underline underline-offset-3 hover:text-ink"
        >
          {t('assistant.do_not_answer')}
        </button>
      )}
    </p>
  );
}
