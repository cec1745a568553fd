import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { AuthTokens, ErrorBody, User } from '@parlance/contracts';
import { asPerson, password, startApp } from '../../../test/harness/index.ts';

const app = await startApp();

const signUp = (body: unknown) => app.call<AuthTokens & ErrorBody>('POST', '/v1/auth/signup', body);
const login = (username: string, secret: string) =>
  app.call<AuthTokens & ErrorBody>('POST', '/v1/auth/login', { username, password: secret });
const form = (fields: Record<string, string>, path = '/v1/auth/login') =>
  app.http.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

describe('sign-up', () => {
  test('answers with the account and tokens that work', async () => {
    const { status, body, headers } = await signUp({
      username: 'Zoë',
      password,
      email: 'Zoe@Example.org',
      full_name: '  Zoë\r\nO’Brien 👩🏽‍🚀 ',
    });
    assert.equal(status, 201);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(body.token_type, 'bearer');
    assert.equal(body.expires_in, app.platform.config.ACCESS_TOKEN_SECONDS);
    assert.equal(body.user.full_name, 'Zoë O’Brien 👩🏽‍🚀');
    assert.equal(body.user.email, 'Zoe@Example.org');
    assert.deepEqual(Object.keys(body.user), [
      ...['id', 'username', 'email', 'full_name', 'tier', 'is_active', 'is_superuser', 'created_at', 'updated_at'],
    ]);
    const me = await asPerson(body, app.call).call<User>('GET', '/v1/auth/me');
    assert.deepEqual(me.body, body.user);
  });

  const scripts = ['अर्जुन', 'สมชาย', '王小明', 'ليلى.٢', 'Ångström_9', 'Олексій', 'ᚠᚢᚦ', 'e\u0301lodie'];
  for (const username of scripts) {
    test(`takes a username in any script: ${username}`, async () => {
      const { status, body } = await signUp({ username, password });
      assert.equal(status, 201);
      assert.equal(body.user.username, username.normalize('NFC'));
      assert.equal((await login(username.normalize('NFD').toUpperCase(), password)).body.user.id, body.user.id);
    });
  }

  const refused: [why: string, body: unknown, path: string][] = [
    ['an emoji', { username: 'rocket🚀', password }, 'username'],
    ['markup', { username: '<b>ada</b>', password }, 'username'],
    ['SQL', { username: "x'; drop table users;--", password }, 'username'],
    ['a direction override', { username: 'ada\u202eroot', password }, 'username'],
    ['two letters', { username: 'ab', password }, 'username'],
    ['50 kB', { username: 'a'.repeat(50_000), password }, 'username'],
    ['an e-mail address as a name', { username: 'ada@example.org', password }, 'username'],
    ['a number', { username: 12345, password }, 'username'],
    ['no name', { password }, 'username'],
    ['a short password', { username: 'grace', password: 'seven77' }, 'password'],
    ['a 50 kB password', { username: 'grace', password: 'p'.repeat(50_000) }, 'password'],
    ['no e-mail address', { username: 'grace', password, email: 'not an address' }, 'email'],
    ['two addresses', { username: 'grace', password, email: 'a@example.org\r\nBcc: b@example.org' }, 'email'],
    ['a 50 kB full name', { username: 'grace', password, full_name: '山'.repeat(50_000) }, 'full_name'],
    ['a null character', { username: 'grace', password, full_name: 'a\u0000b' }, 'full_name'],
  ];
  for (const [why, body, path] of refused) {
    test(`refuses ${why} and names the field`, async () => {
      const answer = await signUp(body);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.error, 'validation_failed');
      assert.ok(answer.body.fields?.some((field) => field.path === path));
    });
  }

  test('stores text that looks like code as text', async () => {
    const full_name = `<img src=x onerror=alert(1)>'); drop table users;-- مرحبا \u202e`;
    const { body } = await signUp({ username: 'mallory', password, full_name });
    assert.equal(body.user.full_name, full_name.trim());
  });

  test('refuses a name or address that is taken in another spelling', async () => {
    await signUp({ username: 'Straße', password, email: 'taken@example.org' });
    for (const username of ['straße', 'STRASSE', 'Ｓtraße']) {
      const { status, body } = await signUp({ username, password });
      assert.equal(status, 409);
      assert.equal(body.error, 'username_taken');
      assert.deepEqual(body.fields, [{ path: 'username', message: 'is taken' }]);
    }
    const { status, body } = await signUp({ username: 'somebody', password, email: 'TAKEN@example.org' });
    assert.deepEqual([status, body.error, body.fields?.[0]?.path], [409, 'email_taken', 'email']);
    assert.equal((await login('somebody', password)).status, 401);
  });

  test('gives a name to exactly one of those who ask for it together', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => signUp({ username: index % 2 ? 'Race' : 'rACE', password })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, ...Array(7).fill(409)]);
  });
});

describe('login', () => {
  before(async () => {
    await signUp({ username: 'ada', password, email: 'ada@example.org' });
  });

  test('takes the username or the e-mail address, whatever their case', async () => {
    for (const name of ['ada', 'ADA', 'ada@example.org', 'Ada@Example.ORG', ' ada ']) {
      const { status, body } = await login(name, password);
      assert.deepEqual([status, body.user?.username], [200, 'ada'], name);
    }
  });

  test('answers a wrong password and an unknown name with the same words', async () => {
    const wrong = await login('ada', 'not the password');
    const unknown = await login('nobody.at.all', 'not the password');
    for (const { status, body } of [wrong, unknown]) {
      assert.deepEqual([status, body.error], [401, 'invalid_credentials']);
    }
    assert.equal(wrong.body.detail, unknown.body.detail);
  });

  test('spends as much on an unknown name as on a wrong password', async () => {
    // Processor time, not time on the clock: how busy the machine is makes no difference to it.
    const effort = async (name: string) => {
      const before = process.cpuUsage();
      for (let round = 0; round < 6; round++) await login(name, 'not the password');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known = await effort('ada');
    assert.ok((await effort('nobody.at.all')) > 0.5 * known);
  });

  test('knows a password that another keyboard composes differently', async () => {
    await signUp({ username: 'björn', password: 'smörgåsbord'.normalize('NFC') });
    assert.equal((await login('björn', 'smörgåsbord'.normalize('NFD'))).status, 200);
  });

  test('takes an OAuth2 password form, and no other route takes forms', async () => {
    const good = await form({ grant_type: 'password', username: 'ada', password, scope: '' });
    assert.equal(good.statusCode, 200);
    assert.equal(good.json<AuthTokens>().user.username, 'ada');
    assert.equal((await form({ grant_type: 'password', username: 'ada', password: 'wrong' })).statusCode, 401);
    assert.equal((await form({ grant_type: 'password', username: 'ada' })).statusCode, 422);
    const elsewhere = await form({ username: 'formula', password }, '/v1/auth/signup');
    assert.deepEqual([elsewhere.statusCode, elsewhere.json<ErrorBody>().error], [415, 'unsupported_media_type']);
  });

  test('refuses a deactivated account, but tells so only to who knows the password', async () => {
    const { body } = await signUp({ username: 'gone', password });
    await app.platform.db.updateTable('users').set({ is_active: false }).where('id', '=', body.user.id).execute();
    const right = await login('gone', password);
    assert.deepEqual([right.status, right.body.error], [403, 'account_inactive']);
    assert.equal((await login('gone', 'wrong')).body.error, 'invalid_credentials');
    const refreshed = await app.call<ErrorBody>('POST', '/v1/auth/refresh', { refresh_token: body.refresh_token });
    assert.deepEqual([refreshed.status, refreshed.body.error], [403, 'account_inactive']);
  });

  test('leaves a trace of sign-ups, logins and failures, without what was typed', async () => {
    const { body } = await signUp({ username: 'traced', password });
    await login('traced', 'mistyped-secret');
    await login('traced', password);
    const entries = await app.platform.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', body.user.id)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['user-signed-up', 'login-failed', 'login-succeeded'],
    );
    assert.ok(entries.every(({ ip, request_id }) => ip === '127.0.0.1' && request_id));
    assert.ok(!JSON.stringify(entries).includes('mistyped-secret'));
    await assert.rejects(app.platform.db.deleteFrom('audit_entries').execute(), /append-only/);
  });
});
