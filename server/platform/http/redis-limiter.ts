import { setImmediate } from 'node:timers/promises';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisLink } from '../redis/link.ts';
import { type Allowance, type CreateLimiter, createMemoryLimiter, limitBy } from './limiter.ts';

/** What a request waits for Redis at most. */
const patienceMs = 100;
/** After Redis failed, this process counts for itself for so long, so that a Redis that hangs costs few requests that wait. */
const pauseMs = 1_000;

/**
 * Limiters that all processes share through Redis. Each process counts along for itself, and goes by that while Redis does not
 * answer; for the window after that it goes by the tighter of the two, since Redis missed some. So whoever can make Redis slow
 * gets no second helping of guesses.
 */
export function createRedisLimiters(link: RedisLink): CreateLimiter {
  const ask = createQuestions();
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
    let missedUntil = 0;
    const choose = (mine: Allowance, all: Allowance | undefined): Allowance => {
      if (!all) missedUntil = performance.now() + options.seconds * 1_000;
      if (!all || performance.now() >= missedUntil) return all ?? mine;
      return mine.allowed && mine.remaining >= all.remaining ? all : mine;
    };
    return {
      consume: async (key) => choose(await own.consume(key), await ask(() => shared.consume(key))),
      peek: async (key) => choose(await own.peek(key), await ask(() => shared.peek(key))),
      reset: async (key) => {
        await own.reset(key);
        await ask(() => shared.reset(key));
      },
    };
  };
}

/** Asks Redis, and not again for a while after it did not answer in time; undefined stands for no answer. */
function createQuestions() {
  let pausedUntil = 0;
  return async <T>(question: () => Promise<T>): Promise<T | undefined> => {
    if (performance.now() < pausedUntil) return undefined;
    try {
      return await withPatience(question());
    } catch {
      pausedUntil = performance.now() + pauseMs;
      return undefined;
    }
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
