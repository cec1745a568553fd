import { type Db, sqlState, violatedUnique } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import { type InsertOutcome, insertMessages, type MessageDraft } from './message-insert.ts';

interface Waiting {
  draft: MessageDraft;
  /** Stores the draft by itself, where it touches more than its own log. */
  alone: (() => Promise<InsertOutcome>) | undefined;
  resolve(outcome: InsertOutcome): void;
  reject(error: unknown): void;
}

/** Another process stored a message under the draft's key just now. */
export class KeyTaken extends Error {}

/** Sends that wait beyond this are refused with 503: the database does not keep up. */
const longestQueue = 10_000;
/** Drafts of one statement: beyond, a statement takes longer than the round trips it saves. */
const largestBatch = 200;

/**
 * Group commit, first come first stored: while one statement is under way, further sends wait, then all go in the next. Each
 * is acknowledged only after the commit of its own statement; a draft that makes a statement fail fails alone.
 */
export class MessageLane {
  readonly #db: Db;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Stores one message in its turn; see `insertMessages` for what comes back. With `alone` the message is stored by that
   * function instead of together with others. Throws `unavailable` when too many sends wait.
   */
  insert(draft: MessageDraft, alone?: () => Promise<InsertOutcome>): Promise<InsertOutcome> {
    if (this.#waiting.length >= longestQueue) {
      const headers = { 'retry-after': '1' };
      return Promise.reject(
        new AppError('unavailable', 'database: too many messages wait to be stored. Try again.', { headers }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, alone, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#store(this.#takeBatch());
    this.#busy = false;
  }

  /** The longest run from the front that one statement can take: without two of one key, since the second has to see the first. */
  #takeBatch(): Waiting[] {
    const keys = new Set<string>();
    let length = 0;
    for (const { draft, alone } of this.#waiting) {
      const key = `${draft.conversationId} ${draft.senderId} ${draft.key}`;
      if (length === largestBatch || keys.has(key) || (alone && length > 0)) break;
      keys.add(key);
      length += 1;
      if (alone) break;
    }
    return this.#waiting.splice(0, length);
  }

  async #store(batch: Waiting[], attempt = 1): Promise<void> {
    try {
      const outcomes = await this.#insert(batch);
      for (const [index, entry] of batch.entries()) entry.resolve(outcomes[index] ?? { outcome: 'not_member' });
    } catch (error) {
      if (batch.length > 1 && isAboutOne(error)) for (const entry of batch) await this.#store([entry]);
      else if (attempt < attempts && isWorthAnother(error)) await this.#store(batch, attempt + 1);
      else for (const entry of batch) entry.reject(error);
    }
  }

  async #insert(batch: Waiting[]): Promise<InsertOutcome[]> {
    const alone = batch[0]?.alone;
    if (alone) return [await alone()];
    return insertMessages(
      this.#db,
      batch.map((entry) => entry.draft),
    );
  }
}

const attempts = 3;

/** Bad data, a broken constraint, a limit of the database, a deadlock: others of the batch may fare better. Not so without a connection. */
function isAboutOne(error: unknown): boolean {
  return /^(22|23|40|54)/.test(sqlState(error) ?? '');
}

/** A deadlock, or the key was taken by another process between our look and our insert: the next look finds its message. */
function isWorthAnother(error: unknown): boolean {
  return error instanceof KeyTaken || violatedUnique(error) === 'messages_key' || /^40/.test(sqlState(error) ?? '');
}
