import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ErrorBody } from '@parlance/contracts';
import { as, startBareHttp } from '../../../test/harness/bare-http.ts';
import { assertAllowed, createMemoryLimiter } from './limiter.ts';
import { addressKey } from './rate-limits.ts';
import type { Http } from './types.ts';

const routes = (http: Http): void => {
  http.get('/v1/things', async () => ({ items: [] }));
  http.post('/v1/things', async () => ({}));
  http.get('/open', { config: { public: true } }, async () => ({}));
  http.get('/health', { config: { public: true, limit: 'none' } }, async () => ({}));
};
const start = (settings: Record<string, string> = {}) =>
  startBareHttp({ RATE_LIMIT_PER_MINUTE: '2', RATE_LIMIT_PER_HOUR: '100', ...settings }, routes);

const write = (http: Http, user: string) => http.inject({ method: 'POST', url: '/v1/things', headers: as(user) });
const read = (http: Http, user: string) => http.inject({ url: '/v1/things', headers: as(user) });

test('every limited answer says what is left, and the one too many gets a 429 with Retry-After', async () => {
  const http = await start();
  const first = await write(http, 'ada');
  assert.equal(first.statusCode, 200);
  assert.equal(first.headers['ratelimit-limit'], '2');
  assert.equal(first.headers['ratelimit-remaining'], '1');
  assert.ok(Number(first.headers['ratelimit-reset']) <= 60 && Number(first.headers['ratelimit-reset']) >= 1);
  assert.equal((await write(http, 'ada')).headers['ratelimit-remaining'], '0');
  const refused = await write(http, 'ada');
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.headers['retry-after'], refused.headers['ratelimit-reset']);
  const body = refused.json<ErrorBody>();
  assert.equal(body.error, 'rate_limited');
  assert.match(body.detail, /try again in \d+ seconds?/);
});

test('users do not use up each other, and reads may be ten times as many as writes', async () => {
  const http = await start();
  await write(http, 'ada');
  await write(http, 'ada');
  assert.equal((await write(http, 'ada')).statusCode, 429);
  assert.equal((await write(http, 'bela')).statusCode, 200);
  for (let count = 0; count < 20; count++) assert.equal((await read(http, 'ada')).statusCode, 200);
  assert.equal((await read(http, 'ada')).statusCode, 429);
});

test('the hour counts when it is the tighter window', async () => {
  const http = await start({ RATE_LIMIT_PER_MINUTE: '50', RATE_LIMIT_PER_HOUR: '2' });
  const { headers } = await write(http, 'ada');
  assert.equal(headers['ratelimit-limit'], '2');
  assert.ok(Number(headers['ratelimit-reset']) > 3_590);
  await write(http, 'ada');
  assert.equal((await write(http, 'ada')).statusCode, 429);
});

test('public routes and refused tokens are counted by address', async () => {
  const http = await start({ RATE_LIMIT_PER_MINUTE: '1' });
  const open = (remoteAddress: string) => http.inject({ url: '/open', remoteAddress });
  for (let count = 0; count < 10; count++) assert.equal((await open('198.51.100.7')).statusCode, 200);
  assert.equal((await open('198.51.100.7')).statusCode, 429);
  assert.equal((await open('198.51.100.8')).statusCode, 200);
  const guess = () =>
    http.inject({ url: '/v1/things', remoteAddress: '198.51.100.9', headers: { authorization: 'Bearer guess' } });
  for (let count = 0; count < 10; count++) assert.equal((await guess()).statusCode, 401);
  assert.equal((await guess()).statusCode, 429);
});

test('health is never limited', async () => {
  const http = await start({ RATE_LIMIT_PER_MINUTE: '1' });
  for (let count = 0; count < 30; count++) {
    const { statusCode, headers } = await http.inject({ url: '/health' });
    assert.equal(statusCode, 200);
    assert.equal(headers['ratelimit-limit'], undefined);
  }
});

test('what is sent by socket counts as a write of the same user', async () => {
  const http = await start();
  await http.requestLimits.consume('write', 'ada');
  await write(http, 'ada');
  assert.equal((await write(http, 'ada')).statusCode, 429);
});

test('a limiter starts anew after its window, peeks without counting and forgets on reset', async () => {
  mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  try {
    const limiter = createMemoryLimiter({ prefix: 'login', points: 1, seconds: 60 });
    assert.equal((await limiter.peek('ada')).allowed, true);
    assert.equal((await limiter.consume('ada')).allowed, true);
    assert.equal((await limiter.peek('ada')).allowed, false);
    const refused = await limiter.consume('ada');
    assert.throws(() => assertAllowed(refused), { code: 'rate_limited', headers: { 'retry-after': '60' } });
    mock.timers.tick(60_000);
    assert.equal((await limiter.consume('ada')).allowed, true);
    await limiter.reset('ada');
    assert.deepEqual(await limiter.peek('ada'), { allowed: true, limit: 1, remaining: 1, resetSeconds: 60 });
  } finally {
    mock.timers.reset();
  }
});

test('an IPv6 network of /64 is one address, and a mapped IPv4 address is the IPv4 address', () => {
  assert.equal(addressKey('2001:db8:1:2:3:4:5:6'), addressKey('2001:db8:1:2:ffff::1'));
  assert.notEqual(addressKey('2001:db8:1:2::1'), addressKey('2001:db8:1:3::1'));
  assert.equal(addressKey('::ffff:198.51.100.7'), '198.51.100.7');
  assert.equal(addressKey('198.51.100.7'), '198.51.100.7');
});
