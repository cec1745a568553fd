import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ErrorBody, Health } from '@parlance/contracts';
import { startBareHttp } from '../../../test/harness/bare-http.ts';
import { readConfig } from '../../config.ts';
import type { Http } from '../../platform/http/types.ts';
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts';
import type { Component } from './index.ts';
import { registerSystemRoutes } from './index.ts';

const config = readConfig({ LOG_LEVEL: 'silent' });
const createPlatform = () => ({
  config,
  logger: createLogger(config),
  metrics: createMetrics({ pool: { totalCount: 0, idleCount: 0, waitingCount: 0 }, jobDepth: async () => ({}) }),
  now: () => new Date(),
});

const start = (components: Record<string, Component>, isStopping = () => false): Promise<Http> =>
  startBareHttp({}, (http) => {
    registerSystemRoutes(http, createPlatform(), {
      components,
      required: ['database'],
      isStopping,
      countStats: async () => ({ users: 0, conversations: 0, messages: 0, sockets: 0, jobs: {} }),
    });
  });

const down: Component = {
  look: async () => {
    throw new Error('connect ECONNREFUSED db.internal.example:5432');
  },
};
const up: Component = { look: async () => ({ status: 'healthy' }) };

test('with a part down health stays a 200 and says degraded; readiness is a 503 that names it', async () => {
  const http = await start({ database: down, mail: up });
  const health = await http.inject({ url: '/health' });
  assert.equal(health.statusCode, 200);
  assert.equal(health.json<Health>().status, 'degraded');
  assert.deepEqual(health.json<Health>().components, { database: 'unhealthy', mail: 'healthy' });
  const ready = await http.inject({ url: '/ready' });
  assert.equal(ready.statusCode, 503);
  assert.equal(ready.json<ErrorBody>().error, 'unavailable');
  assert.match(ready.json<ErrorBody>().detail, /^database/);
  const metrics = (await http.inject({ url: '/metrics' })).body;
  assert.match(metrics, /parlance_component_up\{component="database"\} 0\n/);
  assert.match(metrics, /parlance_component_up\{component="mail"\} 1\n/);
});

test('why a part is down is not told to everyone', async () => {
  const http = await start({ database: down });
  const { body } = await http.inject({ url: '/v1/health/detailed' });
  assert.doesNotMatch(body, /internal\.example|ECONNREFUSED/);
});

test('what is not required does not make the process unready', async () => {
  const http = await start({ database: up, mail: down });
  assert.equal((await http.inject({ url: '/ready' })).statusCode, 200);
});

test('a process that stops is alive and not ready', async () => {
  const http = await start({ database: up }, () => true);
  assert.equal((await http.inject({ url: '/health' })).statusCode, 200);
  const ready = await http.inject({ url: '/ready' });
  assert.equal(ready.statusCode, 503);
  assert.match(ready.json<ErrorBody>().detail, /shutting down/);
});

test('however often health is asked for, a part is looked at once a second', async () => {
  let looks = 0;
  const http = await start({
    database: {
      look: async () => {
        looks += 1;
        return { status: 'healthy' };
      },
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => http.inject({ url: '/health' })));
  assert.equal(looks, 1);
});

test('a part that does not answer counts as unhealthy after two seconds', async () => {
  const { promise: looking, resolve: startLooking } = Promise.withResolvers<void>();
  const http = await start({
    database: {
      look: () => {
        startLooking();
        return new Promise(() => undefined);
      },
    },
  });
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const asked = http.inject({ url: '/health' });
    await looking;
    mock.timers.tick(2_000);
    assert.equal((await asked).json<Health>().components.database, 'unhealthy');
  } finally {
    mock.timers.reset();
  }
});
