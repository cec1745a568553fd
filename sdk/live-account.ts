import type { ContentDraft, Conversation, ConversationEvent, ServerFrame } from '@parlance/contracts';
import { AccountLoader } from './account-loader.ts';
import type { ParlanceClient } from './client.ts';
import { pause } from './clock.ts';
import { Follower } from './follower.ts';
import { HistoryLoader } from './history-loader.ts';
import { Outbox, type SendOptions } from './outbox.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { ReadMarks } from './read-marks.ts';
import type { ConnectionState, RealtimeSocket } from './realtime.ts';
import { conversationFromWire } from './replica.ts';
import { RunFollower } from './run-follower.ts';
import type { SnapshotCell } from './snapshot.ts';
import type { ConversationState, OutgoingMessage } from './state.ts';
import { Typing } from './typing.ts';

/** What a live account works with. */
export interface LiveAccountOptions {
  client: ParlanceClient;
  cell: SnapshotCell;
  me: string;
  storage: OutboxStorage | undefined;
  /** An event of a conversation was applied. */
  applied(conversationId: string, event: ConversationEvent): void;
}

/** After an account could not be fetched. */
const reloadAgainMs = 5_000;

/** One user's replica while it is kept live: puts the parts together and hands each frame to the one it is for. */
export class LiveAccount {
  readonly history: HistoryLoader;
  readonly outbox: Outbox;
  readonly reads: ReadMarks;
  readonly runs: RunFollower;
  readonly typing: Typing;
  readonly #options: LiveAccountOptions;
  readonly #loader: AccountLoader;
  readonly #socket: RealtimeSocket;
  readonly #follower: Follower;
  #loaded = false;
  #reloading = false;
  readonly #ended = new AbortController();

  constructor(options: LiveAccountOptions) {
    const { client, cell, me } = options;
    this.#options = options;
    this.#socket = client.connect();
    this.#socket.onFrame((frame) => this.#receive(frame));
    this.#socket.onState((state) => this.#connectionChanged(state));
    this.history = new HistoryLoader({ client, cell, me });
    this.reads = new ReadMarks({ client, cell, socket: this.#socket, me });
    this.runs = new RunFollower({ client, cell, socket: this.#socket });
    this.outbox = this.#makeOutbox();
    this.typing = new Typing({
      cell,
      clock: client.clock,
      send: (conversation_id, typing) => this.#socket.send({ type: 'typing', conversation_id, typing }),
    });
    this.#loader = new AccountLoader({
      client,
      cell,
      me,
      installed: (id) => this.#installed(id),
      gone: (id) => this.#gone(id),
    });
    this.#follower = this.#makeFollower();
  }

  /** Loads the account; the socket opens meanwhile and is listened to from then on. Throws what the requests throw. */
  async start(): Promise<void> {
    const { cell } = this.#options;
    cell.patch({ connection: this.#socket.state });
    await this.#loader.loadAccount();
    if (this.#ended.signal.aborted) return;
    this.#loaded = true;
    cell.patch({ phase: 'ready' });
    if (this.#socket.state === 'open') this.#follow();
    this.outbox.restore();
    this.#showOutgoing();
  }

  stop(): void {
    this.#ended.abort();
    this.#loader.stop();
    this.history.stop();
    this.outbox.stop();
    this.reads.stop();
    this.runs.stop();
    this.typing.stop();
    this.#follower.disconnected();
    this.#socket.close();
  }

  /** Queues a message, and shows it. */
  send(conversationId: string, content: ContentDraft, options: SendOptions): OutgoingMessage {
    this.typing.sent(conversationId);
    return this.outbox.add(conversationId, content, options);
  }

  /** Takes in a conversation that was just created, without waiting for its event. */
  add(wire: Conversation): void {
    const { cell, me } = this.#options;
    if (this.#ended.signal.aborted || cell.get().conversations.has(wire.id)) return;
    cell.setConversation(conversationFromWire(wire, me));
    this.#follower.follow(wire.id);
  }

  #makeOutbox(): Outbox {
    const { client, cell, me, storage } = this.#options;
    return new Outbox({
      userId: me,
      storage,
      clock: client.clock,
      random: client.random,
      sendBySocket: (draft) => this.#socket.send({ type: 'message', ...draft, ref: draft.message_id }),
      sendByHttp: async (draft) => (await client.messages.send(draft)).seq,
      changed: (id, outgoing) => this.#outgoingChanged(id, outgoing),
      isApplied: (id, seq) => (cell.get().conversations.get(id)?.position.seq ?? 0) >= seq,
    });
  }

  #makeFollower(): Follower {
    const { client, cell, me } = this.#options;
    return new Follower({
      cell,
      socket: this.#socket,
      clock: client.clock,
      me,
      fetchConversation: (id) => void this.#loader.fetchConversation(id),
      reload: () => void this.#reload(),
      applied: (id, event) => this.#applied(id, event),
      removed: (id) => this.#gone(id),
      readConfirmed: (id, seq) => {
        this.reads.confirmed(id, seq);
        this.#loader.overtaken(id);
      },
    });
  }

  /** Account and socket are both there. */
  #follow(): void {
    this.#follower.resume();
    this.reads.connected();
    this.runs.connected();
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === 'ready') this.#options.cell.patch({ online: new Set(frame.online) });
    if (frame.type === 'ack') this.outbox.acknowledged(frame.message_id, frame.seq);
    if (frame.type === 'presence') this.#presence(frame.user_id, frame.online);
    // What comes before the account is loaded comes again with the resume that follows the loading.
    if (!this.#loaded) return;
    switch (frame.type) {
      case 'ready':
        this.#follow();
        break;
      case 'event':
        this.#follower.event(frame);
        break;
      case 'resumed':
        this.#follower.resumed(frame);
        break;
      case 'run':
        this.runs.event(frame);
        break;
      case 'limited':
        if (frame.run_id === undefined) this.#follower.limited(frame);
        else this.runs.limited(frame.run_id);
        break;
      case 'error':
        this.#refused(frame);
        break;
      case 'typing':
        this.typing.heard(frame.conversation_id, frame.user_id, frame.typing);
        break;
      case 'read':
        this.reads.heard(frame.conversation_id, frame.user_id, frame.seq);
        break;
    }
  }

  #refused(frame: Extract<ServerFrame, { type: 'error' }>): void {
    const { ref, code, detail } = frame;
    if (this.runs.refused(frame) || this.#follower.refused(frame)) return;
    if (ref !== null) this.outbox.refused(ref, { code, detail });
  }

  #connectionChanged(connection: ConnectionState): void {
    this.#options.cell.patch({ connection });
    if (connection === 'open') {
      this.outbox.socketOpened();
    } else {
      this.#follower.disconnected();
      this.runs.disconnected();
      this.outbox.socketClosed();
    }
  }

  #applied(id: string, event: ConversationEvent): void {
    this.history.applied(id, event);
    this.runs.applied(id, event);
    if (event.type === 'message-created' && event.message.sender_id === this.#options.me) {
      this.outbox.arrived(event.message.message_id);
    }
    this.#options.applied(id, event);
  }

  #installed(id: string): void {
    // A page that is still on its way belongs to the state before. If it was the first, nothing of it is here yet.
    const wasLoading = this.history.cancel(id);
    if (wasLoading && this.#conversation(id)?.history === 'none') void this.history.open(id);
    this.outbox.show(id);
    void this.runs.refresh(id);
    this.#follower.follow(id);
  }

  #gone(id: string): void {
    this.#loader.cancel(id);
    this.history.cancel(id);
    this.#follower.forget(id);
    this.outbox.forget(id);
    this.reads.forget(id);
    this.runs.forget(id);
    this.#options.cell.removeConversation(id);
  }

  /** The account's own log can't be followed from where we stand: fetch all anew, and follow from there. */
  async #reload(): Promise<void> {
    if (this.#reloading) return;
    this.#reloading = true;
    try {
      await this.#loader.loadAccount();
      this.#showOutgoing();
    } catch {
      // The resume below is answered with `limited` again, which brings us back here.
      await pause(this.#options.client.clock, reloadAgainMs, this.#ended.signal);
    } finally {
      this.#reloading = false;
    }
    if (!this.#ended.signal.aborted && this.#socket.state === 'open') this.#follower.resume();
  }

  /** What seems to be on its way may have arrived with what was loaded, or be left over from an earlier start. */
  #showOutgoing(): void {
    const { cell } = this.#options;
    for (const { id, outgoing } of cell.get().conversations.values()) if (outgoing.length > 0) this.outbox.show(id);
  }

  #outgoingChanged(id: string, outgoing: readonly OutgoingMessage[]): void {
    if (this.#conversation(id) !== undefined) {
      this.#options.cell.changeConversation(id, (conversation) => ({ ...conversation, outgoing }));
    } else if (outgoing.some(({ error }) => error?.code === 'not_found')) {
      // Left behind for a conversation that is no longer ours: there is nowhere to show the failure.
      this.outbox.forget(id);
    }
  }

  #conversation(id: string): ConversationState | undefined {
    return this.#options.cell.get().conversations.get(id);
  }

  #presence(userId: string, isOnline: boolean): void {
    const { cell } = this.#options;
    const online = new Set(cell.get().online);
    if (isOnline) online.add(userId);
    else online.delete(userId);
    cell.patch({ online });
  }
}
