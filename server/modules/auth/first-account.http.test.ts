import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuthTokens, ErrorBody, User } from '@parlance/contracts';
import { password, startApp } from '../../../test/harness/index.ts';

test('of twenty that sign up together on a new installation exactly one is the administrator', async () => {
  const app = await startApp();
  const people = await Promise.all(Array.from({ length: 20 }, () => app.signUp()));
  const administrators = people.filter(({ user }) => user.is_superuser);
  assert.equal(administrators.length, 1);
  assert.equal((await app.signUp('latecomer')).user.is_superuser, false);
  const entries = await app.platform.db
    .selectFrom('audit_entries')
    .select('target_id')
    .where('action', '=', 'first-administrator-made')
    .execute();
  assert.deepEqual(entries, [{ target_id: administrators[0]?.user.id }]);
  await app.close();
});

test('nobody makes themselves an administrator, nor anything else that is not in the form', async () => {
  const app = await startApp();
  const first = await app.signUp('ada');
  const wishes = { is_superuser: true, tier: 'premium', is_active: false, id: first.user.id };
  const body = { username: 'mallory', password, ...wishes };
  const { user } = (await app.call<AuthTokens>('POST', '/v1/auth/signup', body)).body;
  const wished = await app.signUp('bea');
  await wished.call('PUT', '/v1/users/me', { full_name: 'Bea', ...wishes });
  const changed = (await wished.call<User>('GET', '/v1/users/me')).body;
  for (const got of [user, changed]) {
    assert.deepEqual([got.is_superuser, got.tier, got.is_active], [false, 'free', true]);
    assert.notEqual(got.id, first.user.id);
  }
  await app.close();
});

test('a refused sign-up leaves the place of the administrator free', async () => {
  const app = await startApp();
  const body = { username: 'ada', password: 'short' };
  assert.equal((await app.call('POST', '/v1/auth/signup', body)).status, 422);
  assert.equal((await app.signUp('ada')).user.is_superuser, true);
  await app.close();
});

test('where sign-up is closed only the first account gets in, also under a race', async () => {
  const app = await startApp({ settings: { SIGNUP: 'closed' } });
  const signUp = (username: string) =>
    app.call<AuthTokens & ErrorBody>('POST', '/v1/auth/signup', { username, password });
  const answers = await Promise.all(['ada', 'bea', 'cem', 'dan'].map(signUp));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403, 403, 403]);
  const admitted = answers.find(({ status }) => status === 201)?.body.user;
  assert.equal(admitted?.is_superuser, true);
  // Also for a name that is taken: a closed door doesn't tell who is inside.
  for (const username of ['later', admitted?.username ?? '']) {
    const { status, body } = await signUp(username);
    assert.deepEqual([status, body.error], [403, 'signup_closed']);
  }
  const { n } = await app.platform.db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  assert.equal(n, 1);
  await app.close();
});
