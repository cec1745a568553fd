import type { Message } from '@parlance/contracts';
import { CornerUpLeft } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { messagePreview } from '../conversations/preview.ts';
import { useSenderName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';

/** What an answer answers: one line of it, and the way there. */
export function Quote({ messageId }: { messageId: string }) {
  const { conversation, jumpTo } = useOpenChat();
  const original = conversation.messages.find((message) => message.id === messageId);
  return (
    <button
      type="button"
      title={t('message.original')}
      onClick={() => void jumpTo(messageId)}
      className="mb-0.5 flex max-w-full items-center gap-1.5 rounded-e-lg border-s-2 border-accent/50 ps-2 pe-2 text-start text-sm text-muted hover:border-accent hover:text-ink"
    >
      <CornerUpLeft className="size-3.5 shrink-0 text-faint rtl:-scale-x-100" aria-hidden />
      {original ? <QuoteLine message={original} /> : <span className="truncate">{t('message.original')}</span>}
    </button>
  );
}

/** A message in one line with its sender. */
export function QuoteLine({ message }: { message: Message }) {
  const { conversation, myId } = useOpenChat();
  const name = useSenderName(conversation, message);
  return (
    <>
      <span dir="auto" className="max-w-[40%] shrink-0 truncate font-medium">
        {message.sender_id === myId ? t('common.you') : name}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate text-start">
        {message.deleted_at ? t('list.deleted') : messagePreview(message)}
      </span>
    </>
  );
}
