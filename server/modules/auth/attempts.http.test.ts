import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorBody } from '@parlance/contracts';
import { type Person, password, startApp } from '../../../test/harness/index.ts';

const app = await startApp({
  settings: { LOGIN_RATE_LIMIT_PER_MINUTE: '5', RESET_RATE_LIMIT_PER_HOUR: '3', TRUST_PROXY: 'true' },
});
const login = (username: string, secret: string, ip = '203.0.113.1') =>
  app.call<ErrorBody>('POST', '/v1/auth/login', { username, password: secret }, { 'x-forwarded-for': ip });

test('after too many wrong passwords even the right one has to wait, and the answer says how long', async () => {
  await app.signUp('ada');
  for (let round = 0; round < 5; round++) assert.equal((await login('ADA', 'wrong')).status, 401);
  const { status, body, headers } = await login('ada', password);
  assert.deepEqual([status, body.error], [429, 'rate_limited']);
  const wait = Number(headers['retry-after']);
  assert.ok(wait >= 1 && wait <= 60);
  assert.equal((await login('ada', password, '203.0.113.2')).status, 200, 'elsewhere the owner still gets in');
});

test('guesses sent at once are counted before any has failed', async () => {
  await app.signUp('bea');
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => login('bea', `guess number ${index}`)));
  assert.equal(answers.filter(({ status }) => status === 401).length, 5);
  assert.equal(answers.filter(({ status }) => status === 429).length, 15);
});

test('an unknown name is limited alike, so the limit tells nothing', async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 6; round++) statuses.push((await login('nobody', 'wrong')).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
});

test('a good login forgets the failures before it', async () => {
  await app.signUp('cem');
  for (let round = 0; round < 4; round++) await login('cem', 'wrong');
  assert.equal((await login('cem', password)).status, 200);
  for (let round = 0; round < 5; round++) assert.equal((await login('cem', 'wrong')).status, 401);
  assert.equal((await login('cem', password)).status, 429);
});

test('name and e-mail address of one account share their guesses, and so does changing its password', async () => {
  const dan: Person = await app.signUp('dan');
  await dan.call('PUT', '/v1/users/me', { email: 'dan@example.org' });
  for (let round = 0; round < 3; round++) await login('dan', 'wrong', '127.0.0.1');
  for (let round = 0; round < 2; round++) await login('dan@example.org', 'wrong', '127.0.0.1');
  assert.equal((await login('dan@example.org', password, '127.0.0.1')).status, 429);
  const change = { current_password: password, new_password: 'long enough' };
  assert.equal((await dan.call('POST', '/v1/users/me/change-password', change)).status, 429);
});

test('reset mails are limited by address and caller', async () => {
  const forgot = (email: string, ip: string) =>
    app.call<ErrorBody>('POST', '/v1/auth/forgot-password', { email }, { 'x-forwarded-for': ip });
  for (let round = 0; round < 3; round++) assert.equal((await forgot('eve@example.org', '203.0.113.9')).status, 200);
  const refused = await forgot('EVE@example.org', '203.0.113.9');
  assert.deepEqual([refused.status, refused.body.error], [429, 'rate_limited']);
  assert.ok(refused.headers['retry-after']);
  assert.equal((await forgot('fay@example.org', '203.0.113.9')).status, 200);
});
