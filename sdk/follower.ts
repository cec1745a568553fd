import type { ClientFrame, ConversationEvent, ServerFrame, UserEvent } from '@parlance/contracts';
import type { Clock } from './clock.ts';
import { LogFollower } from './log-follower.ts';
import type { RealtimeSocket } from './realtime.ts';
import { applyConversationEvent } from './replica.ts';
import { applyUserEvent } from './replica-account.ts';
import type { SnapshotCell } from './snapshot.ts';
import type { Applied, ConversationState } from './state.ts';
import { reachesBack } from './unread.ts';

type Frame<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;
type Positions = Omit<Extract<ClientFrame, { type: 'resume' }>, 'type' | 'ref'>;

/** What a follower works with. */
export interface FollowerOptions {
  cell: SnapshotCell;
  socket: RealtimeSocket;
  clock: Clock;
  me: string;
  /** A conversation has to be fetched: it is new, or its log can't be followed from where we stand. */
  fetchConversation(id: string): void;
  /** The account's own log can't be followed from where we stand: everything has to be fetched. */
  reload(): void;
  /** An event of a conversation was applied. */
  applied(id: string, event: ConversationEvent): void;
  /** A conversation was removed from the account. */
  removed(id: string): void;
  /** One's own read mark is kept by the server. */
  readConfirmed(id: string, seq: number): void;
}

/** Positions in one `resume`; the contract's limit. */
const resumeChunk = 1_000;
const resumeAgainMs = 5_000;

/** Keeps the replica level with the logs of the account and its conversations, over all reconnects. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #own: LogFollower<UserEvent>;
  readonly #logs = new Map<string, LogFollower<ConversationEvent>>();
  /** Refs of the `resume` frames that weren't answered in full yet. */
  readonly #resuming = new Set<string>();
  #resumes = 0;
  #cancelTimer: () => void = () => {};

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { cell, clock } = options;
    this.#own = new LogFollower({
      clock,
      position: () => cell.get().position.seq,
      apply: (event) => this.#applyOwn(event),
      ask: () => this.#isLive() && this.#sendResume({ user: this.#ownPosition(), conversations: [] }),
    });
  }

  /** Asks for everything after the positions held. `live` follows when it has come. */
  resume(): void {
    this.disconnected();
    const logs = [...this.#options.cell.get().conversations.values()].map(positionOf);
    this.#sendResume({ user: this.#ownPosition(), conversations: logs.slice(0, resumeChunk) });
    for (let start = resumeChunk; start < logs.length; start += resumeChunk) {
      this.#sendResume({ conversations: logs.slice(start, start + resumeChunk) });
    }
  }

  /** The connection is gone, and with it the answers to what was asked. */
  disconnected(): void {
    this.#cancelTimer();
    this.#resuming.clear();
    this.#own.disconnected();
    for (const log of this.#logs.values()) log.disconnected();
    if (this.#isLive()) this.#options.cell.patch({ live: false });
  }

  /** Takes an event of any log. */
  event(frame: Frame<'event'>): void {
    if (frame.conversation_id === null) this.#ownEvent(frame);
    else this.#conversationEvent(frame.conversation_id, frame);
  }

  /** A `resume` was answered in full. */
  resumed({ ref }: Frame<'resumed'>): void {
    if (ref === undefined || !this.#resuming.delete(ref) || this.#resuming.size > 0) return;
    if (!this.#isLive()) this.#options.cell.patch({ live: true });
    this.#own.askIfMissing();
    for (const log of this.#logs.values()) log.askIfMissing();
  }

  /** A log no longer reaches back to the position that was held. */
  limited({ conversation_id }: Frame<'limited'>): void {
    if (conversation_id === null) this.#options.reload();
    else this.#options.fetchConversation(conversation_id);
  }

  /** A frame was refused; true where it was about a log. The refs are ours (`join:…`, `resume:…`) or a conversation's id. */
  refused({ ref, code }: Frame<'error'>): boolean {
    const id = ref?.replace('join:', '');
    if (id !== undefined && this.#conversation(id) !== undefined) {
      // Most likely we are no member any more; the fetch will tell. What else was refused can be told again.
      if (code === 'not_found' || ref !== id) this.#options.fetchConversation(id);
      return true;
    }
    if (ref === null || !this.#resuming.has(ref)) return false;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(resumeAgainMs, () => this.resume());
    return true;
  }

  /** A conversation stands at a new position: follow from there. */
  follow(id: string): void {
    this.#logOf(id).restart();
  }

  /** Forgets a conversation that is gone. */
  forget(id: string): void {
    this.#logs.get(id)?.disconnected();
    this.#logs.delete(id);
  }

  #conversationEvent(id: string, { epoch, event }: { epoch: string; event: ConversationEvent }): void {
    const conversation = this.#conversation(id);
    if (conversation?.position.epoch === epoch) this.#logOf(id).offer(event);
    else this.#options.fetchConversation(id);
  }

  #apply(id: string, event: ConversationEvent): Applied<unknown>['outcome'] {
    const { cell, me, applied, fetchConversation } = this.#options;
    const conversation = this.#conversation(id);
    if (conversation === undefined) return 'ignored';
    const { outcome, state } = applyConversationEvent(conversation, event, me);
    if (outcome !== 'applied') return outcome;
    cell.setConversation(state);
    applied(id, event);
    // Whether that message was an unread one, nobody here knows; the server does.
    const countIsOpen = event.type === 'message-deleted' && state.unreadCount > 0 && !reachesBack(state);
    if (countIsOpen) fetchConversation(id);
    return outcome;
  }

  #ownEvent({ epoch, event }: { epoch: string; event: UserEvent }): void {
    if (this.#options.cell.get().position.epoch === epoch) this.#own.offer(event);
    else this.#options.reload();
  }

  #applyOwn(event: UserEvent): Applied<unknown>['outcome'] {
    const { cell, fetchConversation, removed, readConfirmed } = this.#options;
    const { outcome, state } = applyUserEvent(cell.get(), event);
    if (outcome !== 'applied') return outcome;
    cell.setAccount(state);
    if (event.type === 'read-advanced') {
      readConfirmed(event.conversation_id, event.last_read_seq);
      const conversation = state.conversations.get(event.conversation_id);
      // The count is of its own moment in another log: what came before and after it here cannot be told apart.
      const countIsOpen = conversation !== undefined && conversation.unreadCount > 0 && !reachesBack(conversation);
      if (countIsOpen) fetchConversation(event.conversation_id);
    }
    if (event.type === 'conversation-removed') removed(event.conversation_id);
    if (event.type === 'conversation-added') {
      if (state.conversations.has(event.conversation_id)) this.follow(event.conversation_id);
      else fetchConversation(event.conversation_id);
    }
    return outcome;
  }

  #logOf(id: string): LogFollower<ConversationEvent> {
    const log =
      this.#logs.get(id) ??
      new LogFollower<ConversationEvent>({
        clock: this.#options.clock,
        position: () => this.#conversation(id)?.position.seq,
        apply: (event) => this.#apply(id, event),
        ask: () => this.#join(id),
      });
    this.#logs.set(id, log);
    return log;
  }

  #join(id: string): boolean {
    const conversation = this.#conversation(id);
    // While a resume is under way, what seems missing may still be on its way with it.
    if (conversation === undefined || !this.#isLive()) return false;
    return this.#options.socket.send({ type: 'join', ...positionOf(conversation), ref: `join:${id}` });
  }

  #sendResume(positions: Positions): boolean {
    this.#resumes += 1;
    const ref = `resume:${this.#resumes}`;
    this.#resuming.add(ref);
    return this.#options.socket.send({ type: 'resume', ...positions, ref });
  }

  #conversation(id: string): ConversationState | undefined {
    return this.#options.cell.get().conversations.get(id);
  }

  #ownPosition(): { after: number; epoch: string } {
    const { seq, epoch } = this.#options.cell.get().position;
    return { after: seq, epoch };
  }

  #isLive(): boolean {
    return this.#options.cell.get().live;
  }
}

function positionOf({ id, position }: ConversationState): { conversation_id: string; after: number; epoch: string } {
  return { conversation_id: id, after: position.seq, epoch: position.epoch };
}
