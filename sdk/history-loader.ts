import type { ConversationEvent, HistoryQuery } from '@parlance/contracts';
import { limits } from '@parlance/contracts/limits';
import { messagesPerPage } from './account-loader.ts';
import type { ParlanceClient } from './client.ts';
import { mergeHistory } from './replica.ts';
import type { SnapshotCell } from './snapshot.ts';
import type { ConversationState } from './state.ts';

interface Load {
  /** The events that were applied while the page was on its way. */
  meanwhile: ConversationEvent[];
  done: Promise<void>;
}

/** Loads history page by page as it is looked at, and joins it to what the log brings at the same time. */
export class HistoryLoader {
  readonly #client: ParlanceClient;
  readonly #cell: SnapshotCell;
  readonly #me: string;
  readonly #loads = new Map<string, Load>();

  constructor({ client, cell, me }: { client: ParlanceClient; cell: SnapshotCell; me: string }) {
    this.#client = client;
    this.#cell = cell;
    this.#me = me;
  }

  /** Loads the newest page unless it is there. Failures are in the conversation's `history`. */
  open(id: string): Promise<void> {
    const conversation = this.#conversation(id);
    if (conversation === undefined || conversation.history === 'loaded') return Promise.resolve();
    return this.#load(id, {}, { history: 'loading' }, { history: 'failed' });
  }

  /** Loads one more page before what is there. Failures are in the conversation's `older`. */
  loadOlder(id: string, limit = messagesPerPage): Promise<void> {
    const conversation = this.#conversation(id);
    const oldest = conversation?.messages[0];
    if (oldest === undefined || !conversation?.hasOlder) return Promise.resolve();
    return this.#load(id, { before_seq: oldest.seq, limit }, { older: 'loading' }, { older: 'failed' });
  }

  /** Loads older pages until the message with this seq is there, or there are no more. */
  async loadBackTo(id: string, seq: number): Promise<void> {
    for (;;) {
      const oldest = this.#conversation(id)?.messages[0]?.seq ?? 0;
      if (oldest <= seq) return;
      await this.loadOlder(id, limits.pageMax);
      // A page that failed, or the end of the history: no further back from here.
      if (this.#conversation(id)?.messages[0]?.seq === oldest) return;
    }
  }

  /** To be called with every event that was applied. */
  applied(id: string, event: ConversationEvent): void {
    this.#loads.get(id)?.meanwhile.push(event);
  }

  /** Makes a load that is under way come to nothing; true where there was one. */
  cancel(id: string): boolean {
    return this.#loads.delete(id);
  }

  stop(): void {
    this.#loads.clear();
  }

  #load(id: string, query: HistoryQuery, before: Changes, failed: Changes): Promise<void> {
    const running = this.#loads.get(id);
    if (running !== undefined) return running.done;
    const load: Load = { meanwhile: [], done: Promise.resolve() };
    this.#loads.set(id, load);
    this.#change(id, before);
    load.done = this.#run(id, load, query, failed);
    return load.done;
  }

  async #run(id: string, load: Load, query: HistoryQuery, failed: Changes): Promise<void> {
    const isCurrent = () => this.#loads.get(id) === load;
    try {
      const page = await this.#client.conversations.messages(id, { limit: messagesPerPage, ...query });
      if (!isCurrent()) return;
      const merge = { items: page.items, hasOlder: page.next_cursor !== null, meanwhile: load.meanwhile };
      this.#cell.changeConversation(id, (conversation) => mergeHistory(conversation, merge, this.#me));
    } catch {
      // The user interface shows the failure with a way to try again; nothing else depends on this page.
      if (isCurrent()) this.#change(id, failed);
    } finally {
      if (isCurrent()) this.#loads.delete(id);
    }
  }

  #conversation(id: string): ConversationState | undefined {
    return this.#cell.get().conversations.get(id);
  }

  #change(id: string, changes: Changes): void {
    this.#cell.changeConversation(id, (conversation) => ({ ...conversation, ...changes }));
  }
}

type Changes = Partial<Pick<ConversationState, 'history' | 'older'>>;
