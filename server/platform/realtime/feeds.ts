import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import { type LoggedEvent, type LogPosition, readHeads } from '../log/index.ts';
import type { Connection } from './connection.ts';
import { Feed, type FeedHost } from './feed.ts';
import { Subscription } from './subscription.ts';

/** A log that a user may read, and where it stood when that was looked up. */
export interface FollowedLog {
  log_id: string;
  head_seq: number;
  epoch: string;
  /** The conversation whose run it is; undefined: it is a conversation or a user's own log. */
  run_of?: string;
}

interface FeedsOptions extends Pick<FeedHost, 'db' | 'reached'> {
  bus: Bus;
  logger: Logger;
  /** These connections have to start anew: what they missed in a log can't be told. */
  lost(connections: Connection[]): void;
}

/** Seqs seen lately, so that a feed that starts from a slightly older read knows it has something to fetch. */
const remembered = 20_000;
/** Logs that one statement asks for. */
const headsPerRead = 1_000;

/** The logs that somebody here follows: each is followed once, however many connections share it. */
export class Feeds {
  readonly #options: FeedsOptions;
  readonly #host: FeedHost;
  readonly #feeds = new Map<string, Feed>();
  readonly #latest = new LRUCache<string, LogPosition>({ max: remembered });
  /** Logs of feeds that were opened in this turn of the event loop, which the bus is asked for together. */
  #opened = new Set<string>();

  constructor(options: FeedsOptions) {
    const { db, reached, logger, lost } = options;
    this.#options = options;
    this.#host = {
      db,
      reached,
      gone: (feed) => this.#endAll(feed),
      lost: (feed) => lost(this.#endAll(feed)),
      failed: (feed, error) => logger.error({ err: error, log_id: feed.logId }, 'reading a log failed'),
    };
  }

  get count(): number {
    return this.#feeds.size;
  }

  /** The conversations among them. */
  get conversationIds(): string[] {
    return [...this.#feeds.values()].flatMap(({ conversationId }) => conversationId ?? []);
  }

  get(logId: string): Feed | undefined {
    return this.#feeds.get(logId);
  }

  /**
   * Makes a connection live in a log. A feed that has to be opened for it starts after `from`; whatever came since the log was
   * looked up follows.
   */
  subscribe(connection: Connection, log: FollowedLog, from = log.head_seq): Subscription {
    const feed = this.#feeds.get(log.log_id) ?? this.#open(connection, { ...log, head_seq: from });
    const subscription = new Subscription({ connection, feed, since: log.head_seq });
    feed.subscriptions.add(subscription);
    connection.subscriptions.set(log.log_id, subscription);
    const latest = this.#latest.get(log.log_id);
    const newest = Math.max(log.head_seq, latest?.epoch === log.epoch ? latest.seq : 0);
    if (newest > feed.position.seq) feed.fill();
    return subscription;
  }

  /** Nothing of the log reaches the subscription's connection any more. */
  end(subscription: Subscription): void {
    const { connection, feed } = subscription;
    subscription.end();
    feed.subscriptions.delete(subscription);
    if (connection.subscriptions.get(feed.logId) === subscription) connection.subscriptions.delete(feed.logId);
    if (feed.subscriptions.size === 0 && this.#feeds.get(feed.logId) === feed) this.#close(feed.logId);
  }

  /** Takes an event from the bus, of whatever log. */
  receive(event: LoggedEvent): void {
    const latest = this.#latest.get(event.logId);
    if (latest?.epoch !== event.epoch || latest.seq < event.seq)
      this.#latest.set(event.logId, { seq: event.seq, epoch: event.epoch });
    this.#feeds.get(event.logId)?.receive(event);
  }

  /**
   * Compares feeds, all of them by default, with their logs: finds what no signal told of, e.g. after the bus or the database
   * was away.
   */
  async verify(logIds = [...this.#feeds.keys()]): Promise<void> {
    for (let start = 0; start < logIds.length; start += headsPerRead) {
      const batch = logIds.slice(start, start + headsPerRead).filter((logId) => this.#feeds.has(logId));
      if (batch.length === 0) continue;
      const heads = await readHeads(this.#options.db, batch);
      for (const logId of batch) {
        const feed = this.#feeds.get(logId);
        const head = heads.get(logId);
        // A log that is missing was deleted, unless it was created after the read: reading it tells.
        if (head?.epoch !== feed?.position.epoch || (head && feed && head.seq > feed.position.seq)) feed?.fill();
      }
    }
  }

  #open(connection: Connection, log: FollowedLog): Feed {
    const conversationId = log.run_of ?? (log.log_id === connection.actor.userId ? null : log.log_id);
    const position = { seq: log.head_seq, epoch: log.epoch };
    const feed = new Feed(this.#host, { logId: log.log_id, conversationId, isRun: log.run_of !== undefined, position });
    this.#feeds.set(log.log_id, feed);
    if (this.#opened.size === 0) queueMicrotask(() => void this.#followOpened());
    this.#opened.add(log.log_id);
    return feed;
  }

  #close(logId: string): void {
    this.#feeds.delete(logId);
    if (!this.#opened.delete(logId)) this.#options.bus.unfollow(logId);
  }

  /** What other processes appended between the look at a log and the first signal of it is found by a second look. */
  async #followOpened(): Promise<void> {
    const logIds = [...this.#opened];
    this.#opened = new Set();
    const mayHaveMissed = await this.#options.bus.follow(logIds);
    try {
      if (mayHaveMissed) await this.verify(logIds);
    } catch (error) {
      // The next regular comparison finds it.
      this.#options.logger.warn({ err: error }, 'comparing new logs with the database failed');
    }
  }

  #endAll(feed: Feed): Connection[] {
    const subscriptions = [...feed.subscriptions];
    for (const subscription of subscriptions) this.end(subscription);
    return subscriptions.map(({ connection }) => connection);
  }
}
