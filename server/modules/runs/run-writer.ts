import type { Platform } from '../../platform/platform.ts';
import { appendToRun, type NewRunEvent } from './append-to-run.ts';
import type { Turn } from './context.ts';

/** Deltas that come within this time go in one event. */
const coalesceMs = 50;
/** A single delta event holds at most this many UTF-16 units. */
const longestDelta = 16_000;

interface RunWriterOptions {
  /** The number of the first part it may begin. */
  nextPart: number;
  /** The turn is over or the database failed: what the worker still does is in vain. */
  failed(error: unknown): void;
}

/**
 * Writes what a worker says into its run's log: deltas are gathered for a moment, everything is committed before it is
 * published, in the order it was said.
 */
export class RunWriter {
  readonly #ctx: Pick<Platform, 'bus' | 'db'>;
  readonly #turn: Turn;
  readonly #failed: (error: unknown) => void;
  #nextPart: number;
  #waiting: NewRunEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #fault: { error: unknown } | undefined;

  constructor(ctx: Pick<Platform, 'bus' | 'db'>, turn: Turn, { nextPart, failed }: RunWriterOptions) {
    this.#ctx = ctx;
    this.#turn = turn;
    this.#nextPart = nextPart;
    this.#failed = failed;
  }

  /** A name for a new part of the answer. */
  newPartId(): string {
    const id = `p${this.#nextPart}`;
    this.#nextPart += 1;
    return id;
  }

  /** Adds to a part; written within 50 ms. */
  delta(type: 'text-delta' | 'reasoning-delta', partId: string, delta: string): void {
    for (const piece of pieces(delta)) this.#gather(type, partId, piece);
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), coalesceMs);
  }

  /** Says something that is not a delta; resolves when it and all before it are committed and published. */
  async say(...events: NewRunEvent[]): Promise<void> {
    this.#waiting.push(...events);
    await this.flush();
  }

  /** Resolves when all that was said is committed. Throws `StaleRun` or what the database throws, from then on always. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
    if (this.#fault) throw this.#fault.error;
  }

  async #write(): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    if (this.#fault || events.length === 0) return;
    try {
      await appendToRun(this.#ctx, undefined, this.#turn, events);
    } catch (error) {
      this.#fault = { error };
      this.#failed(error);
    }
  }

  #gather(type: 'text-delta' | 'reasoning-delta', partId: string, delta: string): void {
    const last = this.#waiting.at(-1);
    if (last?.type === type && last.part_id === partId && last.delta.length + delta.length <= longestDelta) {
      this.#waiting[this.#waiting.length - 1] = { ...last, delta: last.delta + delta };
    } else {
      this.#waiting.push({ type, part_id: partId, delta });
    }
  }
}

/** Cuts where no surrogate pair is torn. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + longestDelta, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end -= 1;
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}
