import type { ContentDraft, ErrorCode, RunOptions } from '@parlance/contracts';
import { type Backoff, backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { ParlanceError } from './errors.ts';
import type { OutgoingMessage } from './state.ts';

/** What a message is on the wire. */
export interface OutgoingDraft {
  conversation_id: string;
  message_id: string;
  content: ContentDraft;
  reply_to: string | null;
  run?: RunOptions;
}

/** How messages leave the device. */
export interface LaneOptions {
  clock: Clock;
  random: () => number;
  /** Sends by the socket; false where it isn't open. The answer comes to `acknowledged` or `refused`. */
  sendBySocket(draft: OutgoingDraft): boolean;
  /** Sends by HTTP; resolves when `acknowledged` was called. */
  sendByHttp(draft: OutgoingDraft): Promise<void>;
  /** The status of a message changed. */
  changed(entry: OutboxEntry): void;
}

/** A message in the outbox. */
export interface OutboxEntry {
  message: OutgoingMessage;
  /** Ascends in the order of writing. */
  readonly order: number;
  attempts: number;
  /** The seq that the server gave it, once that is known. */
  seq?: number;
}

/** Why a message was refused. */
export type Refusal = NonNullable<OutgoingMessage['error']>;

const backoff: Backoff = { baseMs: 1_000, capMs: 30_000 };
const ackWithinMs = 10_000;
/** The last two mean that the session is being renewed, or has ended: then signing in again sends what waits. */
const transientCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'rate_limited',
  'internal_error',
  'unavailable',
  'unauthorized',
  'token_expired',
]);
const transientStatuses: ReadonlySet<number> = new Set([401, 408, 429]);

/** The messages to one conversation, in order: the next is sent when the fate of the one before is known. */
export class OutboxLane {
  readonly #options: LaneOptions;
  #entries: readonly OutboxEntry[] = [];
  /** What the lane is busy with; a new object for each attempt, so that late answers are told apart. */
  #busy: { entry: OutboxEntry; by: 'socket' | 'http' | 'waiting' } | null = null;
  #cancelTimer: () => void = () => {};
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  find(messageId: string): OutboxEntry | undefined {
    return this.#entries.find(({ message }) => message.message_id === messageId);
  }

  /** Adds a message at the end; `pump()` sends it when it is its turn. */
  append(entry: OutboxEntry): void {
    this.#entries = [...this.#entries, entry];
  }

  /** Takes a message out, whatever became of it, and goes on with the next. */
  remove(entry: OutboxEntry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#settle(entry);
  }

  /** The server has the message as `seq`. */
  acknowledged(entry: OutboxEntry, seq: number): void {
    entry.seq = seq;
    entry.message = { ...entry.message, status: 'sent', error: null };
    this.#options.changed(entry);
    this.#settle(entry);
  }

  /** The server refused the message by the socket. */
  refused(entry: OutboxEntry, refusal: Refusal): void {
    if (this.#busy?.entry !== entry) return;
    if (transientCodes.has(refusal.code)) this.#tryLater(entry, 0);
    else this.#fail(entry, refusal);
  }

  /** What waits for its next attempt is sent at once. */
  socketOpened(): void {
    if (this.#busy?.by === 'waiting') this.#next();
  }

  /** What the socket took without an answer is sent anew: under the same `message_id` it is kept once. */
  socketClosed(): void {
    if (this.#busy?.by === 'socket') this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  /** Sends the first message that waits, unless another one is on its way. */
  pump(): void {
    if (this.#stopped || this.#busy !== null) return;
    const entry = this.#entries.find(({ message }) => message.status === 'pending');
    if (entry === undefined) return;
    const { conversation_id, message_id, reply_to, draft, run } = entry.message;
    const onWire: OutgoingDraft = { conversation_id, message_id, content: draft, reply_to, ...(run && { run }) };
    if (this.#options.sendBySocket(onWire)) {
      this.#busy = { entry, by: 'socket' };
      this.#cancelTimer = this.#options.clock.after(ackWithinMs, () => this.#tryLater(entry, 0));
    } else {
      void this.#sendByHttp(entry, onWire);
    }
  }

  async #sendByHttp(entry: OutboxEntry, onWire: OutgoingDraft): Promise<void> {
    const attempt = { entry, by: 'http' } as const;
    this.#busy = attempt;
    try {
      await this.#options.sendByHttp(onWire);
    } catch (error) {
      if (this.#busy === attempt && !this.#stopped) this.#httpFailed(entry, error);
    }
  }

  #httpFailed(entry: OutboxEntry, error: unknown): void {
    const refusal = error instanceof ParlanceError ? error : null;
    const isFinal = refusal !== null && refusal.status < 500 && !transientStatuses.has(refusal.status);
    if (isFinal) this.#fail(entry, { code: refusal.code, detail: refusal.detail });
    else this.#tryLater(entry, refusal?.retryAfterMs ?? 0);
  }

  /** The lane stays busy until then, so that a later message doesn't overtake this one. */
  #tryLater(entry: OutboxEntry, retryAfterMs: number): void {
    const { clock, random } = this.#options;
    entry.attempts += 1;
    this.#cancelTimer();
    this.#busy = { entry, by: 'waiting' };
    this.#cancelTimer = clock.after(backoffMs(entry.attempts, backoff, random, retryAfterMs), () => this.#next());
  }

  #fail(entry: OutboxEntry, refusal: Refusal): void {
    entry.message = { ...entry.message, status: 'failed', error: refusal };
    this.#options.changed(entry);
    this.#settle(entry);
  }

  #settle(entry: OutboxEntry): void {
    if (this.#busy?.entry === entry) this.#next();
  }

  #next(): void {
    this.#cancelTimer();
    this.#busy = null;
    this.pump();
  }
}
