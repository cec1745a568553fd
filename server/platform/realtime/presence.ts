import type { Bus } from '../bus/bus.ts';

/** A reconnect within this time shows nobody that someone was gone. */
const graceMs = 1_000;

/** Tells the people someone shares conversations with when that someone comes and goes. Nothing of it is stored. */
export class Presence {
  readonly #bus: Bus;
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  readonly #online = new Set<string>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  isOnline(userId: string): boolean {
    return this.#online.has(userId);
  }

  /** The user has a socket; `logIds` are their conversations. */
  arrived(userId: string, logIds: string[]): void {
    clearTimeout(this.#leaving.get(userId));
    this.#leaving.delete(userId);
    if (this.#online.has(userId)) return;
    this.#online.add(userId);
    this.#bus.publish({ kind: 'presence', userId, online: true, logIds });
  }

  /** The user's last socket is gone. */
  left(userId: string, logIds: string[]): void {
    const timer = setTimeout(() => {
      this.#leaving.delete(userId);
      this.#online.delete(userId);
      this.#bus.publish({ kind: 'presence', userId, online: false, logIds });
    }, graceMs);
    this.#leaving.set(userId, timer);
  }

  stop(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}
