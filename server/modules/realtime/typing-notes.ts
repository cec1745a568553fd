/** Notes of one conversation are passed on at most this often. */
const everyMs = 1_000;

/** Which notes of one connection are worth passing on: however many it sends, two a second and conversation at most. */
export class TypingNotes {
  readonly #started = new Map<string, { at: number; stopped: boolean }>();

  /** Whether to pass on that someone types, or no longer does. Stopping is told once for each start that was told. */
  isWorthTelling(logId: string, typing: boolean): boolean {
    const last = this.#started.get(logId);
    if (!typing) {
      if (!last || last.stopped) return false;
      last.stopped = true;
      return true;
    }
    const now = performance.now();
    if (last && now - last.at < everyMs) return false;
    this.#started.set(logId, { at: now, stopped: false });
    return true;
  }
}
