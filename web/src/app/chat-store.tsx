import type { ChatStore, ConversationState, StoreSnapshot } from '@parlance/sdk';
import { createStore, localStorageOutbox } from '@parlance/sdk';
import { createContext, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
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

/**
 * One conversation, or undefined. What its runs say comes word by word and is no reason to render all of it: those who show it
 * ask for the run.
 */
export function useConversation(id: string): ConversationState | undefined {
  const select = useMemo(() => selectSettled(id), [id]);
  return useChat(select);
}

function selectSettled(id: string): (snapshot: StoreSnapshot) => ConversationState | undefined {
  let last: ConversationState | undefined;
  return ({ conversations }) => {
    const next = conversations.get(id);
    if (last === undefined || next === undefined || !isSettled(last, next)) last = next;
    return last;
  };
}

/** Whether two states of a conversation differ in nothing but what its runs have said so far. */
function isSettled(before: ConversationState, after: ConversationState): boolean {
  const names = Object.keys(after) as (keyof ConversationState)[];
  if (!names.every((name) => name === 'runs' || before[name] === after[name])) return false;
  return (
    before.runs.length === after.runs.length &&
    after.runs.every(({ id, status, messageId }, index) => {
      const run = before.runs[index];
      return run?.id === id && run.status === status && run.messageId === messageId;
    })
  );
}
