import { Listeners } from './listeners.ts';
import type { AccountState, ConversationState, StoreSnapshot } from './state.ts';

const emptySnapshot: StoreSnapshot = {
  phase: 'idle',
  error: null,
  connection: 'closed',
  live: false,
  position: { seq: 0, epoch: '' },
  me: null,
  preferences: null,
  conversationIds: [],
  conversations: new Map(),
  online: new Set(),
  totalUnread: 0,
};

/**
 * Holds the one current snapshot. Each change makes a new one that shares all that didn't change; listeners hear of it
 * once per turn of the event loop, however many changes there were in it.
 */
export class SnapshotCell {
  readonly #listeners = new Listeners<void>();
  #snapshot = emptySnapshot;
  #announcing = false;

  get(): StoreSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Changes fields; conversations go through the functions below, which keep what is derived from them. */
  patch(changes: Partial<Omit<StoreSnapshot, 'conversations' | 'conversationIds' | 'totalUnread'>>): void {
    this.#replace({ ...this.#snapshot, ...changes });
  }

  /** Forgets everything, as when another account signs in. */
  reset(): void {
    this.#replace(emptySnapshot);
  }

  /** Replaces what the account's log speaks of. */
  setAccount({ position, me, preferences, conversations }: AccountState): void {
    this.#replace(withConversations({ ...this.#snapshot, position, me, preferences }, conversations));
  }

  /** Adds a conversation or replaces the one with its id. */
  setConversation(conversation: ConversationState): void {
    const { conversations } = this.#snapshot;
    if (conversations.get(conversation.id) === conversation) return;
    this.#replace(withConversations(this.#snapshot, new Map(conversations).set(conversation.id, conversation)));
  }

  /** Changes a conversation if it is there. */
  changeConversation(id: string, change: (conversation: ConversationState) => ConversationState): void {
    const conversation = this.#snapshot.conversations.get(id);
    if (conversation !== undefined) this.setConversation(change(conversation));
  }

  removeConversation(id: string): void {
    const conversations = new Map(this.#snapshot.conversations);
    if (conversations.delete(id)) this.#replace(withConversations(this.#snapshot, conversations));
  }

  #replace(snapshot: StoreSnapshot): void {
    this.#snapshot = snapshot;
    if (this.#announcing) return;
    this.#announcing = true;
    queueMicrotask(() => {
      this.#announcing = false;
      this.#listeners.emit();
    });
  }
}

function withConversations(snapshot: StoreSnapshot, conversations: StoreSnapshot['conversations']): StoreSnapshot {
  let totalUnread = 0;
  for (const { unreadCount } of conversations.values()) totalUnread += unreadCount;
  const conversationIds = keepIfEqual(snapshot.conversationIds, sortedIds(conversations));
  return { ...snapshot, conversations, conversationIds, totalUnread };
}

/** Most recently active first; ids, which ascend with time, settle ties. */
function sortedIds(conversations: StoreSnapshot['conversations']): string[] {
  const sorted = [...conversations.values()].sort(
    (a, b) => compare(b.lastActivityAt, a.lastActivityAt) || compare(b.id, a.id),
  );
  return sorted.map(({ id }) => id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function keepIfEqual(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.length === after.length && before.every((id, index) => id === after[index]) ? before : after;
}
