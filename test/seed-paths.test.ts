import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuthTokens, Conversation, PostedMessage } from '@parlance/contracts';
import { createGroup } from './harness/chat.ts';
import { password, startApp } from './harness/index.ts';

/** The documents Parlance grew from each had paths of their own; clients written for them find everything where they look. */
const app = await startApp();
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');
const group = await createGroup(ada, bea);

describe('sign-up under every path', () => {
  const paths = ['/auth/signup', '/auth/register', '/v1/auth/register', '/api/v1/auth/register', '/api/v1/auth/signup'];
  for (const [index, path] of paths.entries()) {
    test(path, async () => {
      const { status, body } = await app.call<AuthTokens>('POST', path, { username: `seed${index}`, password });
      assert.equal(status, 201);
      assert.equal(body.token_type, 'bearer');
    });
  }
});

for (const path of ['/auth/login', '/v1/auth/login', '/api/v1/auth/login']) {
  test(`sign in at ${path} with JSON and with the OAuth2 form`, async () => {
    assert.equal((await app.call('POST', path, { username: 'ada', password })).status, 200);
    const form = new URLSearchParams({ grant_type: 'password', username: 'ada', password, scope: '' });
    const answer = await fetch(app.url + path, { method: 'POST', body: form });
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as AuthTokens).user.id, ada.user.id);
  });
}

describe('what one reads', () => {
  const prefixed = (paths: string[], ...prefixes: string[]) =>
    prefixes.flatMap((prefix) => paths.map((p) => prefix + p));
  const people = [
    '/auth/me',
    '/users',
    '/users/me',
    `/users/${bea.user.id}`,
    '/users/search?q=bea',
    '/users/me/preferences',
  ];
  const chats = ['/conversations', `/conversations/${group}`, `/conversations/${group}/messages?limit=1`];
  const paths = [
    ...prefixed(people, '', '/v1', '/api/v1'),
    ...prefixed(chats, '', '/v1'),
    ...prefixed(['/system/health', '/system/stats'], '', '/v1'),
    ...prefixed(['/health', '/health/detailed', '/health/database'], '/api/v1'),
    '/health',
    '/ready',
    '/metrics',
  ];
  for (const path of paths) {
    test(path, async () => assert.equal((await ada.call('GET', path)).status, 200));
  }
});

test('a conversation and a message by the paths of Pneumatic Chat', async () => {
  const opened = await ada.call<Conversation>('POST', '/conversations', { member_ids: [bea.user.id] });
  assert.equal(opened.status, 201);
  const draft = { conversation_id: opened.body.id, message_id: 'one', content: 'Grüße' };
  const posted = await ada.call<PostedMessage>('POST', '/messages', draft);
  const again = await ada.call<PostedMessage>('POST', '/v1/messages', draft);
  assert.deepEqual([posted.status, again.status], [201, 200]);
  assert.deepEqual(again.body, posted.body);
});

describe('the refused twins', () => {
  for (const path of ['/users', '/conversations', '/auth/me', '/api/v1/users/me', '/system/stats']) {
    test(`${path} without a token`, async () => assert.equal((await app.call('GET', path)).status, 401));
  }
  for (const path of ['/nothing', '/auth/nothing', '/api/v1/nothing', '/api/v2/users', '/api/users']) {
    test(`${path} does not exist`, async () => {
      const { status, body } = await ada.call<{ error: string }>('GET', path);
      assert.deepEqual([status, body.error], [404, 'route_not_found']);
    });
  }
});
