import type {
  ContentDraft,
  Conversation,
  ConversationEvent,
  CreateConversation,
  RunOptions,
} from '@parlance/contracts';
import type { ParlanceClient } from './client.ts';
import { Listeners } from './listeners.ts';
import { LiveAccount } from './live-account.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { SnapshotCell } from './snapshot.ts';
import type { OutgoingMessage, StoreSnapshot } from './state.ts';

/** Choices about a store. */
export interface StoreOptions {
  /** Where unsent messages outlive a reload. Default: nowhere. */
  persist?: OutboxStorage;
}

/** A message of somebody else that just arrived. */
export interface IncomingMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly senderId: string | null;
  readonly text: string;
  readonly mentionsMe: boolean;
}

/**
 * The local replica of everything the signed-in user sees, kept current through the socket. Fits React's
 * `useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()))`: what didn't change stays the same object.
 */
export class ChatStore {
  readonly #client: ParlanceClient;
  readonly #options: StoreOptions;
  readonly #cell = new SnapshotCell();
  readonly #incoming = new Listeners<IncomingMessage>();
  #account: LiveAccount | null = null;
  #unsubscribe: () => void = () => {};

  constructor(client: ParlanceClient, options: StoreOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  /** Calls `listener` after changes; may be passed around unbound. */
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener);

  /** The current state; the same object until something changes. May be passed around unbound. */
  readonly getSnapshot = (): StoreSnapshot => this.#cell.get();

  /**
   * Loads the account and its conversations and goes live. Resolves when the list is there, or could not be had: the
   * snapshot's `phase` tells, and `start()` may then be called again.
   */
  async start(): Promise<void> {
    if (this.#account !== null) return;
    const { userId } = this.#client.session;
    if (userId === null) {
      this.#cell.patch({ phase: 'signed-out' });
      return;
    }
    const account = new LiveAccount({
      client: this.#client,
      cell: this.#cell,
      me: userId,
      storage: this.#options.persist,
      applied: (conversationId, event) => this.#announce(conversationId, event, userId),
    });
    this.#account = account;
    this.#unsubscribe = this.#client.session.subscribe((change) => {
      if (change.type === 'signed-out') this.#signedOut();
    });
    this.#cell.patch({ phase: 'loading', error: null });
    try {
      await account.start();
    } catch (error) {
      if (this.#account === account) this.#startFailed(error);
    }
  }

  /** Ends the connection and all timers. What is shown stays; the store can be started again. */
  stop(): void {
    this.#unsubscribe();
    this.#account?.stop();
    this.#account = null;
    this.#cell.patch({ phase: 'idle', connection: 'closed', live: false });
  }

  /** To be called when a conversation is looked at: loads its newest history unless it is there already. */
  async open(conversationId: string): Promise<void> {
    const account = this.#account;
    if (account === null) return;
    const history = account.history.open(conversationId);
    await Promise.all([account.reads.shown(conversationId, history), account.runs.open(conversationId)]);
  }

  /** Loads one more page of older history. */
  async loadOlder(conversationId: string): Promise<void> {
    await this.#account?.history.loadOlder(conversationId);
  }

  /** Loads older history until the message with this seq is there, as for a jump to a search result. */
  async loadBackTo(conversationId: string, seq: number): Promise<void> {
    await this.#account?.history.open(conversationId);
    await this.#account?.history.loadBackTo(conversationId, seq);
  }

  /**
   * Shows the message at once and sends it for as long as it takes; `run` is for the assistant, where the message asks it. Throws
   * `RangeError` where 500 messages wait already, and an error where the store was not started.
   */
  send(
    conversationId: string,
    content: ContentDraft,
    options: { reply_to?: string | null; run?: RunOptions } = {},
  ): OutgoingMessage {
    return this.#started().send(conversationId, content, { replyTo: options.reply_to, run: options.run });
  }

  /** Has all that a run which has ended said and did in the conversation's `runs`. Throws what the requests throw. */
  async loadRun(conversationId: string, runId: string): Promise<void> {
    await this.#account?.runs.load(conversationId, runId);
  }

  /** Tries a failed message again. */
  retry(messageId: string): void {
    this.#account?.outbox.retry(messageId);
  }

  /** Drops a failed message. */
  discard(messageId: string): void {
    this.#account?.outbox.discard(messageId);
  }

  /** Marks everything up to `seq` (default: all that is here) as read, here at once and on the server. */
  markRead(conversationId: string, seq?: number): void {
    this.#account?.reads.mark(conversationId, seq);
  }

  /** Tells the others whether one is typing; may be called on every key stroke. */
  setTyping(conversationId: string, typing: boolean): void {
    this.#account?.typing.tell(conversationId, typing);
  }

  /** Starts a conversation (or finds the direct one) and has it in the list when it resolves. */
  async createConversation(body: CreateConversation): Promise<Conversation> {
    const conversation = await this.#client.conversations.create(body);
    this.#account?.add(conversation);
    return conversation;
  }

  /** Calls `listener` for each message of somebody else that arrives while one is live, as for notifications. */
  onIncoming(listener: (incoming: IncomingMessage) => void): () => void {
    return this.#incoming.add(listener);
  }

  #started(): LiveAccount {
    if (this.#account === null) throw new Error('The store was not started.');
    return this.#account;
  }

  #announce(conversationId: string, event: ConversationEvent, me: string): void {
    if (event.type !== 'message-created' || event.message.sender_id === me || !this.#cell.get().live) return;
    const { id: messageId, sender_id: senderId, content, mentions } = event.message;
    this.#incoming.emit({ conversationId, messageId, senderId, text: content.text, mentionsMe: mentions.includes(me) });
  }

  #startFailed(error: unknown): void {
    this.stop();
    this.#cell.patch({ phase: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
  }

  #signedOut(): void {
    this.stop();
    this.#cell.reset();
    this.#cell.patch({ phase: 'signed-out' });
  }
}

/** A store for the user who is signed in with `client`. Call `start()` to fill it. */
export function createStore(client: ParlanceClient, options: StoreOptions = {}): ChatStore {
  return new ChatStore(client, options);
}
