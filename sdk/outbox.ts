import type { ContentDraft, RunOptions } from '@parlance/contracts';
import type { Clock } from './clock.ts';
import { contentOfDraft } from './draft-content.ts';
import { type OutboxEntry, OutboxLane, type OutgoingDraft, type Refusal } from './outbox-lane.ts';
import type { OutboxStorage, StoredOutgoing } from './outbox-storage.ts';
import type { OutgoingMessage } from './state.ts';

/** What an outbox works with. */
export interface OutboxOptions {
  userId: string;
  storage: OutboxStorage | undefined;
  clock: Clock;
  random: () => number;
  /** Sends by the socket; false where it isn't open. The answer comes to `acknowledged` or `refused`. */
  sendBySocket(draft: OutgoingDraft): boolean;
  /** Sends by HTTP; resolves with the seq the message got. */
  sendByHttp(draft: OutgoingDraft): Promise<number>;
  /** Tells what is on its way to a conversation, whenever that changed. */
  changed(conversationId: string, outgoing: readonly OutgoingMessage[]): void;
  /** Whether the conversation's log was applied up to `seq` already. */
  isApplied(conversationId: string, seq: number): boolean;
}

/** Choices about one message. */
export interface SendOptions {
  replyTo?: string | null | undefined;
  run?: RunOptions | null | undefined;
}

/** How many messages may wait. */
const outboxLimit = 500;

/**
 * Sends messages for as long as it takes: in order for each conversation, always under the same `message_id`, so that
 * however often one is repeated the server keeps it once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, OutboxLane>();
  #lastOrder = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier page left behind. */
  restore(): void {
    const { storage, userId } = this.#options;
    const stored = storage?.load(userId) ?? [];
    for (const item of stored.sort((a, b) => a.order - b.order)) {
      this.#lane(item.conversation_id).append({ message: fromStored(item), order: item.order, attempts: 0 });
    }
    for (const id of this.#lanes.keys()) this.show(id);
    for (const lane of this.#lanes.values()) lane.pump();
  }

  /** Queues a message. Throws `RangeError` where `outboxLimit` are waiting. */
  add(conversationId: string, draft: ContentDraft, { replyTo, run }: SendOptions = {}): OutgoingMessage {
    if (this.#waiting() >= outboxLimit) throw new RangeError(`${outboxLimit} messages wait to be sent already.`);
    return this.#queue({
      message_id: crypto.randomUUID(),
      conversation_id: conversationId,
      draft,
      content: contentOfDraft(draft),
      reply_to: replyTo ?? null,
      run: run ?? null,
      created_at: new Date(this.#options.clock.now()).toISOString(),
      status: 'pending',
      error: null,
    });
  }

  /** Tries a failed message again, after those that wait already. */
  retry(messageId: string): void {
    const found = this.#find(messageId);
    if (found?.entry.message.status !== 'failed') return;
    found.lane.remove(found.entry);
    this.#queue({ ...found.entry.message, status: 'pending', error: null });
  }

  /** Drops a failed message. */
  discard(messageId: string): void {
    const found = this.#find(messageId);
    if (found?.entry.message.status === 'failed') this.#remove(found.lane, found.entry);
  }

  /** Drops everything for a conversation that is gone. */
  forget(conversationId: string): void {
    const lane = this.#lanes.get(conversationId);
    if (lane === undefined) return;
    lane.stop();
    for (const entry of lane.entries) this.#unkeep(entry);
    this.#lanes.delete(conversationId);
  }

  /** The server has the message as `seq`. It stays in sight until its event was applied. */
  acknowledged(messageId: string, seq: number): void {
    const found = this.#find(messageId);
    if (found === undefined) return;
    const { lane, entry } = found;
    if (this.#options.isApplied(entry.message.conversation_id, seq)) this.#remove(lane, entry);
    else lane.acknowledged(entry, seq);
  }

  /** The message is in the conversation's log: nothing is left to do. */
  arrived(messageId: string): void {
    const found = this.#find(messageId);
    if (found !== undefined) this.#remove(found.lane, found.entry);
  }

  /** The server refused the message by the socket. */
  refused(messageId: string, refusal: Refusal): void {
    const found = this.#find(messageId);
    found?.lane.refused(found.entry, refusal);
  }

  socketOpened(): void {
    for (const lane of this.#lanes.values()) lane.socketOpened();
  }

  socketClosed(): void {
    for (const lane of this.#lanes.values()) lane.socketClosed();
  }

  /** Stops sending; what waits stays in the storage. */
  stop(): void {
    for (const lane of this.#lanes.values()) lane.stop();
  }

  #queue(message: OutgoingMessage): OutgoingMessage {
    this.#lastOrder = Math.max(this.#lastOrder + 1, this.#options.clock.now());
    const entry: OutboxEntry = { message, order: this.#lastOrder, attempts: 0 };
    const lane = this.#lane(message.conversation_id);
    lane.append(entry);
    this.#keep(entry);
    this.show(message.conversation_id);
    lane.pump();
    return message;
  }

  #remove(lane: OutboxLane, entry: OutboxEntry): void {
    this.#unkeep(entry);
    lane.remove(entry);
    this.show(entry.message.conversation_id);
  }

  #lane(conversationId: string): OutboxLane {
    const { clock, random, sendBySocket, sendByHttp } = this.#options;
    const lane =
      this.#lanes.get(conversationId) ??
      new OutboxLane({
        clock,
        random,
        sendBySocket,
        sendByHttp: async (draft) => this.acknowledged(draft.message_id, await sendByHttp(draft)),
        changed: (entry) => this.#statusChanged(entry),
      });
    this.#lanes.set(conversationId, lane);
    return lane;
  }

  #statusChanged(entry: OutboxEntry): void {
    if (entry.message.status === 'sent') this.#unkeep(entry);
    else this.#keep(entry);
    this.show(entry.message.conversation_id);
  }

  #find(messageId: string): { lane: OutboxLane; entry: OutboxEntry } | undefined {
    for (const lane of this.#lanes.values()) {
      const entry = lane.find(messageId);
      if (entry !== undefined) return { lane, entry };
    }
    return undefined;
  }

  #waiting(): number {
    return this.#lanes.values().reduce((count, lane) => count + lane.entries.length, 0);
  }

  /**
   * Tells again what is on its way to a conversation. To be called too when its state was replaced: what arrived with that is done,
   * for no event of it will come any more.
   */
  show(conversationId: string): void {
    const lane = this.#lanes.get(conversationId);
    for (const entry of lane?.entries ?? []) {
      const hasArrived = entry.seq !== undefined && this.#options.isApplied(conversationId, entry.seq);
      if (hasArrived) lane?.remove(entry);
    }
    const entries = lane?.entries ?? [];
    this.#options.changed(
      conversationId,
      entries.map(({ message }) => message),
    );
  }

  #keep({ message, order }: OutboxEntry): void {
    const { message_id, conversation_id, draft, reply_to, run, created_at, error } = message;
    const stored: StoredOutgoing = { message_id, conversation_id, draft, reply_to, run, created_at, order, error };
    this.#options.storage?.put(this.#options.userId, stored);
  }

  #unkeep({ message }: OutboxEntry): void {
    this.#options.storage?.remove(this.#options.userId, message.message_id);
  }
}

function fromStored({ order: _, run = null, ...stored }: StoredOutgoing): OutgoingMessage {
  return {
    ...stored,
    run,
    content: contentOfDraft(stored.draft),
    status: stored.error === null ? 'pending' : 'failed',
  };
}
