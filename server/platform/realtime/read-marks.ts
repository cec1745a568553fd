import { LRUCache } from 'lru-cache';

/** How far someone has read. */
export interface ReadMark {
  logId: string;
  userId: string;
  seq: number;
}

interface ReadMarksOptions {
  /** The marks in these conversations that moved within the last `seconds`. */
  findMarks(logIds: string[], seconds: number): Promise<ReadMark[]>;
  /** The conversations that somebody here follows. */
  followed(): string[];
  /** Tells those who follow the conversation here. */
  tell(mark: ReadMark): void;
}

/** From the moment a mark is written to its commit; transactions that hang are ended by the database before. */
const commitSeconds = 60;
/** Conversations that one statement asks for. */
const logsPerRead = 200;
/** Marks told lately: looks overlap, and most of what they find came by signal before. */
const remembered = 50_000;

/**
 * Tells people how far others have read. Marks are in no log that the others follow, and signals get lost: with Redis, or with
 * a process that ends between its commit and its word. So what moved lately is looked up from time to time.
 */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  readonly #told = new LRUCache<string, number>({ max: remembered });
  #lookedAt = performance.now();

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** Takes a mark from wherever, as often as it comes: it is told once, and never after a later one. */
  hear(mark: ReadMark): void {
    const key = `${mark.logId} ${mark.userId}`;
    if ((this.#told.get(key) ?? 0) >= mark.seq) return;
    this.#told.set(key, mark.seq);
    this.#options.tell(mark);
  }

  /** Looks for marks that moved since the last look that succeeded. Throws what the database throws. */
  async verify(): Promise<void> {
    const started = performance.now();
    const seconds = (started - this.#lookedAt) / 1_000 + commitSeconds;
    const logIds = this.#options.followed();
    for (let start = 0; start < logIds.length; start += logsPerRead) {
      const marks = await this.#options.findMarks(logIds.slice(start, start + logsPerRead), seconds);
      for (const mark of marks) this.hear(mark);
    }
    this.#lookedAt = started;
  }
}
