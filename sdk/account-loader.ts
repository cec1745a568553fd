import type { Conversation } from '@parlance/contracts';
import { limits } from '@parlance/contracts/limits';
import type { ParlanceClient } from './client.ts';
import { ParlanceError } from './errors.ts';
import { conversationFromWire, replaceConversation } from './replica.ts';
import { allPages, type Page } from './rest/page.ts';
import type { SnapshotCell } from './snapshot.ts';
import type { ConversationState } from './state.ts';

/** What a loader works with. */
export interface LoaderOptions {
  client: ParlanceClient;
  cell: SnapshotCell;
  me: string;
  /** A conversation stands at a new position: what came early may follow now. */
  installed(id: string): void;
  /** A conversation turned out not to be there (any more). */
  gone(id: string): void;
}

/** Messages of one page of history. */
export const messagesPerPage = 50;
const retryAfterMs = 5_000;

/**
 * Fetches states to follow from. Always the position first and the state after it: events that are in both do no harm,
 * one that is in neither would be lost.
 */
export class AccountLoader {
  readonly #options: LoaderOptions;
  readonly #fetching = new Map<string, AbortController>();
  /** Conversations of which something became known while they were being fetched, and which are therefore fetched once more. */
  readonly #overtaken = new Set<string>();
  readonly #retries = new Set<() => void>();
  #stopped = false;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /** Fetches the account and its list of conversations. Throws what the requests throw. */
  async loadAccount(): Promise<void> {
    const { client, cell } = this.#options;
    const { head_seq, epoch } = await client.users.events({ limit: 1 });
    const [me, preferences, list] = await Promise.all([
      client.users.me(),
      client.users.preferences(),
      this.#listConversations(),
    ]);
    if (this.#stopped) return;
    const conversations = new Map(list.map((wire) => [wire.id, this.#listed(wire)]));
    for (const id of cell.get().conversations.keys()) if (!conversations.has(id)) this.#options.gone(id);
    cell.setAccount({ position: { seq: head_seq, epoch }, me, preferences, conversations });
  }

  /**
   * Fetches one conversation anew, with its newest history where that was open; once at a time for each, and once more where
   * that was asked for meanwhile.
   */
  async fetchConversation(id: string): Promise<void> {
    this.overtaken(id);
    if (this.#stopped || this.#fetching.has(id)) return;
    const abort = new AbortController();
    this.#fetching.set(id, abort);
    try {
      await this.#fetchNow(id, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#fetchFailed(id, error);
    } finally {
      if (this.#fetching.get(id) === abort) this.#fetching.delete(id);
    }
    if (!abort.signal.aborted && this.#overtaken.delete(id)) await this.fetchConversation(id);
  }

  /** Something that is in no log of the conversation changed: a fetch that is under way may be of the time before. */
  overtaken(id: string): void {
    if (this.#fetching.has(id)) this.#overtaken.add(id);
  }

  /** Makes a fetch that is under way come to nothing: the conversation was removed meanwhile. */
  cancel(id: string): void {
    this.#fetching.get(id)?.abort();
    this.#fetching.delete(id);
    this.#overtaken.delete(id);
  }

  stop(): void {
    this.#stopped = true;
    for (const id of [...this.#fetching.keys()]) this.cancel(id);
    for (const cancelRetry of this.#retries) cancelRetry();
  }

  async #fetchNow(id: string, signal: AbortSignal): Promise<void> {
    const { client, cell, me, installed } = this.#options;
    const wire = await client.conversations.get(id);
    const isOpen = (cell.get().conversations.get(id)?.history ?? 'none') !== 'none';
    const page = isOpen ? await client.conversations.messages(id, { limit: messagesPerPage }) : null;
    if (signal.aborted) return;
    const newest = page && { items: page.items, hasOlder: page.next_cursor !== null };
    cell.setConversation(replaceConversation(cell.get().conversations.get(id), { wire, newest }, me));
    installed(id);
  }

  #fetchFailed(id: string, error: unknown): void {
    const { client, gone } = this.#options;
    const isRefusal = error instanceof ParlanceError && error.status < 500 && error.status !== 429;
    if (isRefusal) {
      gone(id);
      return;
    }
    const cancelRetry = client.clock.after(retryAfterMs, () => {
      this.#retries.delete(cancelRetry);
      void this.fetchConversation(id);
    });
    this.#retries.add(cancelRetry);
  }

  async #listConversations(): Promise<Conversation[]> {
    const { client } = this.#options;
    const list = (cursor?: string): Promise<Page<Conversation>> =>
      client.conversations.list({ limit: limits.pageMax, ...(cursor && { cursor }) });
    const found: Conversation[] = [];
    let pages = 0;
    for await (const items of allPages(list)) {
      found.push(...items);
      pages += 1;
    }
    // The list is sorted by activity: one that moved to its top while we turned the pages was on none of them.
    if (pages > 1) found.unshift(...(await list()).items);
    return [...new Map(found.reverse().map((wire) => [wire.id, wire])).values()];
  }

  /** What to make of a conversation in the list where it was known before. */
  #listed(wire: Conversation): ConversationState {
    const { cell, me } = this.#options;
    const before = cell.get().conversations.get(wire.id);
    if (before === undefined) return conversationFromWire(wire, me);
    const { messages, history, hasOlder, older } = before;
    if (history === 'none') return replaceConversation(before, { wire, newest: null }, me);
    const isCurrent = before.position.seq === wire.head_seq && before.position.epoch === wire.epoch;
    if (isCurrent)
      return { ...replaceConversation(before, { wire, newest: null }, me), messages, history, hasOlder, older };
    // Its history is open and has fallen behind: it stays in sight until it has been fetched anew as a whole.
    void this.fetchConversation(wire.id);
    return before;
  }
}
