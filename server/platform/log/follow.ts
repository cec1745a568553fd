import type { Bus } from '../bus/bus.ts';
import type { Db } from '../db/index.ts';
import type { LoggedEvent } from './append.ts';
import { readLog } from './read.ts';

/** Events read at once: what one reader may hold in memory. */
const pageSize = 200;
/** A signal that got lost is made up for after this time. */
const lookAgainMs = 2_000;

interface FollowOptions {
  after: number;
  /** Ends the reading; it then simply returns. */
  signal: AbortSignal;
}

/** What a reader of a log gets: an event, or the word that the log no longer tells what came before `floor`. */
export type Followed = { type: 'event'; event: LoggedEvent } | { type: 'limited'; floor: number };

/**
 * Reads a log from a position on and then follows it: every event once, in order, without a gap, for as long as the reader takes
 * them. Ends when the log is deleted or `signal` aborts. A slow reader holds one page at most: it reads on from the database.
 */
export async function* followLog(
  { db, bus }: { db: Db; bus: Bus },
  logId: string,
  { after, signal }: FollowOptions,
): AsyncGenerator<Followed, void> {
  const wakeUp = new WakeUp(bus, logId, signal);
  try {
    await bus.follow([logId]);
    for (let position = after; !signal.aborted; ) {
      wakeUp.arm();
      const page = await readLog(db, logId, { after: position, limit: pageSize });
      if (!page) return;
      if (page.limited) {
        const floor = page.head.seq < position ? 0 : page.floor;
        yield { type: 'limited', floor };
        position = floor;
        continue;
      }
      for (const event of page.events) {
        if (signal.aborted) return;
        position = event.seq;
        yield { type: 'event', event };
      }
      if (position < page.head.seq) continue;
      // What is announced in order needs no look into the log.
      for (let next = await wakeUp.next(position + 1); next; next = await wakeUp.next(position + 1)) {
        position = next.seq;
        yield { type: 'event', event: next };
      }
    }
  } finally {
    wakeUp.stop();
    bus.unfollow(logId);
  }
}

/** Announcements of one log that wait for their reader; beyond this the log is read instead. */
const mostWaiting = 100;

class WakeUp {
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  readonly #wake = (): void => this.#woken?.();
  #waiting: LoggedEvent[] = [];
  #missed = false;
  #woken: (() => void) | undefined;

  constructor(bus: Bus, logId: string, signal: AbortSignal) {
    this.#signal = signal;
    this.#unsubscribe = bus.subscribe('event', ({ event }) => {
      if (event.logId !== logId) return;
      if (this.#waiting.length < mostWaiting) this.#waiting.push(event);
      else this.#missed = true;
      this.#wake();
    });
    signal.addEventListener('abort', this.#wake, { once: true });
  }

  /** Forgets what was announced: the log is read now. */
  arm(): void {
    this.#waiting = [];
    this.#missed = false;
  }

  /** The announced event with this seq, or undefined when the log has to be read: a gap, a long silence, or the end. */
  async next(seq: number): Promise<LoggedEvent | undefined> {
    for (;;) {
      if (this.#signal.aborted) return undefined;
      const event = this.#waiting.shift();
      if (event && event.seq < seq) continue;
      if (event) return event.seq === seq ? event : undefined;
      if (this.#missed || !(await this.#sleep())) return undefined;
    }
  }

  stop(): void {
    this.#unsubscribe();
    this.#signal.removeEventListener('abort', this.#wake);
  }

  /** Resolves to whether something was announced before it was time to look again. */
  #sleep(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), lookAgainMs);
      this.#woken = () => {
        clearTimeout(timer);
        this.#woken = undefined;
        resolve(this.#waiting.length > 0);
      };
    });
  }
}
