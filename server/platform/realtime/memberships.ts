import type { Db } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import { catchUp } from './catch-up.ts';
import type { Connection } from './connection.ts';
import type { Feeds, FollowedLog } from './feeds.ts';

/** Looks up the logs a user may read: their own and those of their conversations, or only `logId` where they may. */
export type FindFollowedLogs = (userId: string, logId?: string) => Promise<FollowedLog[]>;

interface MembershipsOptions {
  db: Db;
  feeds: Feeds;
  findFollowedLogs: FindFollowedLogs;
  connectionsOf(userId: string): Iterable<Connection>;
  /** Connections of a user are in a conversation that they were not in before. */
  begun(userId: string, connections: Connection[], logId: string): void;
  failed(connections: Connection[], error: unknown): void;
}

interface Lookup {
  /** A membership of the user changed while it was under way: what it shows may be older than that. */
  isStale: boolean;
  done: Promise<unknown>;
}

/**
 * Keeps subscriptions in step with who is in what. The logs themselves tell: a conversation's who left it, a user's own where
 * the user was added or removed. Each such event ends or begins subscriptions at exactly its place in its log.
 */
export class Memberships {
  readonly #options: MembershipsOptions;
  readonly #lookups = new Map<string, Set<Lookup>>();

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /**
   * Looks up the logs a user may read (or only `logId`) and calls `use` with them, in the same turn of the event loop in which it
   * is certain that no change of them was applied here since the database looked.
   */
  async find<T>(userId: string, logId: string | undefined, use: (logs: FollowedLog[]) => T): Promise<T> {
    for (;;) {
      const found = this.#options.findFollowedLogs(userId, logId);
      const lookup = { isStale: false, done: found };
      const lookups = this.#lookups.get(userId) ?? new Set();
      this.#lookups.set(userId, lookups.add(lookup));
      try {
        const logs = await found;
        if (!lookup.isStale) return use(logs);
      } finally {
        lookups.delete(lookup);
        if (lookups.size === 0) this.#lookups.delete(userId);
      }
    }
  }

  /** Resolves when what is being looked up for a user has come. */
  async settled(userId: string): Promise<void> {
    for (let lookups = this.#lookups.get(userId); lookups; lookups = this.#lookups.get(userId))
      await Promise.allSettled([...lookups].map((lookup) => lookup.done));
  }

  /** Takes an event whose turn has come, before it is delivered. */
  apply(event: LoggedEvent): void {
    if (event.type === 'member-left') {
      const { user_id } = JSON.parse(event.json) as { user_id: string };
      this.#end(user_id, event.logId, event);
    } else if (event.type === 'conversation-removed') {
      const { conversation_id } = JSON.parse(event.json) as { conversation_id: string };
      this.#end(event.logId, conversation_id, event);
    } else if (event.type === 'conversation-added') {
      void this.#begin(event);
    }
  }

  #end(userId: string, logId: string, event: LoggedEvent): void {
    this.#markStale(userId);
    for (const connection of this.#options.connectionsOf(userId)) {
      const subscription = connection.subscriptions.get(logId);
      if (!subscription || !isNews(connection, event)) continue;
      this.#options.feeds.end(subscription);
      for (const other of [...connection.subscriptions.values()])
        if (other.feed.isRun && other.feed.conversationId === logId) this.#options.feeds.end(other);
    }
  }

  async #begin(event: LoggedEvent): Promise<void> {
    const { logId: userId } = event;
    const { conversation_id: logId, at_seq } = JSON.parse(event.json) as { conversation_id: string; at_seq: number };
    this.#markStale(userId);
    try {
      await this.find(userId, logId, ([log]) => log && this.#follow({ event, log, atSeq: at_seq }));
    } catch (error) {
      this.#options.failed([...this.#options.connectionsOf(userId)], error);
    }
  }

  /** Subscribes to a conversation; what came with the membership and after it follows, first the event that brought it. */
  async #follow({ event, log, atSeq }: { event: LoggedEvent; log: FollowedLog; atSeq: number }): Promise<void> {
    const { db, feeds, connectionsOf, begun } = this.#options;
    const { logId: userId } = event;
    const logId = log.log_id;
    const added = [...connectionsOf(userId)].filter(
      (connection) => !connection.subscriptions.has(logId) && isNews(connection, event),
    );
    const after = Math.min(atSeq, log.head_seq) - 1;
    const catchUps = added.map((connection) => {
      const subscription = feeds.subscribe(connection, log, after);
      return { subscription, turn: subscription.fallBehind(), point: { logId, after } };
    });
    begun(userId, added, logId);
    await Promise.all(catchUps.map((one) => catchUp(db, one)));
  }

  #markStale(userId: string): void {
    for (const lookup of this.#lookups.get(userId) ?? []) lookup.isStale = true;
  }
}

/** Whether the connection's memberships were looked up before this event. */
function isNews({ subscriptions }: Connection, event: LoggedEvent): boolean {
  const subscription = subscriptions.get(event.logId);
  return subscription !== undefined && subscription.since < event.seq;
}
