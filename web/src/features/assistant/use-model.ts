import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const key = (conversationId: string) => `parlance.model.${conversationId}`;

/** The model chosen for a conversation on this device; null for the server's own choice. */
export const chosenModel = (conversationId: string): string | null => localStorage.getItem(key(conversationId));

/** Keeps a choice of model. */
export function chooseModel(conversationId: string, model: string | null): void {
  if (model === null) localStorage.removeItem(key(conversationId));
  else localStorage.setItem(key(conversationId), model);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The chosen model, followed. */
export const useChosenModel = (conversationId: string): string | null =>
  useSyncExternalStore(subscribe, () => chosenModel(conversationId));
