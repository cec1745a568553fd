import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorBody, Health, Stats } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';

const app = await startApp();

test('health names every part and its state, without a token', async () => {
  for (const path of ['/health', '/api/v1/health']) {
    const { status, body } = await app.call<Health>('GET', path);
    assert.equal(status, 200);
    assert.equal(body.status, 'healthy');
    assert.equal(body.components.database, 'healthy');
    assert.equal(body.components.jobs, 'healthy');
    assert.equal(body.components.redis, process.env.TEST_REDIS_URL ? 'healthy' : 'off');
    assert.ok(body.version && body.timestamp);
  }
});

test('detailed health tells latencies and no hosts; one part can be asked for alone', async () => {
  for (const path of ['/v1/health/detailed', '/v1/system/health', '/system/health']) {
    const { status, body } = await app.call<{ components: Record<string, { status: string; latency_ms?: number }> }>(
      'GET',
      path,
    );
    assert.equal(status, 200);
    assert.equal(body.components.database?.status, 'healthy');
    assert.equal(typeof body.components.database?.latency_ms, 'number');
    assert.doesNotMatch(JSON.stringify(body), /localhost|127\.0\.0\.1|postgres:\/\/|\/tmp/);
  }
  assert.equal((await app.call('GET', '/v1/health/database')).status, 200);
  for (const name of ['nothing', 'constructor', '__proto__']) {
    const unknown = await app.call<ErrorBody>('GET', `/v1/health/${name}`);
    assert.equal(unknown.status, 404, name);
    assert.equal(unknown.body.error, 'not_found');
  }
});

test('ready while the database answers', async () => {
  const { status, body } = await app.call<{ status: string }>('GET', '/ready');
  assert.equal(status, 200);
  assert.equal(body.status, 'ready');
});

test('metrics know the routes that were asked', async () => {
  await app.call('GET', '/v1/health/database');
  const { status, body, headers } = await app.call<string>('GET', '/metrics');
  assert.equal(status, 200);
  assert.match(String(headers['content-type']), /^text\/plain/);
  assert.match(
    body,
    /http_request_duration_seconds_count\{method="GET",route="\/v1\/health\/:component",status="200"\} \d/,
  );
  assert.match(body, /parlance_database_connections\{state="total"\} \d/);
  assert.match(body, /parlance_websocket_connections 0/);
});

test('statistics are for administrators', async () => {
  const admin = await app.signUp();
  const member = await app.signUp();
  const { status, body } = await admin.call<Stats>('GET', '/v1/system/stats');
  assert.equal(status, 200);
  assert.deepEqual([body.users, body.conversations, body.messages, body.sockets], [2, 0, 0, 0]);
  const refused = await member.call<ErrorBody>('GET', '/v1/system/stats');
  assert.equal(refused.status, 403);
  assert.equal(refused.body.error, 'forbidden');
  assert.equal((await app.call('GET', '/v1/system/stats')).status, 401);
});
