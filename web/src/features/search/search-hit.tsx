import type { MessageHit } from '@parlance/contracts';
import { Link } from '@tanstack/react-router';
import { useConversation, useMyId } from '../../app/chat-store.tsx';
import { shortMoment } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { conversationName, displayName } from '../people/names.ts';
import { Highlighted } from './highlighted.tsx';

interface SearchHitProps {
  hit: MessageHit;
  showConversation: boolean;
  roving: { tabIndex: number; onFocus: () => void };
}

/** One found message; opens the conversation at that place. */
export function SearchHit({ hit, showConversation, roving }: SearchHitProps) {
  const conversation = useConversation(hit.conversation_id);
  const myId = useMyId();
  const sender = conversation?.members.find((member) => member.user_id === hit.sender_id);
  const byAssistant = hit.sender === 'assistant';
  const known = byAssistant ? t('assistant.name') : sender ? displayName(sender) : '…';
  const name = hit.sender_id === myId ? t('common.you') : known;
  return (
    <li>
      <Link
        to="/app/c/$conversationId"
        params={{ conversationId: hit.conversation_id }}
        search={{ at: hit.seq }}
        className="flex gap-3 rounded-2xl px-3 py-2.5 -outline-offset-2 transition-colors hover:bg-ink/5"
        {...roving}
      >
        {byAssistant ? (
          <AssistantAvatar />
        ) : (
          <Avatar id={hit.sender_id ?? hit.id} name={sender ? displayName(sender) : '?'} />
        )}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate">
              <span dir="auto" className="font-medium">
                {name}
              </span>
              {showConversation && conversation && conversation.kind !== 'direct' && (
                <span dir="auto" className="text-sm text-faint">
                  {' '}
                  · {conversationName(conversation, myId)}
                </span>
              )}
            </span>
            <time dateTime={hit.created_at} className="shrink-0 text-xs text-faint">
              {shortMoment(hit.created_at)}
            </time>
          </span>
          <span dir="auto" className="line-clamp-3 text-start text-base text-muted wrap-anywhere">
            <Highlighted text={hit.highlight.text} ranges={hit.highlight.ranges} />
          </span>
        </span>
      </Link>
    </li>
  );
}
