import type { Bus } from '../bus/bus.ts';

/** A reconnect within this time shows nobody that someone was gone. */
const graceMs = 1_000;

interface Leaving {
  /** The conversations whose members are told. */
  logIds: Set<string>;
  timer: NodeJS.Timeout;
}

/** Tells the people someone shares conversations with when that someone comes and goes. Nothing of it is stored. */
export class Presence {
  readonly #bus: Bus;
  readonly #online = new Set<string>();
  readonly #leaving = new Map<string, Leaving>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** The user has a socket; `logIds` are their conversations. */
  arrived(userId: string, logIds: string[]): void {
    clearTimeout(this.#leaving.get(userId)?.timer);
    this.#leaving.delete(userId);
    if (this.#online.has(userId)) return;
    this.#online.add(userId);
    this.#bus.publish({ kind: 'presence', userId, online: true, logIds });
  }

  /** The user's last socket is gone. One who never arrived, or is leaving already, does not leave. */
  left(userId: string, logIds: string[]): void {
    if (!this.#online.has(userId) || this.#leaving.has(userId)) return;
    const timer = setTimeout(() => {
      this.#leaving.delete(userId);
      this.#online.delete(userId);
      this.#bus.publish({ kind: 'presence', userId, online: false, logIds });
    }, graceMs);
    this.#leaving.set(userId, { logIds: new Set(logIds), timer });
  }

  /** Who of the members of these conversations has no socket just now, but still counts as online. */
  lingering(logIds: string[]): string[] {
    const leaving = [...this.#leaving].filter(([, user]) => logIds.some((logId) => user.logIds.has(logId)));
    return leaving.map(([userId]) => userId);
  }

  stop(): void {
    for (const { timer } of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}
