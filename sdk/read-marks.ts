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

/** How far everyone has read: one's own marks go out, those of others are kept current where one looks. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** Own marks that the server hasn't heard of. */
  readonly #unsent = new Map<string, number>();
  /** The conversation one looked at last. */
  #shown: string | null = null;
  /** Fetches of others' marks since the last reconnect, by conversation; null before the first one. */
  #fetches: Map<string, Promise<void>> | null = null;

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

  /** A conversation is being looked at. Resolves when the marks of others in it are current. */
  async shown(conversationId: string): Promise<void> {
    this.#shown = conversationId;
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

  /** The socket is back: what couldn't be told is told, and what others told meanwhile is asked for. */
  reconnected(): void {
    for (const [conversationId, seq] of [...this.#unsent]) this.#send(conversationId, seq);
    this.#fetches = new Map();
    if (this.#shown !== null) void this.#fetch(this.#shown);
  }

  #send(conversationId: string, seq: number): void {
    const { client, socket } = this.#options;
    this.#unsent.delete(conversationId);
    if (socket.send({ type: 'read', conversation_id: conversationId, seq })) return;
    this.#unsent.set(conversationId, seq);
    client.conversations.markRead(conversationId, seq).then(
      () => {
        if (this.#unsent.get(conversationId) === seq) this.#unsent.delete(conversationId);
      },
      // It stays unsent until the socket is back; a mark that is late does no harm.
      () => {},
    );
  }

  /** Marks of others are in no log: those of the time without a connection have to be fetched. */
  async #fetch(conversationId: string): Promise<void> {
    const fetches = this.#fetches;
    if (fetches === null) return;
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
