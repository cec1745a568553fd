import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuthTokens, ErrorBody, Session } from '@parlance/contracts';
import { asPerson, type Person, password, startApp } from '../../../test/harness/index.ts';
import { purgeExpired } from './sessions.ts';

let clock = 0;
const app = await startApp({ now: () => new Date(Date.now() + clock) });

interface SessionList {
  items: Session[];
  next_cursor: string | null;
}

const refresh = (refresh_token: string) =>
  app.call<AuthTokens & ErrorBody>('POST', '/v1/auth/refresh', { refresh_token });
const isAlive = async (tokens: AuthTokens) =>
  (await asPerson(tokens, app.call).call('GET', '/v1/auth/me')).status === 200;
const sessionsOf = async (person: Person) => (await person.call<SessionList>('GET', '/v1/auth/sessions')).body.items;

async function login(person: Person, headers: Record<string, string> = {}): Promise<Person> {
  const body = { username: person.user.username, password };
  const answer = await app.call<AuthTokens>('POST', '/v1/auth/login', body, headers);
  assert.equal(answer.status, 200);
  return asPerson(answer.body, app.call);
}

describe('refresh', () => {
  test('gives new tokens, and each refresh token works once', async () => {
    const ada = await app.signUp();
    const first = await refresh(ada.refreshToken);
    assert.equal(first.status, 200);
    assert.equal(first.headers['cache-control'], 'no-store');
    const second = await refresh(first.body.refresh_token);
    assert.equal(second.status, 200);
    assert.ok((await isAlive(first.body)) && (await isAlive(second.body)));
    assert.equal((await sessionsOf(ada)).length, 1);
  });

  test('a token used again after its answer ends the session: the newest tokens are dead too', async () => {
    const ada = await app.signUp();
    const other = await login(ada);
    const first = await refresh(ada.refreshToken);
    const reuse = await refresh(ada.refreshToken);
    assert.deepEqual([reuse.status, reuse.body.error], [401, 'token_reused']);
    assert.equal(await isAlive(first.body), false);
    assert.equal((await ada.call('GET', '/v1/auth/me')).status, 401);
    assert.deepEqual((await refresh(first.body.refresh_token)).body.error, 'unauthorized');
    assert.equal((await other.call('GET', '/v1/auth/me')).status, 200, 'another device stays signed in');
    const trace = await app.platform.db
      .selectFrom('audit_entries')
      .select('actor_id')
      .where('action', '=', 'refresh-token-reused')
      .where('actor_id', '=', ada.user.id)
      .execute();
    assert.equal(trace.length, 1);
  });

  test('a token from further back ends the session as well', async () => {
    const ada = await app.signUp();
    const first = await refresh(ada.refreshToken);
    const second = await refresh(first.body.refresh_token);
    assert.equal((await refresh(ada.refreshToken)).body.error, 'token_reused');
    assert.equal(await isAlive(second.body), false);
  });

  test('tabs that refresh together all stay signed in, each with a token of its own', async () => {
    const ada = await app.signUp();
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(ada.refreshToken)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 4);
    const next = await Promise.all(answers.map(({ body }) => refresh(body.refresh_token)));
    for (const { status, body } of next) assert.ok(status === 200 && (await isAlive(body)));
    assert.equal((await sessionsOf(ada)).length, 1);
    assert.equal((await refresh(ada.refreshToken)).body.error, 'token_reused');
    for (const { body } of next) assert.equal(await isAlive(body), false);
  });

  test('refuses what is no refresh token, and changes nothing', async () => {
    const ada = await app.signUp();
    for (const token of ['nonsense', ada.token, `${ada.refreshToken}x`, "' or true --"]) {
      assert.deepEqual((await refresh(token)).body.error, 'unauthorized');
    }
    assert.equal((await app.call('POST', '/v1/auth/refresh', {})).status, 422);
    assert.equal((await refresh('x'.repeat(50_000))).status, 422);
    assert.equal((await refresh(ada.refreshToken)).status, 200);
  });

  test('use moves the expiry, and an unused session ends and is purged', async () => {
    const life = app.platform.config.REFRESH_TOKEN_SECONDS * 1_000;
    const [used, unused] = [await app.signUp(), await app.signUp()];
    const ended: string[] = [];
    const stop = app.platform.bus.subscribe('sessions-ended', ({ userId }) => void ended.push(userId));
    try {
      clock = life - 60_000;
      const renewed = await refresh(used.refreshToken);
      assert.equal(renewed.status, 200);
      clock = life + 60_000;
      assert.deepEqual((await refresh(unused.refreshToken)).body.error, 'token_expired');
      await purgeExpired(app.platform);
      assert.ok(ended.includes(unused.user.id) && !ended.includes(used.user.id));
      assert.deepEqual((await refresh(unused.refreshToken)).body.error, 'unauthorized');
      assert.equal((await refresh(renewed.body.refresh_token)).status, 200);
    } finally {
      stop();
      clock = 0;
    }
  });

  test('no token is stored as it is', async () => {
    const ada = await app.signUp();
    const { rows } = await app.platform.database.pool.query<{ line: string }>(
      'select row_to_json(refresh_tokens)::text as line from refresh_tokens',
    );
    assert.ok(rows.length > 0 && !rows.some(({ line }) => line.includes(ada.refreshToken)));
  });
});

describe('sessions', () => {
  test('lists devices, newest first, and marks the current one', async () => {
    const ada = await app.signUp();
    const phone = await login(ada, { 'user-agent': `Phone ${'x'.repeat(400)}` });
    const [first, second, ...rest] = await sessionsOf(phone);
    assert.equal(rest.length, 0);
    assert.deepEqual([first?.current, second?.current], [true, false]);
    assert.equal(first?.user_agent?.length, 300);
    assert.equal(first?.ip, '127.0.0.1');
    assert.deepEqual(Object.keys(first ?? {}), [
      ...['id', 'user_agent', 'ip', 'created_at', 'last_used_at', 'expires_at', 'current'],
    ]);
  });

  test('pages through them', async () => {
    const ada = await app.signUp();
    for (let round = 0; round < 4; round++) await login(ada);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const path: string = `/v1/auth/sessions?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { body }: { body: SessionList } = await ada.call<SessionList>('GET', path);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor);
    assert.equal(seen.length, 5);
    assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
    assert.equal((await ada.call('GET', '/v1/auth/sessions?cursor=WyJ4Il0')).status, 422);
  });

  test('logging out ends this device and no other, at once and with its refresh token', async () => {
    const ada = await app.signUp();
    const phone = await login(ada);
    assert.equal((await phone.call('GET', '/v1/auth/me')).status, 200);
    const out = await phone.call('POST', '/v1/auth/logout');
    assert.deepEqual([out.status, out.body], [204, '']);
    const { status, body } = await phone.call<ErrorBody>('GET', '/v1/auth/me');
    assert.deepEqual([status, body.error], [401, 'unauthorized']);
    assert.equal((await refresh(phone.refreshToken)).status, 401);
    assert.equal((await phone.call('POST', '/v1/auth/logout')).status, 401);
    assert.equal((await ada.call('GET', '/v1/auth/me')).status, 200);
  });

  test('ends one device, or all others', async () => {
    const ada = await app.signUp();
    const [phone, tablet, desk] = [await login(ada), await login(ada), await login(ada)];
    const id = (await sessionsOf(phone)).find(({ current }) => current)?.id;
    assert.equal((await ada.call('DELETE', `/v1/auth/sessions/${id}`)).status, 204);
    assert.equal((await phone.call('GET', '/v1/auth/me')).status, 401);
    assert.equal((await ada.call('DELETE', `/v1/auth/sessions/${id}`)).status, 404);
    assert.equal((await tablet.call('GET', '/v1/auth/me')).status, 200);
    assert.equal((await desk.call('DELETE', '/v1/auth/sessions')).status, 204);
    for (const device of [ada, tablet]) assert.equal((await device.call('GET', '/v1/auth/me')).status, 401);
    assert.equal((await sessionsOf(desk)).length, 1);
  });

  test("somebody else's session is not found and lives on", async () => {
    const [ada, eve] = [await app.signUp(), await app.signUp()];
    const id = (await sessionsOf(ada))[0]?.id;
    const { status, body } = await eve.call<ErrorBody>('DELETE', `/v1/auth/sessions/${id}`);
    assert.deepEqual([status, body.error], [404, 'not_found']);
    assert.equal((await eve.call('DELETE', '/v1/auth/sessions/not-an-id')).status, 422);
    assert.equal((await ada.call('GET', '/v1/auth/me')).status, 200);
    assert.equal((await app.call('GET', '/v1/auth/sessions')).status, 401);
  });
});
