import type { Db } from '../db/index.ts';
import { type LoggedEvent, type LogPosition, readLog } from '../log/index.ts';
import type { Subscription } from './subscription.ts';
import { TextFrame } from './text-frame.ts';

/** Events that came before those they follow wait; at most this many, the others are read from the log. */
const mostEarly = 1_000;
const pageSize = 200;

/** What all feeds of a process work with. */
export interface FeedHost {
  db: Db;
  /** An event has its turn, and is about to be delivered. */
  reached(event: LoggedEvent): void;
  /** The log is gone. */
  gone(feed: Feed): void;
  /** The log no longer tells what happened after the feed's position. */
  lost(feed: Feed): void;
  failed(feed: Feed, error: unknown): void;
}

interface FeedOptions {
  logId: string;
  /** The conversation that the log is, or whose run it is; null for a user's own log. */
  conversationId: string | null;
  /** Whether it is the log of a run. */
  isRun: boolean;
  position: LogPosition;
}

/**
 * One log as this process follows it: hands every event to its subscriptions once, in order, without a gap. Signals may
 * come late, twice, in any order or not at all; what is missing is read from the log.
 */
export class Feed {
  readonly logId: string;
  readonly conversationId: string | null;
  readonly isRun: boolean;
  /** Nobody left: the feed can go. */
  readonly subscriptions = new Set<Subscription>();
  readonly #host: FeedHost;
  readonly #early = new Map<number, LoggedEvent>();
  #position: LogPosition;
  #isBehind = false;
  #filling = false;

  constructor(host: FeedHost, { logId, conversationId, isRun, position }: FeedOptions) {
    this.#host = host;
    this.logId = logId;
    this.conversationId = conversationId;
    this.isRun = isRun;
    this.#position = position;
  }

  get position(): LogPosition {
    return this.#position;
  }

  /** The socket frame of an event of this log. */
  frame({ seq, epoch, json }: LoggedEvent): TextFrame {
    const type = this.isRun ? `"run","run_id":"${this.logId}"` : '"event"';
    const conversation = JSON.stringify(this.conversationId);
    return new TextFrame(
      `{"type":${type},"conversation_id":${conversation},"seq":${seq},"epoch":${JSON.stringify(epoch)},"event":${json}}`,
    );
  }

  /** Takes an event from the bus. */
  receive(event: LoggedEvent): void {
    const { seq, epoch } = this.#position;
    if (event.epoch === epoch && event.seq <= seq) return;
    if (event.epoch !== epoch || event.seq > seq + 1) {
      if (event.epoch === epoch && this.#early.size < mostEarly) this.#early.set(event.seq, event);
      this.fill();
      return;
    }
    this.#deliver(event);
    this.#deliverEarly();
  }

  /** Reads what is missing from the log, until nothing is. */
  fill(): void {
    this.#isBehind = true;
    if (!this.#filling) void this.#readMissing();
  }

  async #readMissing(): Promise<void> {
    this.#filling = true;
    try {
      // A signal that comes during a read may be newer than what the read shows, and asks for another.
      while (this.#isBehind && this.subscriptions.size > 0) {
        this.#isBehind = false;
        await this.#readPage();
      }
    } catch (error) {
      this.#host.failed(this, error);
    } finally {
      this.#filling = false;
    }
  }

  async #readPage(): Promise<void> {
    const { seq: after, epoch } = this.#position;
    const page = await readLog(this.#host.db, this.logId, { after, limit: pageSize });
    if (!page) {
      this.#host.gone(this);
      return;
    }
    const hasHole = page.events.length === 0 && page.head.seq > after;
    const isUseless = page.limited || hasHole || page.head.epoch !== epoch;
    if (isUseless && this.#position.seq === after) {
      this.#host.lost(this);
      return;
    }
    for (const event of page.events) if (event.seq === this.#position.seq + 1) this.#deliver(event);
    this.#deliverEarly();
    if (page.head.seq > this.#position.seq) this.#isBehind = true;
  }

  #deliverEarly(): void {
    for (let next = this.#takeEarly(); next; next = this.#takeEarly()) this.#deliver(next);
  }

  #takeEarly(): LoggedEvent | undefined {
    const seq = this.#position.seq + 1;
    for (const known of this.#early.keys()) if (known < seq) this.#early.delete(known);
    const event = this.#early.get(seq);
    this.#early.delete(seq);
    return event;
  }

  #deliver(event: LoggedEvent): void {
    this.#position = { seq: event.seq, epoch: event.epoch };
    this.#host.reached(event);
    let frame: TextFrame | undefined;
    for (const subscription of this.subscriptions) {
      if (!subscription.wants(event.seq)) continue;
      frame ??= this.frame(event);
      subscription.connection.send(frame);
    }
  }
}
