import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './metrics.ts';
import { createRate } from './rate.ts';

const pool = { totalCount: 3, idleCount: 1, waitingCount: 2 };

/** The value of a line such as `name{labels} value`. */
function value(text: string, name: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

test('requests, messages, sockets, connections and jobs are counted', async () => {
  const metrics = createMetrics({ pool, jobDepth: async () => ({ 'mail-send': 4 }) });
  metrics.observeRequest({ method: 'GET', route: '/v1/users/:id', status: 200, seconds: 0.004 });
  for (let count = 0; count < 20; count++) metrics.messagesSent.inc();
  metrics.watchSockets(() => 1);
  const text = await metrics.render();
  assert.equal(
    value(text, 'http_request_duration_seconds_count{method="GET",route="/v1/users/:id",status="200"}'),
    '1',
  );
  assert.equal(value(text, 'parlance_messages_total'), '20');
  assert.equal(value(text, 'parlance_messages_per_second'), '2');
  assert.equal(value(text, 'parlance_websocket_connections'), '1');
  assert.equal(value(text, 'parlance_database_connections{state="waiting"}'), '2');
  assert.equal(value(text, 'parlance_job_queue_depth{queue="mail-send"}'), '4');
  assert.match(text, /^process_resident_memory_bytes \d+/m);
});

test('metrics stay there while the database is away, and ask it at most once in a while', async () => {
  let asked = 0;
  const metrics = createMetrics({
    pool,
    jobDepth: async () => {
      asked += 1;
      throw new Error('connection refused');
    },
  });
  for (let count = 0; count < 5; count++) assert.match(await metrics.render(), /parlance_messages_total 0/);
  assert.equal(asked, 1);
});

test('two applications in one process count apart', async () => {
  const [one, other] = [
    createMetrics({ pool, jobDepth: async () => ({}) }),
    createMetrics({ pool, jobDepth: async () => ({}) }),
  ];
  one.messagesSent.inc();
  assert.match(await other.render(), /parlance_messages_total 0/);
});

test('a rate forgets what is older than its window', () => {
  let now = 1_000_000;
  const rate = createRate(10, () => now);
  for (let count = 0; count < 50; count++) rate.count();
  assert.equal(rate.perSecond(), 5);
  now += 9_000;
  rate.count();
  assert.equal(rate.perSecond(), 5.1);
  now += 1_000;
  assert.equal(rate.perSecond(), 0.1);
  now += 60_000;
  assert.equal(rate.perSecond(), 0);
});
