import type { Clock } from '../../server/platform/llm/clock.ts';

export interface TestClock extends Clock {
  /** Lets time pass; what is due is called back in its order. */
  advance(ms: number): void;
  /** The pauses that were skipped, in milliseconds. */
  readonly skipped: readonly number[];
}

/** A clock that stands still until the test moves it. Pauses of up to `skipMs` are over at once and noted. */
export function createTestClock({ skipMs = 0 }: { skipMs?: number } = {}): TestClock {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  const skipped: number[] = [];
  return {
    now: () => now,
    after: (ms, callback) => {
      if (ms <= skipMs) {
        skipped.push(ms);
        const soon = setImmediate(callback);
        return () => clearImmediate(soon);
      }
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      now += ms;
      const due = [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      for (const timer of due) if (timers.delete(timer)) timer.callback();
    },
    skipped,
  };
}
