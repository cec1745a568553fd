import type { ParlanceClient } from './client.ts';
import type { RealtimeSocket } from './realtime.ts';
import { applyRead } from './replica.ts';
import type { SnapshotCell } from './snapshot.ts';

/** What read marks work with. */
export interface ReadMarksOptions {
  client: ParlanceClient;
  cell: SnapshotCell;
  socket: RealtimeSocket;
  me: string;
}

/** The mark comes back through one's own log, or it is told again by a request. */
const confirmWithinMs = 10_000;

/** How far everyone has read: one's own marks go out, those of others are kept current where one looks. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** Own marks that the server may not have, with what calls off asking again. */
  readonly #unconfirmed = new Map<string, { seq: number; cancel: () => void }>();
  /** The conversation one looked at last. */
  #shown: string | null = null;
  /** Fetches of others' marks since the connection was there, by conversation. */
  #fetches = new Map<string, Promise<void>>();

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** Marks everything up to `seq` as read, by default all that is here: at once here, on the server when it can be reached. */
  mark(conversationId: string, upTo?: number): void {
    const { cell, me } = this.#options;
    const conversation = cell.get().conversations.get(conversationId);
    const newest = conversation?.lastMessage?.seq ?? 0;
    const seq = upTo ?? newest;
    if (conversation === undefined || seq <= conversation.lastReadSeq) return;
    const counted = seq >= newest ? 0 : conversation.unreadCount;
    cell.setConversation(applyRead(conversation, { userId: me, seq, counted }, me));
    this.#send(conversationId, seq);
  }

  /**
   * A conversation is being looked at: the marks of others in it are fetched once its history is there, which is wanted first.
   * Resolves when they are current.
   */
  async shown(conversationId: string, history: Promise<void>): Promise<void> {
    this.#shown = conversationId;
    await history;
    await this.#fetch(conversationId);
  }

  /** Somebody else read on. */
  heard(conversationId: string, userId: string, seq: number): void {
    const { cell, me } = this.#options;
    // One's own mark comes with its count through one's own log.
    if (userId === me) return;
    const read = { userId, seq, counted: 0 };
    cell.changeConversation(conversationId, (conversation) => applyRead(conversation, read, me));
  }

  /** The server keeps one's own mark up to `seq`. */
  confirmed(conversationId: string, seq: number): void {
    const mark = this.#unconfirmed.get(conversationId);
    if (mark !== undefined && mark.seq <= seq) this.forget(conversationId);
  }

  /** The conversation is gone, or its mark is told: there is nothing to tell any more. */
  forget(conversationId: string): void {
    this.#unconfirmed.get(conversationId)?.cancel();
    this.#unconfirmed.delete(conversationId);
  }

  /** The account is loaded and the socket there: what may not have been heard is told, and what others told is asked for. */
  connected(): void {
    for (const [conversationId, { seq }] of [...this.#unconfirmed]) this.#send(conversationId, seq);
    this.#fetches = new Map();
    if (this.#shown !== null) void this.#fetch(this.#shown);
  }

  stop(): void {
    for (const conversationId of [...this.#unconfirmed.keys()]) this.forget(conversationId);
  }

  #send(conversationId: string, seq: number): void {
    const { client, socket } = this.#options;
    this.forget(conversationId);
    const isOnWay = socket.send({ type: 'read', conversation_id: conversationId, seq });
    // A connection that died takes the mark without a word, and a server in trouble refuses it.
    const cancel = isOnWay ? client.clock.after(confirmWithinMs, () => this.#request(conversationId, seq)) : () => {};
    this.#unconfirmed.set(conversationId, { seq, cancel });
    if (!isOnWay) this.#request(conversationId, seq);
  }

  #request(conversationId: string, seq: number): void {
    this.#options.client.conversations.markRead(conversationId, seq).then(
      () => this.confirmed(conversationId, seq),
      // It stays until the socket is back; a mark that is late does no harm.
      () => {},
    );
  }

  /** Marks of others are in no log: those of the time before the connection have to be fetched. */
  async #fetch(conversationId: string): Promise<void> {
    const fetches = this.#fetches;
    const fetch = fetches.get(conversationId) ?? this.#fetchMembers(conversationId);
    fetches.set(conversationId, fetch);
    try {
      await fetch;
    } catch {
      // Somebody may seem to have read less than they did; looking again asks again.
      fetches.delete(conversationId);
    }
  }

  async #fetchMembers(conversationId: string): Promise<void> {
    const { members } = await this.#options.client.conversations.get(conversationId);
    for (const { user_id, last_read_seq } of members) this.heard(conversationId, user_id, last_read_seq);
  }
}
