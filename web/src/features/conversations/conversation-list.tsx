import { Link, useParams } from '@tanstack/react-router';
import { MessageSquareHeart } from 'lucide-react';
import { useChat, useStore } from '../../app/chat-store.tsx';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useRoving } from '../../ui/use-roving.ts';
import { ConversationRow } from './conversation-row.tsx';

/** Every conversation, the most recently active first. */
export function ConversationList() {
  const store = useStore();
  const phase = useChat((state) => state.phase);
  const error = useChat((state) => state.error);
  const ids = useChat((state) => state.conversationIds);
  const { conversationId } = useParams({ strict: false });
  const roving = useRoving(ids, conversationId);

  if (phase === 'failed' && ids.length === 0) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <ErrorState title={t('list.load_error')} detail={describeError(error)} onRetry={() => void store.start()} />
      </div>
    );
  }
  if (phase !== 'ready' && ids.length === 0) {
    return (
      <div
        className="min-h-0 flex-1 overflow-hidden px-2"
        aria-busy="true"
        aria-label={t('common.loading')}
        role="status"
      >
        <RowSkeletons count={7} />
      </div>
    );
  }
  if (ids.length === 0) {
    return (
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        {/* On wide screens the page beside the list says the same, larger. */}
        <p className="hidden px-4 py-3 text-sm text-faint md:block">{t('list.empty')}</p>
        <div className="flex flex-1 flex-col md:hidden">
          <EmptyState icon={<MessageSquareHeart />} title={t('list.empty')} hint={t('list.empty_hint')}>
            <Link
              to="/app/people"
              className="inline-flex h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
            >
              {t('list.find_people')}
            </Link>
          </EmptyState>
        </div>
      </div>
    );
  }
  return (
    <nav aria-label={t('list.title')} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2">
      <ul onKeyDown={roving.onKeyDown}>
        {ids.map((id) => (
          <ConversationRow key={id} id={id} active={id === conversationId} roving={roving.item(id)} />
        ))}
      </ul>
    </nav>
  );
}
