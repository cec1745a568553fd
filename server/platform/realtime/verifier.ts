import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Feeds } from './feeds.ts';

/** While other processes can't be heard, the logs are what they tell by. */
const cutMs = 1_000;

interface VerifierOptions {
  feeds: Feeds;
  bus: Bus;
  logger: Logger;
  /** A signal that got lost is noticed after this time at the latest, where other processes can be heard. */
  everyMs: number;
}

/** Compares the followed logs with the database from time to time, and whenever signals may have been lost. */
export class Verifier {
  readonly #feeds: Feeds;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #doneAt = performance.now();

  constructor({ feeds, bus, logger, everyMs }: VerifierOptions) {
    this.#feeds = feeds;
    this.#logger = logger;
    this.#unsubscribe = bus.onRestored(() => void this.verify());
    const tickMs = Math.min(cutMs, everyMs);
    this.#timer = setInterval(() => {
      const isDue = bus.reach === 'cut' || performance.now() - this.#doneAt > everyMs - tickMs;
      if (isDue && !this.#running) void this.verify();
    }, tickMs).unref();
  }

  /** Compares everything once more, after this call; those who call during a comparison share the next one. */
  verify(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#compare().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.verify();
    });
    return this.#next;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  async #compare(): Promise<void> {
    try {
      await this.#feeds.verify();
    } catch (error) {
      this.#logger.warn({ err: error }, 'comparing the followed logs with the database failed');
    }
    this.#doneAt = performance.now();
  }
}
