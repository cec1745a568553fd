import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { AuthTokens, User } from '@parlance/contracts';
import { password } from '../../../test/harness/index.ts';
import { ask, runRole, startRole } from '../../../test/harness/processes.ts';
import { cloneDatabase } from '../../../test/harness/template.ts';

const database = await cloneDatabase();
after(database.remove);
const { settings } = database;
const admin = (...args: string[]) => runRole(settings, ['admin', ...args], `${password}\n`);

/** Runs against a server that is stopped again, since the embedded database belongs to one process at a time. */
async function serving<T>(work: (url: string) => Promise<T>, more: Record<string, string> = {}): Promise<T> {
  const server = await startRole({ ...settings, ...more });
  try {
    return await work(server.url);
  } finally {
    assert.equal((await server.stop()).code, 0);
  }
}

const login = (url: string, username: string, secret = password) =>
  ask<AuthTokens>(`${url}/v1/auth/login`, { method: 'POST', body: { username, password: secret } });
const me = (url: string, token: string) => ask<User>(`${url}/v1/auth/me`, { token });

describe('accounts on the command line', { concurrency: false }, () => {
  test('create-admin makes an administrator, also after the first account', async () => {
    for (const name of ['root', 'second']) {
      const { code, output, errors } = await admin('create-admin', name, '--email', `${name}@example.org`);
      assert.equal(code, 0, errors);
      assert.match(output, new RegExp(`^${name} is an administrator now`));
    }
    await serving(async (url) => {
      const { body } = await login(url, 'second@example.org');
      assert.equal(body.user.is_superuser, true);
    });
  });

  test('what sign-up would refuse is refused in one sentence, and nothing is made', async () => {
    const taken = await admin('create-admin', 'ROOT');
    assert.equal(taken.code, 1);
    assert.match(taken.errors, /taken/);
    const short = await runRole(settings, ['admin', 'create-admin', 'third'], 'short\n');
    assert.equal(short.code, 1);
    assert.match(short.errors, /^password: /);
    const none = await runRole(settings, ['admin', 'create-admin', 'third']);
    assert.match(none.errors, /No password/);
    for (const { errors } of [taken, short, none]) assert.doesNotMatch(errors, /^\s+at /m);
  });

  test('reset-password ends every session; only the new password signs in', async () => {
    const before = await serving(async (url) => (await login(url, 'root')).body);
    const { code, output } = await runRole(settings, ['admin', 'reset-password', 'root'], 'a different one\n');
    assert.equal(code, 0);
    assert.match(output, /Sessions that ended: 1/);
    await serving(async (url) => {
      assert.equal((await me(url, before.access_token)).status, 401);
      const body = { refresh_token: before.refresh_token };
      assert.equal((await ask(`${url}/v1/auth/refresh`, { method: 'POST', body })).status, 401);
      assert.equal((await login(url, 'root')).status, 401);
      assert.equal((await login(url, 'root', 'a different one')).status, 200);
    });
    assert.match((await admin('reset-password', 'nobody')).errors, /no account "nobody"/);
  });

  test('token signs in without a password, but only in development', async () => {
    const { output } = await admin('token', 'second');
    await serving(async (url) => assert.equal((await me(url, output.trim())).body.username, 'second'));
    const secured = { ...settings, ENVIRONMENT: 'production', SECRET_KEY: 's'.repeat(40) };
    const refused = await runRole(secured, ['admin', 'token', 'second']);
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /for development/);
  });
});

describe('the secret', { concurrency: false }, () => {
  test('after rotate-key old tokens are good once more, and after another rotation they are not', async () => {
    const token = await serving(async (url) => (await login(url, 'second')).body.access_token);
    assert.equal((await admin('rotate-key')).code, 0);
    await serving(async (url) => {
      assert.equal((await me(url, token)).status, 200);
      assert.equal((await me(url, (await login(url, 'second')).body.access_token)).status, 200);
    });
    assert.equal((await admin('rotate-key')).code, 0);
    await serving(async (url) => assert.equal((await me(url, token)).status, 401));
  });

  test('a secret of the environment changes there: SECRET_KEY_PREVIOUS is accepted, others are not', async () => {
    const [old, next] = ['o'.repeat(40), 'n'.repeat(40)];
    const token = await serving(async (url) => (await login(url, 'second')).body.access_token, { SECRET_KEY: old });
    const both = { SECRET_KEY: next, SECRET_KEY_PREVIOUS: old };
    await serving(async (url) => assert.equal((await me(url, token)).status, 200), both);
    await serving(async (url) => assert.equal((await me(url, token)).status, 401), { SECRET_KEY: next });
    const refused = await runRole({ ...settings, SECRET_KEY: old }, ['admin', 'rotate-key']);
    assert.match(refused.errors, /SECRET_KEY_PREVIOUS/);
  });
});

describe('the command line itself', () => {
  test('prints its page', async () => {
    const { code, output } = await admin('move', '--help');
    assert.equal(code, 0);
    assert.match(output, /reset-password <user>/);
  });

  test('says how a command is written', async () => {
    for (const args of [['dance'], ['reset-password', 'a', 'b'], ['reset', '--force']]) {
      const { code, errors } = await admin(...args);
      assert.equal(code, 1);
      assert.match(errors, /npm run admin -- /);
    }
  });

  test('reset wants to be sure, and never runs in production', async () => {
    assert.match((await admin('reset')).errors, /Say --yes/);
    const secured = { ...settings, ENVIRONMENT: 'production', SECRET_KEY: 's'.repeat(40) };
    assert.match((await runRole(secured, ['admin', 'reset', '--yes'])).errors, /for development/);
    assert.equal((await admin('reset', '--yes')).code, 0);
    await serving(async (url) => assert.equal((await login(url, 'second')).status, 401));
  });
});
