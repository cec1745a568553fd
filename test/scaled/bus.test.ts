import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfig } from '../../server/config.ts';
import type { Bus, Signal } from '../../server/platform/bus/bus.ts';
import { startRedisBus } from '../../server/platform/bus/redis.ts';
import { newId } from '../../server/platform/ids.ts';
import { RedisLink } from '../../server/platform/redis/link.ts';
import { createLogger } from '../../server/platform/telemetry/index.ts';
import { eventually } from '../harness/eventually.ts';
import { startOwnRedis } from '../harness/own-redis.ts';

const redis = await startOwnRedis();

const silent = createLogger(readConfig({ LOG_LEVEL: 'silent' }));

async function startBus(prefix = 'bus'): Promise<Bus & { link: RedisLink }> {
  const config = readConfig({ REDIS_PREFIX: prefix, REDIS_TIMEOUT_MS: '500' });
  const link = new RedisLink(redis.url, { config, logger: silent });
  after(() => link.close());
  return Object.assign(await startRedisBus(link, silent), { link });
}

function record(bus: Bus): Signal[] {
  const heard: Signal[] = [];
  for (const kind of ['event', 'moment', 'read', 'sessions-ended', 'jobs'] as const) {
    bus.subscribe(kind, (signal) => heard.push(signal));
  }
  return heard;
}

const event = (logId: string, seq: number, text = 'hi'): Signal => ({
  kind: 'event',
  event: { logId, seq, epoch: 'e1', type: 'message-created', json: JSON.stringify({ seq, text }) },
});
const jobs = (queue: string): Signal => ({ kind: 'jobs', queue });

test('a signal reaches this process at once and once, and every other process as it was', async () => {
  const [a, b, c] = [await startBus(), await startBus(), await startBus()];
  const [heardA, heardB, heardC] = [record(a), record(b), record(c)];
  const logId = newId();
  const signals: Signal[] = [
    event(logId, 1, 'Zoë\n\u2028 שלום 👋 "quoted" \\'),
    { kind: 'moment', logId, from: newId(), json: '{"type":"typing"}' },
    { kind: 'read', logId, userId: newId(), seq: 17 },
    { kind: 'sessions-ended', userId: newId(), sessionIds: [newId()] },
    jobs('mail'),
  ];
  assert.equal(await b.follow([logId]), true);
  assert.equal(await c.follow([logId]), true);
  for (const signal of signals) {
    a.publish(signal);
    assert.equal(heardA.at(-1), signal);
  }
  await eventually('all arrived', () => heardB.length >= signals.length && heardC.length >= signals.length);
  assert.deepEqual(heardB.toSorted(byKind), signals.toSorted(byKind));
  assert.deepEqual(heardC.toSorted(byKind), signals.toSorted(byKind));
  b.publish(jobs('end'));
  await eventually('the end came back', () => heardA.length > signals.length);
  assert.equal(heardA.length, signals.length + 1);
});

const byKind = (one: Signal, other: Signal) => (one.kind < other.kind ? -1 : 1);

test('events of a log come in order, to those who follow it and to no one else', async () => {
  const [a, b, c] = [await startBus(), await startBus(), await startBus()];
  const [heardB, heardC] = [record(b), record(c)];
  const [followed, left, other] = [newId(), newId(), newId()];
  await b.follow([followed, left]);
  b.unfollow(left);
  for (let seq = 1; seq <= 500; seq++) {
    for (const logId of [followed, left, other]) a.publish(event(logId, seq));
  }
  a.publish(jobs('end'));
  await eventually('the end came', () => [heardB, heardC].every((heard) => heard.at(-1)?.kind === 'jobs'));
  assert.deepEqual(
    heardB.slice(0, -1),
    Array.from({ length: 500 }, (_, index) => event(followed, index + 1)),
  );
  assert.equal(heardC.length, 1);
});

test('thousands of logs are followed at once', async () => {
  const [a, b] = [await startBus(), await startBus()];
  const heard = record(b);
  const logIds = Array.from({ length: 5_000 }, newId);
  assert.equal(await b.follow(logIds), true);
  for (const logId of logIds) a.publish(event(logId, 1));
  await eventually('all arrived', () => heard.length === logIds.length);
});

test('installations that share a Redis do not hear each other', async () => {
  const [a, b, same] = [await startBus('one'), await startBus('two'), await startBus('one')];
  const [heard, heardSame] = [record(b), record(same)];
  const logId = newId();
  await b.follow([logId]);
  a.publish(event(logId, 1));
  a.publish(jobs('mail'));
  await eventually('its own kind heard it', () => heardSame.length === 1);
  assert.deepEqual(heard, []);
});

test('a Redis that is killed is lost and found again: nothing throws, what was followed is followed again', async () => {
  const [a, b] = [await startBus(), await startBus()];
  const [heardA, heardB] = [record(a), record(b)];
  let restored = 0;
  b.onRestored(() => restored++);
  const [before, during] = [newId(), newId()];
  await b.follow([before]);
  await redis.kill();
  await eventually('both know', () => a.reach === 'cut' && b.reach === 'cut');
  assert.equal(await b.follow([during]), false);
  a.publish(event(before, 1));
  assert.equal(heardA.length, 1);
  await redis.start();
  await eventually('both are back', () => a.reach === 'linked' && b.reach === 'linked' && restored > 0);
  a.publish(event(before, 2));
  a.publish(event(during, 2));
  await eventually('both logs are heard', () => heardB.length === 2);
  assert.deepEqual(heardB, [event(before, 2), event(during, 2)]);
});

test('who could not tell the others says so afterwards', async () => {
  const [a, b] = [await startBus(), await startBus()];
  await redis.kill();
  await eventually('both know', () => a.reach === 'cut' && b.reach === 'cut');
  a.publish(jobs('lost'));
  await redis.start();
  await eventually('b is back', () => b.reach === 'linked');
  let restored = 0;
  b.onRestored(() => restored++);
  const c = await startBus();
  c.onRestored(() => restored++);
  await eventually('a is back', () => a.reach === 'linked');
  // A signal that is too large to be taken is dropped while the link is up: the same debt.
  a.publish({ kind: 'sessions-ended', userId: 'x'.repeat(17 * 1024 * 1024), sessionIds: [] });
  await eventually('b and c were told', () => restored >= 2);
});

test('a Redis that hangs is given up; what is on its way to it stays bounded', async () => {
  const a = await startBus();
  const heard = record(a);
  redis.freeze();
  try {
    // Three times what is kept for it, in one turn of the event loop.
    for (let count = 0; count < 1_000; count++) a.publish(event(newId(), count, 'x'.repeat(50_000)));
    assert.equal(heard.length, 1_000);
    assert.ok((a.link.commands.stream?.writableLength ?? 0) < 20_000_000);
    await eventually('it is given up', () => a.reach === 'cut');
  } finally {
    redis.thaw();
  }
  await eventually('it is back', () => a.reach === 'linked');
});

test('a process that starts while Redis is away starts, and is linked when Redis comes', async () => {
  await redis.kill();
  const bus = await startBus();
  assert.equal(bus.reach, 'cut');
  assert.equal(await bus.follow([newId()]), false);
  await redis.start();
  await eventually('it is linked', () => bus.reach === 'linked');
});

test('a Redis that refuses the password is said to, without the password', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-log-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const config = readConfig({ REDIS_TIMEOUT_MS: '500', LOG_FILE: join(folder, 'log') });
  const logger = createLogger(config);
  const link = new RedisLink(redis.url.replace('://', '://parlance:hunter2@'), { config, logger });
  after(() => link.close());
  const bus = await startRedisBus(link, logger);
  assert.equal(bus.reach, 'cut');
  await assert.rejects(link.ping());
  const log = readFileSync(join(folder, 'log'), 'utf8');
  assert.match(log, /starting without it/);
  assert.match(log, /WRONGPASS/);
  assert.doesNotMatch(log, /hunter2/);
});
