import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';

/** What is left in one window. */
export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window starts anew; at least 1. */
  readonly resetSeconds: number;
}

export interface Limiter {
  /** Counts one occurrence and tells whether it still fits. */
  consume(key: string): Promise<Allowance>;
  /** Looks without counting; `allowed` says whether one more would fit. */
  peek(key: string): Promise<Allowance>;
  /** Forgets what was counted, e.g. failed logins after a good one. */
  reset(key: string): Promise<void>;
}

interface LimiterOptions {
  /** Tells limiters apart in a store they share. */
  readonly prefix: string;
  /** Occurrences per window and key. */
  readonly points: number;
  /** Length of the window, which starts with a key's first occurrence. */
  readonly seconds: number;
}

/** How limiters are made: in memory here; a store that several processes share has the same form. */
export type CreateLimiter = (options: LimiterOptions) => Limiter;

/** A limiter of this process alone. */
export const createMemoryLimiter: CreateLimiter = ({ prefix, points, seconds }) =>
  limitBy(new RateLimiterMemory({ keyPrefix: prefix, points, duration: seconds }));

/** A limiter that counts in the given store. */
export function limitBy(store: RateLimiterAbstract): Limiter {
  const { points, duration } = store;
  const present = (res: RateLimiterRes): Allowance => ({
    allowed: res.consumedPoints <= points,
    limit: points,
    remaining: Math.max(0, points - res.consumedPoints),
    resetSeconds: Math.max(1, Math.ceil(res.msBeforeNext / 1_000)),
  });
  return {
    consume: async (key) => {
      try {
        return present(await store.consume(key));
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return present(refusal);
        throw refusal;
      }
    },
    peek: async (key) => {
      const res = await store.get(key);
      if (!res) return { allowed: true, limit: points, remaining: points, resetSeconds: duration };
      return { ...present(res), allowed: res.consumedPoints < points };
    },
    reset: async (key) => {
      await store.delete(key);
    },
  };
}

/** Throws `rate_limited` with `Retry-After` when the window is used up. */
export function assertAllowed({ allowed, resetSeconds }: Allowance): void {
  if (allowed) return;
  const wait = resetSeconds === 1 ? '1 second' : `${resetSeconds} seconds`;
  throw new AppError('rate_limited', `Too many requests; try again in ${wait}.`, {
    headers: { 'retry-after': String(resetSeconds) },
  });
}
