import type { Db } from '../db/index.ts';
import { type LoggedEvent, type LogPosition, readLog } from '../log/index.ts';
import type { Connection } from './connection.ts';

/** Events that came out of order wait for the missing ones at most this many; beyond, the log is read anyway. */
const mostEarly = 1_000;
const pageSize = 200;

interface FeedOptions {
  db: Db;
  logId: string;
  position: LogPosition;
  /** Null for a user's own log. */
  conversationId: string | null;
  /** Called for every event, in order, before it is delivered. */
  onEvent: (event: LoggedEvent) => void;
  onError: (error: unknown) => void;
}

/**
 * One log as this process follows it: hands every event to its live connections once, in order, without a gap. Signals may
 * come late, twice, in any order or not at all; what is missing is read from the log.
 */
export class Feed {
  /** Who gets every event the moment it comes. */
  readonly live = new Set<Connection>();
  /** Connections that belong here, live or not; nobody left: the feed can go. */
  followers = 0;
  readonly conversationId: string | null;
  readonly #options: FeedOptions;
  readonly #early = new Map<number, LoggedEvent>();
  #position: LogPosition;
  #filling = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.#position = options.position;
  }

  get position(): LogPosition {
    return this.#position;
  }

  /** The socket frame of an event of this log. */
  frame(event: LoggedEvent): Buffer {
    const conversation = this.conversationId === null ? 'null' : `"${this.conversationId}"`;
    const { seq, epoch, json } = event;
    return Buffer.from(
      `{"type":"event","conversation_id":${conversation},"seq":${seq},"epoch":"${epoch}","event":${json}}`,
    );
  }

  /** Takes an event from the bus. */
  receive(event: LoggedEvent): void {
    if (event.epoch !== this.#position.epoch || event.seq <= this.#position.seq) return;
    if (event.seq > this.#position.seq + 1) {
      if (this.#early.size < mostEarly) this.#early.set(event.seq, event);
      this.fill();
      return;
    }
    this.#deliver(event);
    this.#deliverEarly();
  }

  /** Reads what is missing from the log, until nothing is. */
  fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    this.#readMissing()
      .catch(this.#options.onError)
      .finally(() => {
        this.#filling = false;
      });
  }

  async #readMissing(): Promise<void> {
    const { db, logId } = this.#options;
    for (;;) {
      const page = await readLog(db, logId, { after: this.#position.seq, limit: pageSize });
      if (!page || page.limited || page.head.epoch !== this.#position.epoch) return;
      for (const event of page.events) {
        if (event.seq === this.#position.seq + 1) this.#deliver(event);
      }
      this.#deliverEarly();
      if (page.head.seq <= this.#position.seq) return;
    }
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
    this.#options.onEvent(event);
    if (this.live.size === 0) return;
    const frame = this.frame(event);
    for (const connection of this.live) connection.send(frame);
  }
}
