import type { Clock } from './clock.ts';

/** One call that the breaker let through; the first of the three that is called counts. */
export interface Passage {
  succeed(): void;
  fail(): void;
  /** It ended without saying anything about the provider, e.g. cancelled. */
  leave(): void;
}

export interface Breaker {
  /** Undefined while the breaker is open: don't call. */
  enter(): Passage | undefined;
}

interface BreakerOptions {
  /** Failures one after the other that open it; 5 by default. */
  failures?: number;
  /** How long it stays open before one call may try; 30 seconds by default. */
  openMs?: number;
}

/**
 * A circuit breaker (Nygard, "Release It!"): after some failures in a row it opens and calls fail at once; after a while one call may
 * try, and its outcome closes or opens it again. People wait for no provider that is known to be down.
 */
export function createBreaker(clock: Clock, { failures = 5, openMs = 30_000 }: BreakerOptions = {}): Breaker {
  let failed = 0;
  let openedAt = -Infinity;
  let probing = false;
  return {
    enter: () => {
      const isOpen = failed >= failures;
      if (isOpen && (probing || clock.now() - openedAt < openMs)) return undefined;
      probing = isOpen;
      let over = false;
      const once = (settle: () => void) => () => {
        if (over) return;
        over = true;
        if (isOpen) probing = false;
        settle();
      };
      return {
        succeed: once(() => {
          failed = 0;
        }),
        fail: once(() => {
          failed += 1;
          openedAt = clock.now();
        }),
        leave: once(() => undefined),
      };
    },
  };
}
