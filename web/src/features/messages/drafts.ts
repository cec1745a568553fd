import { useSyncExternalStore } from 'react';
import { client } from '../../app/client.ts';

const listeners = new Set<() => void>();
const key = (conversationId: string) => `parlance.draft.${client.session.userId}.${conversationId}`;

/** What was written but not sent in a conversation, '' for nothing. */
export const readDraft = (conversationId: string): string => localStorage.getItem(key(conversationId)) ?? '';

/** Keeps what was written on this device. */
export function saveDraft(conversationId: string, text: string): void {
  if (text.trim() === '') localStorage.removeItem(key(conversationId));
  else localStorage.setItem(key(conversationId), text);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The draft, followed. */
export const useDraft = (conversationId: string): string =>
  useSyncExternalStore(subscribe, () => readDraft(conversationId));
