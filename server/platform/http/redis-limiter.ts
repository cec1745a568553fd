import { setImmediate } from 'node:timers/promises';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisLink } from '../redis/link.ts';
import { type CreateLimiter, createMemoryLimiter, type Limiter, limitBy } from './limiter.ts';

/** What a request waits for Redis at most. */
const patienceMs = 100;
/** After Redis failed, this process counts for itself for so long, so that a Redis that hangs costs few requests that wait. */
const pauseMs = 1_000;

/**
 * Limiters that all processes share through Redis. While it does not answer each process counts for itself, from zero: more gets
 * through for a while, but nothing waits and nothing is refused for it.
 */
export function createRedisLimiters(link: RedisLink): CreateLimiter {
  let pausedUntil = 0;
  return (options) => {
    const own = createMemoryLimiter(options);
    const shared = limitBy(
      new RateLimiterRedis({
        storeClient: link.commands,
        keyPrefix: `${link.prefix}:limit:${options.prefix}`,
        points: options.points,
        duration: options.seconds,
        rejectIfRedisNotReady: true,
      }),
    );
    const ask = async <T>(question: (limiter: Limiter) => Promise<T>): Promise<T> => {
      if (performance.now() < pausedUntil) return question(own);
      try {
        return await withPatience(question(shared));
      } catch {
        pausedUntil = performance.now() + pauseMs;
        return question(own);
      }
    };
    return {
      consume: (key) => ask((limiter) => limiter.consume(key)),
      peek: (key) => ask((limiter) => limiter.peek(key)),
      reset: async (key) => {
        await own.reset(key);
        await ask((limiter) => limiter.reset(key));
      },
    };
  };
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  // When it was this process that was busy, the answer is there already and only has to be read: one more turn.
  const timer = setTimeout(async () => {
    await setImmediate();
    reject(new Error('Redis does not answer.'));
  }, patienceMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
