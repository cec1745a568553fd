import type { ConversationState } from '@parlance/sdk';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect } from 'react';
import { useStore } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { notify } from '../../ui/toast.tsx';
import type { TimelineHandle } from './timeline.tsx';

/** How many older pages are fetched in search of one message. */
const maxPages = 60;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Goes to a message of this conversation: the one in the address (`?at=seq`), or one asked for by id. */
export function useJump(conversation: ConversationState, timeline: RefObject<TimelineHandle | null>) {
  const store = useStore();
  const navigate = useNavigate();
  const { at } = useSearch({ from: '/app/c/$conversationId' });
  const { id } = conversation;

  useEffect(() => {
    if (at === undefined) return;
    let current = true;
    const go = async () => {
      await store.loadBackTo(id, at);
      await nextFrame();
      await nextFrame();
      if (!current) return;
      const target = store
        .getSnapshot()
        .conversations.get(id)
        ?.messages.find((message) => message.seq >= at);
      if (target) timeline.current?.reveal(target.id);
      void navigate({ to: '/app/c/$conversationId', params: { conversationId: id }, search: {}, replace: true });
    };
    void go();
    return () => {
      current = false;
    };
  }, [at, id, store, navigate, timeline]);

  return async (messageId: string) => {
    const state = () => store.getSnapshot().conversations.get(id);
    const isLoaded = () => state()?.messages.some((message) => message.id === messageId) ?? false;
    for (let page = 0; page < maxPages && !isLoaded() && state()?.hasOlder; page += 1) await store.loadOlder(id);
    if (!isLoaded()) return notify(t('message.original_gone'));
    await nextFrame();
    timeline.current?.reveal(messageId);
  };
}
