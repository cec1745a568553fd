import type { ConversationState } from '@parlance/sdk';
import { useEffect, useState } from 'react';
import { useStore } from '../../app/chat-store.tsx';

const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();

function useLookedAt(): boolean {
  const [looked, setLooked] = useState(isLookedAt);
  useEffect(() => {
    const update = () => setLooked(isLookedAt());
    for (const name of ['focus', 'blur'] as const) addEventListener(name, update);
    document.addEventListener('visibilitychange', update);
    return () => {
      for (const name of ['focus', 'blur'] as const) removeEventListener(name, update);
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
  return looked;
}

/**
 * Marks what is in sight as read while somebody looks, and answers with the position after which messages are new:
 * it stays where it was when the person came, so that the line does not run away from under their eyes.
 */
export function useReadMarker(conversation: ConversationState, visibleSeq: number) {
  const store = useStore();
  const looked = useLookedAt();
  const { id, lastReadSeq, unreadCount } = conversation;
  const [newAfter, setNewAfter] = useState<number | null>(unreadCount > 0 ? lastReadSeq : null);
  const [away, setAway] = useState(!looked);

  // Coming and going is noticed while rendering: the position to keep is the one of that very moment.
  if (looked === away) {
    setAway(!looked);
    if (!looked) setNewAfter(lastReadSeq);
  }
  useEffect(() => {
    if (looked && visibleSeq > lastReadSeq) store.markRead(id, visibleSeq);
  }, [looked, visibleSeq, lastReadSeq, id, store]);

  return { newAfter, clearNew: () => setNewAfter(null) };
}
