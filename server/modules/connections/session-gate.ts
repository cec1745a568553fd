import { DatabaseFault } from './database/database-fault.ts';

const sessionsPerConnection = 5;
const sessionsInAll = 24;

/** Bounds the sessions that one process holds open: with one database, and in all. */
export class SessionGate {
  readonly #open = new Map<string, number>();
  #total = 0;

  /** Runs `work` as one of the sessions of a connection. Throws `DatabaseFault` (`busy`) where there are too many. */
  async pass<T>(connectionId: string, work: () => Promise<T>): Promise<T> {
    const open = this.#open.get(connectionId) ?? 0;
    if (open >= sessionsPerConnection || this.#total >= sessionsInAll) {
      throw new DatabaseFault('busy', 'Too many questions at once; try again in a moment.');
    }
    this.#open.set(connectionId, open + 1);
    this.#total += 1;
    try {
      return await work();
    } finally {
      this.#total -= 1;
      const left = (this.#open.get(connectionId) ?? 1) - 1;
      if (left > 0) this.#open.set(connectionId, left);
      else this.#open.delete(connectionId);
    }
  }
}
