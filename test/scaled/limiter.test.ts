import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../server/config.ts';
import { startRedisBus } from '../../server/platform/bus/redis.ts';
import type { CreateLimiter } from '../../server/platform/http/limiter.ts';
import { createRedisLimiters } from '../../server/platform/http/redis-limiter.ts';
import { RedisLink } from '../../server/platform/redis/link.ts';
import { createLogger } from '../../server/platform/telemetry/index.ts';
import { eventually } from '../harness/eventually.ts';
import { startOwnRedis } from '../harness/own-redis.ts';

const redis = await startOwnRedis();

const silent = createLogger(readConfig({ LOG_LEVEL: 'silent' }));

/** What one process has. */
async function startProcess(): Promise<{ link: RedisLink; createLimiter: CreateLimiter }> {
  const config = readConfig({ REDIS_TIMEOUT_MS: '1000' });
  const link = new RedisLink(redis.url, { config, logger: silent });
  after(() => link.close());
  await startRedisBus(link, silent);
  return { link, createLimiter: createRedisLimiters(link) };
}

test('processes count together; peeking counts nothing and a reset is for all', async () => {
  const [a, b] = [await startProcess(), await startProcess()];
  const options = { prefix: 'shared', points: 3, seconds: 60 };
  const [first, second] = [a.createLimiter(options), b.createLimiter(options)];
  assert.deepEqual(await first.peek('ada'), { allowed: true, limit: 3, remaining: 3, resetSeconds: 60 });
  assert.deepEqual(await first.consume('ada'), { allowed: true, limit: 3, remaining: 2, resetSeconds: 60 });
  assert.equal((await second.consume('ada')).remaining, 1);
  assert.equal((await first.consume('ada')).allowed, true);
  assert.equal((await second.peek('ada')).allowed, false);
  const refused = await second.consume('ada');
  assert.equal(refused.allowed, false);
  assert.ok(refused.resetSeconds > 50 && refused.resetSeconds <= 60);
  assert.equal((await second.consume('bela')).remaining, 2);
  await first.reset('ada');
  assert.equal((await second.consume('ada')).remaining, 2);
});

test('limiters of different names do not count for each other', async () => {
  const { createLimiter } = await startProcess();
  const [reads, writes] = ['reads', 'writes'].map((prefix) => createLimiter({ prefix, points: 1, seconds: 60 }));
  await reads?.consume('ada');
  assert.equal((await writes?.consume('ada'))?.allowed, true);
});

test('a Redis that hangs costs one request a tenth of a second; limits go on, per process', async () => {
  const { link, createLimiter } = await startProcess();
  const limiter = createLimiter({ prefix: 'hang', points: 2, seconds: 60 });
  await limiter.consume('warm');
  redis.freeze();
  try {
    const started = performance.now();
    assert.equal((await limiter.consume('ada')).remaining, 1);
    const waited = performance.now() - started;
    assert.ok(waited >= 90 && waited < 1_000, `${waited} ms`);
    assert.equal((await limiter.consume('ada')).allowed, true);
    assert.equal((await limiter.consume('ada')).allowed, false);
    assert.equal((await limiter.peek('ada')).allowed, false);
    await limiter.reset('ada');
    assert.equal((await limiter.consume('ada')).allowed, true);
    assert.ok(performance.now() - started < waited + 500);
    await eventually('the link is given up', () => !link.isUp);
  } finally {
    redis.thaw();
  }
  await eventually('the link is back', () => link.isUp);
});

test('what was counted before and while Redis hung counts afterwards too: no second helping of guesses', async () => {
  const { link, createLimiter } = await startProcess();
  const limiter = createLimiter({ prefix: 'guesses', points: 5, seconds: 60 });
  for (let count = 0; count < 2; count++) await limiter.consume('ada');
  redis.freeze();
  try {
    assert.equal((await limiter.consume('ada')).remaining, 2);
    assert.equal((await limiter.consume('ada')).remaining, 1);
  } finally {
    redis.thaw();
  }
  await eventually('Redis is asked again', async () => link.isUp && (await link.commands.get('x')) === null);
  // Longer than Redis is left alone after it did not answer.
  await sleep(1_100);
  assert.equal((await limiter.consume('ada')).remaining, 0);
  assert.equal((await limiter.consume('ada')).allowed, false);
  assert.equal((await limiter.peek('ada')).allowed, false);
});

test('with Redis gone nothing waits, and with Redis back processes count together again', async () => {
  const [a, b] = [await startProcess(), await startProcess()];
  const options = { prefix: 'gone', points: 1_000, seconds: 60 };
  const [first, second] = [a.createLimiter(options), b.createLimiter(options)];
  await redis.kill();
  const started = performance.now();
  for (let count = 0; count < 100; count++) assert.equal((await first.consume('ada')).allowed, true);
  assert.ok(performance.now() - started < 500);
  await redis.start();
  await eventually('both are back', () => a.link.isUp && b.link.isUp);
  await eventually('they count together', async () => {
    const before = await second.peek('bela');
    await first.consume('bela');
    return (await second.peek('bela')).remaining === before.remaining - 1;
  });
});
