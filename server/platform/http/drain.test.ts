import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startApp } from '../../../test/harness/index.ts';

test('a spare connection does not hold up the end, and a request under way is answered', async () => {
  const app = await startApp({ settings: { SHUTDOWN_SECONDS: '600' } });
  const ana = await app.signUp('ana');
  const spare = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(spare, 'connect');
  const ended = once(spare, 'close');
  const answer = fetch(`${app.url}/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ben', password: 'a long password' }),
  });
  await app.call('GET', '/v1/users/me', undefined, ana.headers);
  const closed = app.close();
  assert.ok([201, 503].includes((await answer).status));
  // Waiting for the time-out instead would take longer than a test may.
  await Promise.all([closed, ended]);
});
