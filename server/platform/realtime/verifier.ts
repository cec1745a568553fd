import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Feeds } from './feeds.ts';
import type { ReadMarks } from './read-marks.ts';

/** While other processes can't be heard, the logs are what they tell by. */
const cutMs = 1_000;
/** Read marks are worth a look this often: while other processes can't be heard, and otherwise. */
const marksCutMs = 5_000;
const marksMs = 60_000;

interface VerifierOptions {
  feeds: Feeds;
  marks: ReadMarks;
  bus: Bus;
  logger: Logger;
  /** A signal that got lost is noticed after this time at the latest, where other processes can be heard. */
  everyMs: number;
}

/** Compares the followed logs and read marks with the database from time to time, and whenever signals may have been lost. */
export class Verifier {
  readonly #options: VerifierOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #wantsMarks = false;
  #doneAt = performance.now();
  #marksAt = performance.now();

  constructor(options: VerifierOptions) {
    this.#options = options;
    const { bus, everyMs } = options;
    this.#unsubscribe = bus.onRestored(() => void this.verify());
    const tickMs = Math.min(cutMs, everyMs);
    this.#timer = setInterval(() => {
      const isDue = bus.reach === 'cut' || performance.now() - this.#doneAt > everyMs - tickMs;
      if (isDue && !this.#running) this.#verifyInTurn();
    }, tickMs).unref();
  }

  /** Compares everything once more, after this call; those who call during a comparison share the next one. */
  verify(): Promise<void> {
    this.#wantsMarks = true;
    return this.#verify();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  #verifyInTurn(): void {
    const { bus, everyMs } = this.#options;
    const marksDueMs = Math.max(everyMs, bus.reach === 'cut' ? marksCutMs : marksMs);
    if (performance.now() - this.#marksAt >= marksDueMs) this.#wantsMarks = true;
    void this.#verify();
  }

  #verify(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#compare().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#verify();
    });
    return this.#next;
  }

  async #compare(): Promise<void> {
    const { feeds, marks, logger } = this.#options;
    try {
      await feeds.verify();
      if (this.#wantsMarks) await this.#compareMarks(marks);
    } catch (error) {
      logger.warn({ err: error }, 'comparing the followed logs with the database failed');
    }
    this.#doneAt = performance.now();
  }

  async #compareMarks(marks: ReadMarks): Promise<void> {
    this.#wantsMarks = false;
    try {
      await marks.verify();
      this.#marksAt = performance.now();
    } catch (error) {
      this.#wantsMarks = true;
      throw error;
    }
  }
}
