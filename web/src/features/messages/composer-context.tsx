import type { Message } from '@parlance/contracts';
import { Pencil, Reply, X } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { useSenderName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { QuoteLine } from './quote.tsx';

interface ComposerContextProps {
  replyTo: Message | null;
  editing: Message | null;
  onEnd: () => void;
}

/** Above the text: which message is being answered or edited, and the way out. */
export function ComposerContext({ replyTo, editing, onEnd }: ComposerContextProps) {
  const { conversation, myId } = useOpenChat();
  const message = editing ?? replyTo;
  const name = useSenderName(conversation, message);
  if (!message) return null;
  const Icon = editing ? Pencil : Reply;
  const label = editing
    ? t('composer.editing')
    : t('composer.replying', { name: message.sender_id === myId ? t('common.you') : name });
  return (
    <div className="flex animate-fade items-center gap-2.5 border-b border-line ps-3.5 pe-1.5 py-1">
      <Icon className="size-4 shrink-0 text-accent-ink" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate text-xs font-medium text-accent-ink">{label}</p>
        {replyTo && !editing && (
          <p className="flex gap-1.5 truncate text-sm text-muted">
            <QuoteLine message={replyTo} />
          </p>
        )}
      </div>
      <IconButton size="sm" label={t(editing ? 'composer.cancel_edit' : 'composer.cancel_reply')} onClick={onEnd}>
        <X />
      </IconButton>
    </div>
  );
}
