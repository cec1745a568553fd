import { createClient, type ParlanceClient } from '../client.ts';
import type { Clock } from '../clock.ts';
import type { OutboxStorage, StoredOutgoing } from '../outbox-storage.ts';
import type { ConversationState, StoreSnapshot } from '../state.ts';
import { ChatStore } from '../store.ts';
import { memoryTokens, type TokenStore } from '../tokens.ts';
import { FakeServer } from './fake-server.ts';
import { ids } from './fixtures.ts';

/** An outbox storage that lives as long as the test. */
class MemoryOutbox implements OutboxStorage {
  readonly #kept = new Map<string, StoredOutgoing>();

  load(userId: string): StoredOutgoing[] {
    return [...this.#kept].flatMap(([key, message]) => (key.startsWith(userId) ? [message] : []));
  }

  put(userId: string, message: StoredOutgoing): void {
    this.#kept.set(`${userId} ${message.message_id}`, message);
  }

  remove(userId: string, messageId: string): void {
    this.#kept.delete(`${userId} ${messageId}`);
  }
}

/** Zoë's store on a real connection to a fake server. Retries and reconnects don't wait: the jitter is always 0. */
export class StoreBench {
  readonly server: FakeServer;
  readonly outbox = new MemoryOutbox();
  readonly tokens: TokenStore = memoryTokens({
    user_id: ids.zoe,
    access_token: 'access-1',
    refresh_token: 'refresh-1',
    expires_at: Number.MAX_SAFE_INTEGER,
  });
  readonly client: ParlanceClient;
  readonly store: ChatStore;
  readonly #stores: ChatStore[] = [];

  private constructor(server: FakeServer, baseUrl: string, clock: Clock | undefined) {
    this.server = server;
    this.client = createClient({ baseUrl, tokens: this.tokens, random: () => 0, ...(clock && { clock }) });
    this.store = this.newStore();
  }

  /** A bench whose store was not started yet. */
  static async open(clock?: Clock): Promise<StoreBench> {
    const server = new FakeServer();
    return new StoreBench(server, await server.listen(), clock);
  }

  /** Another store of the same user, as after a reload of the page. */
  newStore(): ChatStore {
    const store = new ChatStore(this.client, { persist: this.outbox });
    this.#stores.push(store);
    return store;
  }

  async close(): Promise<void> {
    for (const store of this.#stores) store.stop();
    await this.server.close();
  }

  /** Starts the store and waits until it is live. */
  async live(): Promise<void> {
    await this.store.start();
    await this.until(({ live }) => live);
  }

  get snapshot(): StoreSnapshot {
    return this.store.getSnapshot();
  }

  /** Zoë's conversation with Omar. */
  get conversation(): ConversationState {
    const conversation = this.snapshot.conversations.get(ids.conversation);
    if (conversation === undefined) throw new Error('The conversation is not in the replica.');
    return conversation;
  }

  /** Resolves when the store's snapshot fits; a test that waits in vain is ended by its time-out. */
  until(fits: (snapshot: StoreSnapshot) => boolean, store = this.store): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!fits(store.getSnapshot())) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = store.subscribe(check);
      check();
    });
  }

  /** Resolves when Zoë's conversation with Omar fits. */
  untilConversation(fits: (conversation: ConversationState) => boolean): Promise<void> {
    return this.until(({ conversations }) => {
      const conversation = conversations.get(ids.conversation);
      return conversation !== undefined && fits(conversation);
    });
  }
}
