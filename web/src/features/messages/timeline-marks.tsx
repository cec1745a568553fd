import { dayHeading } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AssistantStart } from '../assistant/assistant-start.tsx';
import { ConversationAvatar } from '../people/conversation-avatar.tsx';
import { conversationName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';

/** The top of a history that has no older messages. */
export function StartMark() {
  const { conversation, myId } = useOpenChat();
  const name = conversationName(conversation, myId);
  const direct = conversation.kind === 'direct';
  if (conversation.kind === 'assistant') return <AssistantStart />;
  return (
    <div className="flex flex-col items-start gap-3 px-3 pt-8 pb-4">
      <ConversationAvatar conversation={conversation} size="xl" />
      <div>
        <p className="text-lg font-semibold text-balance wrap-anywhere">
          {direct ? t('chat.start_direct', { name }) : t('chat.start_group', { title: name })}
        </p>
        <p className="text-muted">{t('chat.start_hint')}</p>
      </div>
    </div>
  );
}

/** Where older messages are being loaded, or could not be. */
export function OlderMark({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  return (
    <div className="flex h-14 items-center justify-center gap-2 text-sm text-faint">
      {failed ? (
        <>
          {t('error.load')}
          <Button look="quiet" className="h-8" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        </>
      ) : (
        <>
          <Spinner />
          {t('chat.loading_older')}
        </>
      )}
    </div>
  );
}

/** The day above its first message. */
export function DayMark({ at }: { at: string }) {
  return (
    <div className="flex items-center gap-3 px-3 pt-5 pb-1">
      <span className="h-px flex-1 bg-line" />
      <h3 className="text-xs font-medium text-faint">{dayHeading(at)}</h3>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

/** The line above the first unread message. */
export function NewMark() {
  return (
    <h3 className="flex items-center gap-2 px-3 pt-3 pb-1">
      <span className="h-px flex-1 bg-accent/55" />
      <span className="rounded-full bg-accent px-2 text-2xs font-semibold text-on-accent">
        {t('chat.new_messages')}
      </span>
    </h3>
  );
}
