import type { ChatStore, ConversationState, StoreSnapshot } from '@parlance/sdk';
import { createStore, localStorageOutbox } from '@parlance/sdk';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { client } from './client.ts';

const outbox = localStorageOutbox();

const StoreContext = createContext<ChatStore | null>(null);

/** Holds the live replica of everything the signed-in person sees. Give it a `key` per person. */
export function ChatStoreProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => createStore(client, { persist: outbox }));
  useEffect(() => {
    void store.start();
    return () => store.stop();
  }, [store]);
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself, for doing things. */
export function useStore(): ChatStore {
  const store = use(StoreContext);
  if (!store) throw new Error('useStore needs a ChatStoreProvider above it.');
  return store;
}

/** A part of the state; `select` must return the same value while nothing in it changed. */
export function useChat<Value>(select: (snapshot: StoreSnapshot) => Value): Value {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()));
}

/** The id of the signed-in person, '' until known. */
export const useMyId = (): string => useChat((state) => state.me?.id ?? client.session.userId ?? '');

/** One conversation, or undefined. */
export const useConversation = (id: string): ConversationState | undefined =>
  useChat((state) => state.conversations.get(id));
