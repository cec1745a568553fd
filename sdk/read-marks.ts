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

/** Marks as read: here at once, on the server as soon as it can be reached. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** Marks that the server hasn't heard of. */
  readonly #unsent = new Map<string, number>();

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** Marks everything up to `seq` as read, by default all that is here. */
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

  /** Sends what couldn't be sent before. */
  flush(): void {
    for (const [conversationId, seq] of [...this.#unsent]) this.#send(conversationId, seq);
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
}
