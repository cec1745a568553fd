import { closeCodes } from '@parlance/contracts';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Db } from '../db/index.ts';
import type { LogPosition } from '../log/index.ts';
import { catchUp, type ResumePoint } from './catch-up.ts';
import type { Connection } from './connection.ts';
import { Feeds, type FollowedLog } from './feeds.ts';
import { type FindFollowedLogs, Memberships } from './memberships.ts';
import { Presence } from './presence.ts';
import { type ReadMark, ReadMarks } from './read-marks.ts';
import { TextFrame } from './text-frame.ts';
import { Verifier } from './verifier.ts';
import { subscribeToRun, type WatchPoint } from './watch.ts';

/** Who knows whom: asked only where users may be online in other processes. */
export interface People {
  /** The people a user shares conversations with. */
  acquaintancesOf(userId: string): Promise<string[]>;
  membersOf(conversationId: string): Promise<string[]>;
  conversationsOf(userIds: string[]): Promise<{ user_id: string; conversation_id: string }[]>;
}

interface HubOptions {
  db: Db;
  bus: Bus;
  logger: Logger;
  socketsPerUser: number;
  /** One statement, so one moment: who is in what, and where those logs stand. */
  findFollowedLogs: FindFollowedLogs;
  /** The marks in these conversations that moved within the last `seconds`. */
  findMarks(conversationIds: string[], seconds: number): Promise<ReadMark[]>;
  people: People;
  /** A signal that got lost is noticed after this time at the latest; 5,000 unless told. */
  verifyMs?: number;
}

/** `ready` names at most this many people as online. */
const mostOnline = 1_000;
/** Sessions that ended lately: one may end while a socket of it is being opened. */
const rememberedEndings = 10_000;

/**
 * Connects sockets with logs. A connection follows its user's own log and every conversation the user is in; who is in
 * what is kept up to date by the logs themselves, so that a removed member gets nothing that came after the removal.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #feeds: Feeds;
  readonly #memberships: Memberships;
  readonly #presence: Presence;
  readonly #connections = new Map<string, Set<Connection>>();
  readonly #endedSessions = new LRUCache<string, true>({ max: rememberedEndings });
  readonly #verifier: Verifier;
  readonly #unsubscribe: (() => void)[];

  constructor(options: HubOptions) {
    this.#options = options;
    const { db, bus, logger, findFollowedLogs, findMarks, people, verifyMs = 5_000 } = options;
    this.#presence = new Presence({
      bus,
      logger,
      findConversations: people.conversationsOf,
      hasAudience: () => this.#connections.size > 0,
      tell: (userId, online, logIds) => this.#pass(logIds, userId, presenceOf(userId, online)),
    });
    this.#feeds = new Feeds({
      db,
      bus,
      logger,
      reached: (event) => this.#memberships.apply(event),
      lost: (connections) => startAnew(connections),
    });
    this.#memberships = new Memberships({
      db,
      feeds: this.#feeds,
      findFollowedLogs,
      connectionsOf: (userId) => this.#connections.get(userId) ?? [],
      begun: (userId, connections, logId) => this.#introduce(userId, connections, logId),
      failed: (connections, error) => {
        logger.error({ err: error }, 'following a new conversation failed');
        startAnew(connections);
      },
    });
    const marks = new ReadMarks({
      findMarks,
      followed: () => this.#feeds.conversationIds,
      tell: (mark) => this.#pass([mark.logId], mark.userId, markFrame(mark)),
    });
    this.#unsubscribe = [
      bus.subscribe('event', ({ event }) => this.#feeds.receive(event)),
      bus.subscribe('moment', ({ logId, from, json }) => this.#pass([logId], from, json)),
      bus.subscribe('read', (mark) => marks.hear(mark)),
      bus.subscribe('sessions-ended', ({ sessionIds }) => this.endSessions(sessionIds)),
    ];
    this.#verifier = new Verifier({ feeds: this.#feeds, marks, bus, logger, everyMs: verifyMs });
  }

  get connectionCount(): number {
    return this.#all().length;
  }

  /** How many logs somebody here follows. */
  get feedCount(): number {
    return this.#feeds.count;
  }

  /** The sessions that hold a socket here. */
  get sessionIds(): string[] {
    return [...new Set(this.#all().map((connection) => connection.actor.sessionId))];
  }

  /**
   * Makes a connection live in all its logs. `greet` is called before the first event reaches it, with the position of its
   * user's log and who is online; every event after that position follows. Resolves to whether it is live: it may have been
   * closed meanwhile.
   */
  async add(connection: Connection, greet: (position: LogPosition, online: string[]) => void): Promise<boolean> {
    const { userId, sessionId } = connection.actor;
    const own = this.#connections.get(userId) ?? new Set();
    this.#makeRoom(own);
    this.#connections.set(userId, own.add(connection));
    const acquaintances = this.#presence.knowsOthers ? await this.#options.people.acquaintancesOf(userId) : [];
    return this.#memberships.find(userId, undefined, (logs) => {
      const ownLog = logs.find((log) => log.log_id === userId);
      if (!ownLog || this.#endedSessions.has(sessionId)) connection.close(closeCodes.unauthorized, 'session ended');
      if (!ownLog || !own.has(connection) || !connection.isOpen) return false;
      for (const log of logs) this.#feeds.subscribe(connection, log);
      greet(this.#positionIn(ownLog), this.#onlineFor(connection, acquaintances));
      this.#presence.arrived(userId, conversationsOf(connection));
      return true;
    });
  }

  remove(connection: Connection): void {
    const { userId } = connection.actor;
    const own = this.#connections.get(userId);
    if (!own?.delete(connection)) return;
    if (own.size === 0) {
      this.#connections.delete(userId);
      this.#presence.left(userId, conversationsOf(connection));
    }
    for (const subscription of [...connection.subscriptions.values()]) this.#feeds.end(subscription);
  }

  /**
   * Sends a connection what it missed in logs, one log after the other, then makes it live there; nothing of them reaches it
   * before. Returns the ids of those it may not follow.
   */
  async resume(connection: Connection, points: ResumePoint[]): Promise<string[]> {
    if (points.some(({ logId }) => !connection.subscriptions.has(logId)))
      await this.#memberships.settled(connection.actor.userId);
    const unknown = points.filter(({ logId }) => !connection.subscriptions.has(logId));
    const catchUps = points.flatMap((point) => {
      const subscription = connection.subscriptions.get(point.logId);
      return subscription ? [{ subscription, turn: subscription.fallBehind(), point }] : [];
    });
    try {
      for (const one of catchUps) await catchUp(this.#options.db, one);
    } catch (error) {
      // Half caught up it can't stay: it has to come back and say again where it is.
      startAnew([connection]);
      throw error;
    }
    return unknown.map(({ logId }) => logId);
  }

  /**
   * Makes a connection follow a run of one of its conversations, from after a position: what it missed, then what comes. Throws
   * what the database throws; resolves to whether the connection may.
   */
  async watch(connection: Connection, point: WatchPoint): Promise<boolean> {
    if (!(await this.follows(connection, point.conversationId))) return false;
    const feeds = this.#feeds;
    if (!(await subscribeToRun({ db: this.#options.db, feeds }, connection, point))) return false;
    await this.resume(connection, [{ ...point, logId: point.runId }]);
    return true;
  }

  /** Undoes `watch`. */
  unwatch(connection: Connection, runId: string): void {
    const subscription = connection.subscriptions.get(runId);
    if (subscription?.feed.isRun) this.#feeds.end(subscription);
  }

  /** Whether frames of this log are for this connection, which is the same as being a member right now. */
  async follows(connection: Connection, logId: string): Promise<boolean> {
    if (!connection.subscriptions.has(logId)) await this.#memberships.settled(connection.actor.userId);
    return connection.subscriptions.has(logId);
  }

  /** No more frames of this log for this connection, until it joins again. */
  mute(connection: Connection, logId: string): void {
    connection.subscriptions.get(logId)?.mute();
  }

  /** Undoes `mute`, from where the log stands now. */
  unmute(connection: Connection, logId: string): void {
    connection.subscriptions.get(logId)?.unmute();
  }

  /** Who of the people this connection shares conversations with is online: here, or, of `acquaintances`, anywhere. */
  #onlineFor(connection: Connection, acquaintances: string[]): string[] {
    const logIds = conversationsOf(connection);
    const online = new Set(this.#presence.lingering(logIds));
    for (const userId of acquaintances) if (this.#presence.isOnline(userId)) online.add(userId);
    for (const logId of logIds) {
      for (const { connection: other } of this.#feeds.get(logId)?.subscriptions ?? []) {
        online.add(other.actor.userId);
        if (online.size > mostOnline) break;
      }
    }
    online.delete(connection.actor.userId);
    return [...online].slice(0, mostOnline);
  }

  /** Closes the sockets of sessions that are over. */
  endSessions(sessionIds: string[]): void {
    const over = new Set(sessionIds);
    if (over.size === 0) return;
    for (const sessionId of over) this.#endedSessions.set(sessionId, true);
    for (const connection of this.#all()) {
      if (over.has(connection.actor.sessionId)) connection.close(closeCodes.unauthorized, 'session ended');
    }
  }

  /** Compares every followed log, and how far people have read, with what reached this process, and fetches what did not. */
  verify(): Promise<void> {
    return this.#verifier.verify();
  }

  /** Closes every socket with a code after which clients come back and resume. */
  close(): void {
    this.#verifier.stop();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#presence.stop();
    for (const connection of this.#all()) connection.close(closeCodes.restart, 'restarting');
  }

  #all(): Connection[] {
    return [...this.#connections.values()].flatMap((set) => [...set]);
  }

  #makeRoom(own: Set<Connection>): void {
    const open = [...own].filter((connection) => connection.isOpen);
    const surplus = open.slice(0, Math.max(0, open.length + 1 - this.#options.socketsPerUser));
    for (const connection of surplus) connection.close(closeCodes.tooMany, 'too many sockets');
  }

  #positionIn(log: FollowedLog): LogPosition {
    const reached = this.#feeds.get(log.log_id)?.position.seq ?? 0;
    return { seq: Math.max(log.head_seq, reached), epoch: log.epoch };
  }

  /** Passes a frame of the moment to everyone who hears one of the logs, once, but not back to its author. */
  #pass(logIds: string[], from: string, json: string): void {
    const audience = new Set<Connection>();
    for (const logId of logIds) {
      for (const { hears, connection } of this.#feeds.get(logId)?.subscriptions ?? [])
        if (hears && connection.actor.userId !== from) audience.add(connection);
    }
    const frame = new TextFrame(json);
    for (const connection of audience) connection.send(frame);
  }

  /** Tells people who meet in a conversation that the other is online. */
  #introduce(userId: string, connections: Connection[], logId: string): void {
    if (connections.length === 0) return;
    const others = new Set<string>();
    for (const { connection } of this.#feeds.get(logId)?.subscriptions ?? []) others.add(connection.actor.userId);
    others.delete(userId);
    for (const other of others) tellOnline(other, connections);
    if (this.#presence.knowsOthers) void this.#introduceOthers(userId, connections, logId, others);
    this.#options.bus.publish({ kind: 'moment', logId, from: userId, json: presenceOf(userId, true) });
  }

  /** The same for members whose sockets are all in other processes. */
  async #introduceOthers(userId: string, connections: Connection[], logId: string, known: Set<string>): Promise<void> {
    try {
      const members = await this.#options.people.membersOf(logId);
      const others = members.filter((id) => id !== userId && !known.has(id) && this.#presence.isOnline(id));
      for (const other of others) tellOnline(other, connections);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'finding who is online in a new conversation failed');
    }
  }
}

/** These connections come back and say where they are. */
function startAnew(connections: Connection[]): void {
  for (const connection of connections) connection.close(closeCodes.restart, 'resume');
}

function tellOnline(userId: string, connections: Connection[]): void {
  const frame = new TextFrame(presenceOf(userId, true));
  for (const connection of connections) connection.send(frame);
}

function presenceOf(userId: string, online: boolean): string {
  return JSON.stringify({ type: 'presence', user_id: userId, online });
}

function markFrame({ logId, userId, seq }: ReadMark): string {
  return JSON.stringify({ type: 'read', conversation_id: logId, user_id: userId, seq });
}

function conversationsOf({ subscriptions }: Connection): string[] {
  return [...subscriptions.values()].flatMap(({ feed }) =>
    feed.conversationId === null || feed.isRun ? [] : [feed.logId],
  );
}
