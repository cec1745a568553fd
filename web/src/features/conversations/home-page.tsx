import { Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useChat } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { modifier } from '../../ui/kbd.tsx';
import { EmptyState } from '../../ui/state.tsx';

/** What stands beside the list while no conversation is chosen. */
export function HomePage() {
  const empty = useChat((state) => state.phase === 'ready' && state.conversationIds.length === 0);
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title={empty ? t('list.empty') : t('chat.empty_home')}
      hint={empty ? t('list.empty_hint') : t('chat.empty_home_hint', { keys: `${modifier}K` })}
    >
      {empty && (
        <Link
          to="/app/people"
          className="inline-flex h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
        >
          {t('list.find_people')}
        </Link>
      )}
    </EmptyState>
  );
}
