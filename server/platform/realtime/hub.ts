import { closeCodes } from '@parlance/contracts';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Db } from '../db/index.ts';
import { type LoggedEvent, type LogPosition, readHeads } from '../log/index.ts';
import { catchUp, type ResumePoint } from './catch-up.ts';
import type { Connection } from './connection.ts';
import { Feed } from './feed.ts';
import { Presence } from './presence.ts';

interface HubOptions {
  db: Db;
  bus: Bus;
  logger: Logger;
  socketsPerUser: number;
  /** Where a user's conversations and own log stand: one statement, so one moment. */
  followedLogs(userId: string): Promise<{ log_id: string; head_seq: number; epoch: string }[]>;
}

/** Seqs seen lately, so that a feed that starts from a slightly older read knows it has something to fetch. */
const remembered = 20_000;
/** `ready` names at most this many people as online. */
const mostOnline = 1_000;

/**
 * Connects sockets with logs. A connection follows its user's own log and every conversation the user is in; who is in
 * what is kept up to date by the logs themselves, so that a removed member gets nothing that came after the removal.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #presence: Presence;
  readonly #feeds = new Map<string, Feed>();
  readonly #connections = new Map<string, Set<Connection>>();
  readonly #latest = new LRUCache<string, LogPosition>({ max: remembered });
  /** `user log` pairs whose membership ended while a read that may still show it was under way. */
  readonly #reading = new Map<object, Set<string>>();
  readonly #unsubscribe: (() => void)[];

  constructor(options: HubOptions) {
    this.#options = options;
    this.#presence = new Presence(options.bus);
    const { bus } = options;
    this.#unsubscribe = [
      bus.subscribe('event', ({ event }) => this.#receive(event)),
      bus.subscribe('moment', ({ logId, from, json }) => this.#pass([logId], from, json)),
      bus.subscribe('presence', ({ userId, online, logIds }) =>
        this.#pass(logIds, userId, JSON.stringify({ type: 'presence', user_id: userId, online })),
      ),
      bus.subscribe('sessions-ended', ({ sessionIds }) => this.endSessions(sessionIds)),
    ];
  }

  get connectionCount(): number {
    return this.#all().length;
  }

  /** The sessions that hold a socket here. */
  get sessionIds(): string[] {
    return [...new Set(this.#all().map((connection) => connection.actor.sessionId))];
  }

  /**
   * Makes a connection live in all its logs. `greet` is called before the first event reaches it, with the position of its
   * user's log; every event after that position follows. Resolves to that position, or to undefined if the socket closed meanwhile.
   */
  async add(connection: Connection, greet: (position: LogPosition) => void): Promise<LogPosition | undefined> {
    const { userId } = connection.actor;
    const own = this.#connections.get(userId) ?? new Set();
    if (own.size >= this.#options.socketsPerUser) [...own][0]?.close(closeCodes.tooMany, 'too many sockets');
    this.#connections.set(userId, own.add(connection));
    const { value: logs, ended } = await this.#readMemberships(() => this.#options.followedLogs(userId));
    if (!own.has(connection)) return undefined;
    for (const log of logs) {
      if (!ended.has(`${userId} ${log.log_id}`))
        this.#follow(connection, log.log_id, { seq: log.head_seq, epoch: log.epoch });
    }
    // No await since the first follow: nothing was delivered yet.
    const position = this.#feeds.get(userId)?.position;
    if (position) greet(position);
    this.#presence.arrived(userId, this.#conversationsOf(connection));
    return position;
  }

  remove(connection: Connection): void {
    const { userId } = connection.actor;
    const own = this.#connections.get(userId);
    if (!own?.delete(connection)) return;
    if (own.size === 0) {
      this.#connections.delete(userId);
      this.#presence.left(userId, this.#conversationsOf(connection));
    }
    for (const logId of [...connection.follows]) this.#unfollow(connection, logId);
  }

  /** Sends a connection what it missed in a log, then makes it live there. False when it may not follow that log. */
  async resume(connection: Connection, point: ResumePoint): Promise<boolean> {
    const feed = this.#feeds.get(point.logId);
    if (!feed || !connection.follows.has(point.logId)) return false;
    await catchUp({ db: this.#options.db, connection, feed, point });
    return true;
  }

  /** Whether frames of this log are for this connection, which is the same as being a member right now. */
  follows(connection: Connection, logId: string): boolean {
    return connection.follows.has(logId);
  }

  /** Makes a connection live again where it stands, after `mute`. False when it may not follow that log. */
  unmute(connection: Connection, logId: string): boolean {
    if (!connection.follows.has(logId)) return false;
    this.#feeds.get(logId)?.live.add(connection);
    return true;
  }

  /** No more frames of this log for this connection, until it joins again. */
  mute(connection: Connection, logId: string): void {
    this.#feeds.get(logId)?.live.delete(connection);
  }

  /** Who of the people this connection shares conversations with has a socket now. */
  onlineFor(connection: Connection): string[] {
    const online = new Set<string>();
    for (const logId of connection.follows) {
      for (const { actor } of this.#feeds.get(logId)?.live ?? []) {
        if (actor.userId !== connection.actor.userId) online.add(actor.userId);
        if (online.size === mostOnline) return [...online];
      }
    }
    return [...online];
  }

  /** Closes the sockets of sessions that are over. */
  endSessions(sessionIds: string[]): void {
    const over = new Set(sessionIds);
    if (over.size === 0) return;
    for (const connection of this.#all()) {
      if (over.has(connection.actor.sessionId)) connection.close(closeCodes.unauthorized, 'session ended');
    }
  }

  /** Closes every socket with a code after which clients come back and resume. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#presence.stop();
    for (const connection of this.#all()) connection.close(closeCodes.restart, 'restarting');
  }

  #all(): Connection[] {
    return [...this.#connections.values()].flatMap((set) => [...set]);
  }

  #conversationsOf(connection: Connection): string[] {
    return [...connection.follows].filter((logId) => logId !== connection.actor.userId);
  }

  #receive(event: LoggedEvent): void {
    const latest = this.#latest.get(event.logId);
    if (latest?.epoch !== event.epoch || latest.seq < event.seq)
      this.#latest.set(event.logId, { seq: event.seq, epoch: event.epoch });
    this.#feeds.get(event.logId)?.receive(event);
  }

  /** Passes a frame of the moment to everyone who is live in one of the logs, once, but not back to its author. */
  #pass(logIds: string[], from: string, json: string): void {
    const audience = new Set<Connection>();
    for (const logId of logIds) for (const connection of this.#feeds.get(logId)?.live ?? []) audience.add(connection);
    const frame = Buffer.from(json);
    for (const connection of audience) if (connection.actor.userId !== from) connection.send(frame);
  }

  #follow(connection: Connection, logId: string, position: LogPosition): void {
    if (connection.follows.has(logId) || !connection.isOpen) return;
    const feed = this.#feeds.get(logId) ?? this.#open(logId, position);
    connection.follows.add(logId);
    feed.followers += 1;
    feed.live.add(connection);
  }

  #unfollow(connection: Connection, logId: string): void {
    const feed = this.#feeds.get(logId);
    if (!connection.follows.delete(logId) || !feed) return;
    feed.live.delete(connection);
    feed.followers -= 1;
    if (feed.followers === 0) this.#feeds.delete(logId);
  }

  #open(logId: string, position: LogPosition): Feed {
    const feed = new Feed({
      db: this.#options.db,
      logId,
      position,
      conversationId: this.#connections.has(logId) ? null : logId,
      onEvent: (event) => this.#applyMembership(event),
      onError: (error) => this.#options.logger.error({ err: error, log_id: logId }, 'reading a log failed'),
    });
    this.#feeds.set(logId, feed);
    const latest = this.#latest.get(logId);
    if (latest?.epoch === position.epoch && latest.seq > position.seq) feed.fill();
    return feed;
  }

  /** Keeps `follows` in step with who is in what, at exactly the event that changes it. */
  #applyMembership(event: LoggedEvent): void {
    if (event.type === 'member-left') {
      this.#endMembership((JSON.parse(event.json) as { user_id: string }).user_id, event.logId);
    } else if (event.type === 'conversation-removed') {
      this.#endMembership(event.logId, (JSON.parse(event.json) as { conversation_id: string }).conversation_id);
    } else if (event.type === 'conversation-added') {
      void this.#beginMembership(event.logId, (JSON.parse(event.json) as { conversation_id: string }).conversation_id);
    }
  }

  #endMembership(userId: string, logId: string): void {
    for (const ended of this.#reading.values()) ended.add(`${userId} ${logId}`);
    for (const connection of this.#connections.get(userId) ?? []) this.#unfollow(connection, logId);
  }

  async #beginMembership(userId: string, logId: string): Promise<void> {
    const connections = () => this.#connections.get(userId) ?? [];
    try {
      const { value: heads, ended } = await this.#readMemberships(() => readHeads(this.#options.db, [logId]));
      const position = heads.get(logId);
      if (!position || ended.has(`${userId} ${logId}`)) return;
      for (const connection of connections()) {
        this.#follow(connection, logId, position);
        for (const other of this.onlineFor(connection))
          connection.tell({ type: 'presence', user_id: other, online: true });
      }
      this.#pass([logId], userId, JSON.stringify({ type: 'presence', user_id: userId, online: true }));
    } catch (error) {
      this.#options.logger.error({ err: error, log_id: logId }, 'following a new conversation failed');
      for (const connection of connections()) connection.close(closeCodes.restart, 'resume');
    }
  }

  /** Runs a read, and says which memberships ended while it was under way: those are newer than what it shows. */
  async #readMemberships<T>(read: () => Promise<T>): Promise<{ value: T; ended: Set<string> }> {
    const token = {};
    const ended = new Set<string>();
    this.#reading.set(token, ended);
    try {
      return { value: await read(), ended };
    } finally {
      this.#reading.delete(token);
    }
  }
}
