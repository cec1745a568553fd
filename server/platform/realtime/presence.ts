import type { Logger } from 'pino';
import type { Bus, Signal } from '../bus/bus.ts';
import { newId } from '../ids.ts';
import { Rosters } from './rosters.ts';

/** A reconnect within this time shows nobody that someone was gone. */
const graceMs = 1_000;
/** Each process tells the others that it lives this often; the users of one that is silent for longer are offline. */
const pulseMs = 3_000;
const silenceMs = 15_000;
/** All who ask for the roster within this time get one answer. */
const answerMs = 100;
/** Users whose conversations one statement looks up. */
const usersPerRead = 500;

interface Leaving {
  /** The conversations whose members are told. */
  logIds: Set<string>;
  timer: NodeJS.Timeout;
}

interface PresenceOptions {
  bus: Bus;
  logger: Logger;
  /** The conversations of these users. */
  findConversations(userIds: string[]): Promise<{ user_id: string; conversation_id: string }[]>;
  /** Whether anyone here could be told something. */
  hasAudience(): boolean;
  /** Tells those who follow these logs here. */
  tell(userId: string, online: boolean, logIds: string[]): void;
}

type SignalOf<K extends Signal['kind']> = Extract<Signal, { kind: K }>;

/**
 * Tells the people someone shares conversations with when that someone comes and goes. Nothing of it is stored: every process
 * tells the others who has a socket in it, one change at a time, numbered; who finds changes missing asks for the whole.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #self = newId();
  readonly #rosters = new Rosters();
  readonly #leaving = new Map<string, Leaving>();
  readonly #unsubscribe: (() => void)[];
  #version = 0;
  #answer: NodeJS.Timeout | undefined;
  #telling = Promise.resolve();
  #stopped = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { bus } = options;
    const pulse = setInterval(() => this.#beat(), pulseMs).unref();
    this.#unsubscribe = [
      bus.subscribe('presence', (signal) => this.#onChange(signal)),
      bus.subscribe('roster', (signal) => this.#onRoster(signal)),
      bus.subscribe('pulse', (signal) => this.#onPulse(signal)),
      bus.subscribe('roster-wanted', (signal) => this.#onWanted(signal)),
      bus.onRestored(() => this.#beat()),
      () => clearInterval(pulse),
    ];
    this.#ask(null);
  }

  /** The user has a socket; `logIds` are their conversations. */
  arrived(userId: string, logIds: string[]): void {
    clearTimeout(this.#leaving.get(userId)?.timer);
    this.#leaving.delete(userId);
    if (!this.#rosters.usersOf(this.#self).has(userId)) this.#change(userId, true, logIds);
  }

  /** The user's last socket here is gone. One who never arrived, or is leaving already, does not leave. */
  left(userId: string, logIds: string[]): void {
    if (this.#stopped || this.#leaving.has(userId) || !this.#rosters.usersOf(this.#self).has(userId)) return;
    const timer = setTimeout(() => {
      this.#leaving.delete(userId);
      this.#change(userId, false, logIds);
    }, graceMs);
    this.#leaving.set(userId, { logIds: new Set(logIds), timer });
  }

  /** Who of the members of these conversations has no socket just now, but still counts as online. */
  lingering(logIds: string[]): string[] {
    const leaving = [...this.#leaving].filter(([, user]) => logIds.some((logId) => user.logIds.has(logId)));
    return leaving.map(([userId]) => userId);
  }

  /** Whether there may be users whose sockets are all in other processes. */
  get knowsOthers(): boolean {
    return this.#options.bus.reach !== 'alone';
  }

  isOnline(userId: string): boolean {
    return this.#rosters.isOnline(userId);
  }

  /** Others find by its silence that this process is gone: whose users reconnect elsewhere meanwhile was never away. */
  stop(): void {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearTimeout(this.#answer);
    for (const { timer } of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }

  #change(userId: string, online: boolean, logIds: string[]): void {
    this.#version += 1;
    const { bus } = this.#options;
    bus.publish({ kind: 'presence', process: this.#self, version: this.#version, userId, online, logIds });
  }

  #onChange({ process, version, userId, online, logIds }: SignalOf<'presence'>): void {
    const { news, gap } = this.#rosters.note(process, version, { userId, online });
    if (gap) this.#ask(process);
    if (news) this.#options.tell(userId, online, logIds);
  }

  #onPulse({ process, version }: SignalOf<'pulse'>): void {
    if (!this.#rosters.noteLife(process, version)) this.#ask(process);
  }

  #onRoster({ process, version, userIds }: SignalOf<'roster'>): void {
    if (process !== this.#self) this.#tellLater(this.#rosters.replace(process, version, userIds));
  }

  #onWanted({ by, of }: SignalOf<'roster-wanted'>): void {
    if (by === this.#self || (of !== null && of !== this.#self)) return;
    this.#answer ??= setTimeout(() => {
      this.#answer = undefined;
      const userIds = [...this.#rosters.usersOf(this.#self)];
      this.#options.bus.publish({ kind: 'roster', process: this.#self, version: this.#version, userIds });
    }, answerMs).unref();
  }

  #ask(of: string | null): void {
    if (this.knowsOthers) this.#options.bus.publish({ kind: 'roster-wanted', by: this.#self, of });
  }

  #beat(): void {
    if (!this.knowsOthers) return;
    this.#options.bus.publish({ kind: 'pulse', process: this.#self, version: this.#version });
    this.#tellLater(this.#rosters.forgetSilent(silenceMs, this.#self));
  }

  /** Tells of users whose conversations no signal named. One after the other: none of it is urgent. */
  #tellLater(userIds: string[]): void {
    const { hasAudience, logger } = this.#options;
    if (userIds.length === 0 || !hasAudience()) return;
    this.#telling = this.#telling
      .then(() => this.#tellOf(userIds))
      .catch((error) => logger.warn({ err: error }, 'telling who is online failed'));
  }

  async #tellOf(userIds: string[]): Promise<void> {
    for (let start = 0; start < userIds.length && !this.#stopped; start += usersPerRead) {
      const batch = userIds.slice(start, start + usersPerRead);
      const rows = await this.#options.findConversations(batch);
      for (const [userId, own] of Map.groupBy(rows, (row) => row.user_id)) {
        const logIds = own.map((row) => row.conversation_id);
        this.#options.tell(userId, this.#rosters.isOnline(userId), logIds);
      }
    }
  }
}
