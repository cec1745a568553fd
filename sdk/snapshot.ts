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

/** While a long replay comes in, listeners hear of it this often at most. */
const catchUpMs = 50;

/**
 * Holds the one current snapshot. Each change makes a new one that shares all that didn't change; listeners hear of it
 * once per turn of the event loop, however many changes there were in it, and less often while much is made up for.
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
    const before = this.#snapshot.conversations.get(conversation.id);
    if (before !== conversation) this.#replace(withConversation(this.#snapshot, conversation, before));
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
    const isCatchingUp = snapshot.connection === 'open' && !snapshot.live;
    if (isCatchingUp) setTimeout(() => this.#announce(), catchUpMs);
    else queueMicrotask(() => this.#announce());
  }

  #announce(): void {
    this.#announcing = false;
    this.#listeners.emit();
  }
}

function withConversations(snapshot: StoreSnapshot, conversations: StoreSnapshot['conversations']): StoreSnapshot {
  if (conversations === snapshot.conversations) return snapshot;
  let totalUnread = 0;
  for (const { unreadCount } of conversations.values()) totalUnread += unreadCount;
  const sorted = [...conversations.values()].sort(byActivity).map(({ id }) => id);
  const { conversationIds } = snapshot;
  const isSame = sorted.length === conversationIds.length && sorted.every((id, index) => id === conversationIds[index]);
  return { ...snapshot, conversations, conversationIds: isSame ? conversationIds : sorted, totalUnread };
}

/** The same for one conversation, without sorting and adding up all the others. */
function withConversation(
  snapshot: StoreSnapshot,
  conversation: ConversationState,
  before: ConversationState | undefined,
): StoreSnapshot {
  const conversations = new Map(snapshot.conversations).set(conversation.id, conversation);
  const totalUnread = snapshot.totalUnread + conversation.unreadCount - (before?.unreadCount ?? 0);
  const { conversationIds } = snapshot;
  if (before?.lastActivityAt === conversation.lastActivityAt) return { ...snapshot, conversations, totalUnread };
  const others = before === undefined ? [...conversationIds] : conversationIds.filter((id) => id !== conversation.id);
  const isBefore = (id: string) => {
    const other = conversations.get(id);
    return other !== undefined && byActivity(conversation, other) < 0;
  };
  const place = others.findIndex(isBefore);
  others.splice(place === -1 ? others.length : place, 0, conversation.id);
  return { ...snapshot, conversations, conversationIds: others, totalUnread };
}

/** Most recently active first; ids, which ascend with time, settle ties. */
function byActivity(a: ConversationState, b: ConversationState): number {
  return compare(b.lastActivityAt, a.lastActivityAt) || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
