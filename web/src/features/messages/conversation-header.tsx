import { Link } from '@tanstack/react-router';
import { PanelRight, Search } from 'lucide-react';
import { useChat } from '../../app/chat-store.tsx';
import { t, tCount } from '../../i18n/index.ts';
import { BackLink } from '../../ui/page.tsx';
import { ConversationAvatar } from '../people/conversation-avatar.tsx';
import { conversationName, counterpart } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';

const iconLink =
  'flex size-9 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-ink/7 hover:text-ink aria-expanded:bg-accent-soft aria-expanded:text-accent-ink [&_svg]:size-5';

/** Who this conversation is with, and the ways to search it and see its details. */
export function ConversationHeader({ details }: { details: boolean }) {
  const { conversation, myId } = useOpenChat();
  const { id, kind, members } = conversation;
  const other = counterpart(conversation, myId);
  const online = useChat((state) => other !== undefined && state.online.has(other.user_id));
  const subtitle = {
    direct: () => t(online ? 'people.online' : 'people.offline'),
    group: () => tCount('chat.members', members.length),
    assistant: () => t('assistant.private'),
    database: () => t('assistant.private'),
  }[kind]();
  const toggle = details ? {} : { details: true };
  return (
    <header className="flex h-16 shrink-0 items-center gap-2.5 border-b border-line px-3 md:px-5">
      <BackLink />
      <ConversationAvatar conversation={conversation} />
      <div className="min-w-0 flex-1">
        <h2 dir="auto" className="truncate text-left text-lg leading-6 font-semibold">
          {conversationName(conversation, myId)}
        </h2>
        <p className="truncate text-xs text-faint">{subtitle}</p>
      </div>
      <Link
        to="/app/search"
        search={{ in: id }}
        aria-label={t('chat.search_here')}
        title={t('chat.search_here')}
        className={iconLink}
      >
        <Search />
      </Link>
      <Link
        to="/app/c/$conversationId"
        params={{ conversationId: id }}
        search={toggle}
        replace
        role="button"
        aria-label={t('chat.details')}
        title={t('chat.details')}
        aria-expanded={details}
        className={iconLink}
      >
        <PanelRight className="rtl:-scale-x-100" />
      </Link>
    </header>
  );
}
