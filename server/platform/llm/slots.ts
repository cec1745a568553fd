import type { Clock } from './clock.ts';
import { LlmError } from './llm-error.ts';

export interface Slots {
  /**
   * Waits for a free slot; the returned function frees it, once. Throws `rate_limited` when too many wait already or the wait gets too
   * long, and the reason of `signal` when that aborts.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

interface SlotsOptions {
  /** Calls at a time. */
  size: number;
  /** Calls that may wait. */
  queue: number;
  /** How long one may wait. */
  waitMs: number;
}

/** Bounds how many calls run at a time; the others wait in the order they came. */
export function createSlots(clock: Clock, provider: string, { size, queue, waitMs }: SlotsOptions): Slots {
  let free = size;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const takeOne = (): (() => void) => {
    let taken = true;
    return () => {
      if (taken) release();
      taken = false;
    };
  };
  const busy = (): LlmError =>
    new LlmError('rate_limited', `Too many questions wait for ${provider}. Please try again in a moment.`);
  return {
    take: async (signal) => {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return takeOne();
      }
      if (waiting.length >= queue) throw busy();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = (reason: unknown): void => {
        const place = waiting.indexOf(resolve);
        if (place < 0) return;
        waiting.splice(place, 1);
        reject(reason);
      };
      const abort = (): void => giveUp(signal.reason);
      waiting.push(resolve);
      signal.addEventListener('abort', abort, { once: true });
      const cancel = clock.after(waitMs, () => giveUp(busy()));
      await promise.finally(() => {
        cancel();
        signal.removeEventListener('abort', abort);
      });
      return takeOne();
    },
  };
}
