import type { ContentDraft, Conversation, CreateConversation } from '@parlance/contracts';
import type { ParlanceClient } from './client.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import type { OutgoingMessage, StoreSnapshot } from './state.ts';

/** Choices about a store. */
export interface StoreOptions {
  /** Where unsent messages outlive a reload. Default: nowhere. */
  persist?: OutboxStorage;
}

/**
 * The local replica of everything the signed-in user sees, kept current through the socket. Fits React's
 * `useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()))`.
 */
export interface ChatStore {
  /** Calls `listener` after changes; both functions may be passed around unbound. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The current state; the same object until something changes. */
  readonly getSnapshot: () => StoreSnapshot;
  /** Loads the account and its conversations and goes live. Resolves when the list is there; failures are in the snapshot. */
  start(): Promise<void>;
  /** Ends the connection and all timers. The store can be started again. */
  stop(): void;
  /** Loads the newest history of a conversation unless it is there already. */
  open(conversationId: string): Promise<void>;
  /** Loads one more page of older history. */
  loadOlder(conversationId: string): Promise<void>;
  /** Loads older history until the message with this seq is there (for a jump to a search result). */
  loadBackTo(conversationId: string, seq: number): Promise<void>;
  /** Shows the message at once and sends it for as long as it takes. Throws `RangeError` when 500 are waiting already. */
  send(conversationId: string, content: ContentDraft, options?: { reply_to?: string | null }): OutgoingMessage;
  /** Tries a failed message again. */
  retry(messageId: string): void;
  /** Drops a failed message. */
  discard(messageId: string): void;
  /** Marks everything up to `seq` (default: all that is here) as read, here at once and on the server. */
  markRead(conversationId: string, seq?: number): void;
  /** Tells the others whether one is typing; may be called on every key stroke. */
  setTyping(conversationId: string, typing: boolean): void;
  /** Starts a conversation (or finds the direct one) and has it in the list when it resolves. */
  createConversation(body: CreateConversation): Promise<Conversation>;
  /** Calls `listener` for each new message of somebody else that arrives live, for notifications. */
  onIncoming(listener: (incoming: IncomingMessage) => void): () => void;
}

/** A message of somebody else that just arrived. */
export interface IncomingMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly senderId: string | null;
  readonly text: string;
  readonly mentionsMe: boolean;
}

/** A store for the user who is signed in with `client`. Call `start()` to fill it. */
export function createStore(client: ParlanceClient, options: StoreOptions = {}): ChatStore {
  throw new Error(`The store of ${client.session.userId} is still being built${options.persist ? '' : ''}.`);
}
