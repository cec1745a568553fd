import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { AtSign } from 'lucide-react';
import { useConversation, useMyId } from '../../app/chat-store.tsx';
import { shortMoment } from '../../i18n/dates.ts';
import { t, tCount } from '../../i18n/index.ts';
import { currentRun } from '../assistant/use-run.ts';
import { useDraft } from '../messages/drafts.ts';
import { typingLine } from '../messages/typing-line.tsx';
import { ConversationAvatar } from '../people/conversation-avatar.tsx';
import { conversationName } from '../people/names.ts';
import { lastLine } from './preview.ts';

interface ConversationRowProps {
  id: string;
  active: boolean;
  roving: { tabIndex: number; onFocus: () => void };
}

/** One conversation in the list: face, name, when, what was said last, and how much of it is unread. */
export function ConversationRow({ id, active, roving }: ConversationRowProps) {
  const myId = useMyId();
  const conversation = useConversation(id);
  const draft = useDraft(id);
  if (!conversation) return null;
  const unread = conversation.unreadCount;
  const run = currentRun(conversation);
  const answering = run && t(run.status === 'waiting' ? 'assistant.status_approval' : 'assistant.answering');
  const typing = typingLine(conversation) || answering;
  return (
    <li className="[content-visibility:auto] [contain-intrinsic-size:auto_64px]">
      <Link
        to="/app/c/$conversationId"
        params={{ conversationId: id }}
        aria-current={active ? 'page' : undefined}
        className={clsx(
          'flex items-center gap-3 rounded-2xl px-2.5 py-2 -outline-offset-2 transition-colors',
          active ? 'bg-accent-soft [--ring:var(--accent-soft)]' : 'hover:bg-ink/5',
        )}
        {...roving}
      >
        <ConversationAvatar conversation={conversation} size="lg" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              dir="auto"
              className={clsx('flex-1 truncate text-left', unread > 0 ? 'font-semibold' : 'font-medium')}
            >
              {conversationName(conversation, myId)}
            </span>
            <time
              dateTime={conversation.lastActivityAt}
              className={clsx('shrink-0 text-xs', unread > 0 ? 'font-medium text-accent-ink' : 'text-faint')}
            >
              {shortMoment(conversation.lastActivityAt)}
            </time>
          </span>
          <span className="flex items-center gap-2">
            <span
              dir="auto"
              className={clsx('flex-1 truncate text-left text-sm', unread > 0 ? 'text-ink' : 'text-muted')}
            >
              {typing ? (
                <span className="text-accent-ink">{typing}</span>
              ) : draft && !active ? (
                <>
                  <span className="font-medium text-accent-ink">{t('list.draft')}</span> {draft}
                </>
              ) : (
                lastLine(conversation, myId)
              )}
            </span>
            {unread > 0 && <UnreadBadge count={unread} mentioned={conversation.mentionSeqs.length > 0} />}
          </span>
        </span>
      </Link>
    </li>
  );
}

function UnreadBadge({ count, mentioned }: { count: number; mentioned: boolean }) {
  return (
    <span className="flex shrink-0 items-center gap-1">
      {mentioned && <AtSign className="size-3.5 text-accent-ink" strokeWidth={2.5} aria-hidden />}
      <span
        data-testid="unread"
        className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-2xs font-semibold text-on-accent tabular-nums"
      >
        <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
        <span className="sr-only">{tCount('list.unread', count)}</span>
      </span>
    </span>
  );
}
