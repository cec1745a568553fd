import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { MessageSquareOff } from 'lucide-react';
import { useEffect } from 'react';
import { useChat, useConversation, useStore } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { BackLink } from '../../ui/page.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { DetailsPanel } from '../conversations/details-panel.tsx';
import { ConversationSkeleton } from './conversation-skeleton.tsx';
import { OpenConversation } from './open-conversation.tsx';

/** One conversation: its history, the line to write in, and its details beside it. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: '/app/c/$conversationId' });
  const { details = false } = useSearch({ from: '/app/c/$conversationId' });
  const store = useStore();
  const phase = useChat((state) => state.phase);
  const conversation = useConversation(conversationId);
  const known = conversation !== undefined;

  useEffect(() => {
    if (known) void store.open(conversationId);
  }, [store, conversationId, known]);

  if (!conversation) {
    if (phase === 'ready') return <Gone />;
    return phase === 'failed' ? (
      <ErrorState title={t('chat.load_error')} onRetry={() => void store.start()} />
    ) : (
      <ConversationSkeleton />
    );
  }
  if (conversation.messages.length === 0 && conversation.history === 'failed') {
    return <ErrorState title={t('chat.load_error')} onRetry={() => void store.open(conversationId)} />;
  }
  if (conversation.messages.length === 0 && conversation.history !== 'loaded') return <ConversationSkeleton />;
  return (
    <div className="flex min-h-0 flex-1">
      <OpenConversation key={conversationId} conversation={conversation} details={details} />
      {details && <Details conversationId={conversationId} />}
    </div>
  );
}

function Gone() {
  return (
    <>
      <div className="p-3 md:hidden">
        <BackLink />
      </div>
      <EmptyState icon={<MessageSquareOff />} title={t('chat.gone')} hint={t('chat.gone_hint')} />
    </>
  );
}

/** The details as a column where there is room, else as a sheet. */
function Details({ conversationId }: { conversationId: string }) {
  const wide = useMedia('(min-width: 1180px)');
  const navigate = useNavigate();
  const close = () =>
    void navigate({ to: '/app/c/$conversationId', params: { conversationId }, search: {}, replace: true });
  if (!wide) {
    return (
      <Dialog open onOpenChange={close} title={t('details.title')}>
        <DetailsPanel conversationId={conversationId} />
      </Dialog>
    );
  }
  return (
    <aside
      aria-label={t('details.title')}
      className="flex w-80 shrink-0 flex-col overflow-y-auto border-s border-line bg-side/60 pt-5"
    >
      <DetailsPanel conversationId={conversationId} />
    </aside>
  );
}
