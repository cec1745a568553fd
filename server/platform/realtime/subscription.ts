import type { Connection } from './connection.ts';
import type { Feed } from './feed.ts';

interface SubscriptionOptions {
  connection: Connection;
  feed: Feed;
  /** The log's seq when the right to read it was looked up: what ended the right at or before this is history. */
  since: number;
}

/** One connection in one log: whether events reach it as they come, and from which seq on. */
export class Subscription {
  readonly connection: Connection;
  readonly feed: Feed;
  readonly since: number;
  /** `behind`: a catch-up brings the events; `muted`: the client doesn't want them. */
  #state: 'live' | 'behind' | 'muted' | 'ended' = 'live';
  /** The client has, or says it has, everything up to here. */
  #after: number;
  /** Counts the catch-ups, so that one that was overtaken by another stops. */
  #turn = 0;

  constructor({ connection, feed, since }: SubscriptionOptions) {
    this.connection = connection;
    this.feed = feed;
    this.since = since;
    this.#after = Math.max(since, feed.position.seq);
  }

  /** Whether the event with this seq goes to the connection now. */
  wants(seq: number): boolean {
    return this.#state === 'live' && seq > this.#after;
  }

  /** Whether frames of the moment (typing, presence) go to the connection. */
  get hears(): boolean {
    return this.#state === 'live' || this.#state === 'behind';
  }

  /** From the seq after `after` on, events go to the connection as they come. */
  goLive(after: number): void {
    if (this.#state === 'ended') return;
    this.#after = after;
    this.#state = 'live';
  }

  /** Holds live events back for a catch-up, and returns the turn it has for as long as `isBehind(turn)`. */
  fallBehind(): number {
    if (this.#state !== 'ended') this.#state = 'behind';
    this.#turn += 1;
    return this.#turn;
  }

  isBehind(turn: number): boolean {
    return this.#state === 'behind' && this.#turn === turn && this.connection.isOpen;
  }

  mute(): void {
    if (this.#state !== 'ended') this.#state = 'muted';
  }

  /** Undoes `mute`, from where the log stands now. */
  unmute(): void {
    if (this.#state === 'muted') this.goLive(this.feed.position.seq);
  }

  /** Nothing of the log reaches the connection any more, not even from a catch-up that is under way. */
  end(): void {
    this.#state = 'ended';
  }
}
