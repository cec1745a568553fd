import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiKey, CreateApiKey, CreatedApiKey, ErrorBody } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { transact } from '../../platform/db/index.ts';
import { redactLine } from '../../platform/telemetry/redact.ts';
import { endSessions } from './sessions.ts';

let clock = 0;
const app = await startApp({ now: () => new Date(Date.now() + clock) });
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');

interface KeyPage {
  items: ApiKey[];
  next_cursor: string | null;
}

async function make(person: Person, body: Partial<CreateApiKey> = {}): Promise<CreatedApiKey> {
  const answer = await person.call<CreatedApiKey>('POST', '/v1/keys', { name: 'Übersetzer 🤖', ...body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal(answer.headers['cache-control'], 'no-store');
  return answer.body;
}

const asKey = ({ key }: CreatedApiKey) => ({ authorization: `Bearer ${key}` });
const whoAmI = (key: CreatedApiKey) => app.call<ErrorBody>('GET', '/v1/auth/me', undefined, asKey(key));
const models = (key: CreatedApiKey) => app.call('GET', '/openai/v1/models', undefined, asKey(key));
const list = async (person: Person) => (await person.call<KeyPage>('GET', '/v1/keys')).body.items;

test('a key is shown once, kept as a hash, and listed without its secret', async () => {
  const created = await make(ada);
  assert.match(created.key, /^pk-[\w-]{43}$/);
  assert.ok(created.key.startsWith(created.prefix) && created.prefix.length < 10);
  assert.deepEqual([created.scopes, created.expires_at, created.last_used_at], [['openai'], null, null]);
  const { key, ...shown } = created;
  assert.deepEqual((await list(ada))[0], shown);
  const rows = await app.platform.db.selectFrom('api_keys').selectAll().execute();
  const audit = await app.platform.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('target_id', '=', created.id)
    .execute();
  assert.deepEqual(
    audit.map(({ action, actor_id }) => [action, actor_id]),
    [['api-key-created', ada.user.id]],
  );
  assert.ok(!JSON.stringify([rows, audit]).includes(key));
  assert.ok(!redactLine(JSON.stringify({ msg: `who has ${key}?` })).includes(key));
});

test('the list is paged, newest first, and each sees only their own', async () => {
  const cleo = await app.signUp();
  const made = [await make(cleo), await make(cleo), await make(cleo)].map(({ id }) => id).reverse();
  const first = await cleo.call<KeyPage>('GET', '/v1/keys?limit=2');
  const second = await cleo.call<KeyPage>('GET', `/v1/keys?limit=2&cursor=${first.body.next_cursor}`);
  assert.deepEqual(
    [...first.body.items, ...second.body.items].map(({ id }) => id),
    made,
  );
  assert.equal(second.body.next_cursor, null);
  assert.ok((await list(ada)).every(({ id }) => !made.includes(id)));
});

test('a key opens what its scope names, and nothing else', async () => {
  const narrow = await make(ada);
  assert.equal((await models(narrow)).status, 200);
  const refused = await whoAmI(narrow);
  assert.deepEqual([refused.status, refused.body.error], [403, 'forbidden']);
  assert.match(refused.body.detail, /scope "api"/);
  assert.match(String(refused.headers['www-authenticate']), /insufficient_scope/);
  const wide = await make(ada, { scopes: ['api'] });
  assert.deepEqual([(await models(wide)).status, (await whoAmI(wide)).status], [200, 200]);
});

test('no key manages keys, devices, password or profile', async () => {
  const wide = await make(ada, { scopes: ['api', 'openai'] });
  const calls: [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object][] = [
    ['GET', '/v1/keys'],
    ['POST', '/v1/keys', { name: 'another' }],
    ['DELETE', `/v1/keys/${wide.id}`],
    ['GET', '/v1/auth/sessions'],
    ['DELETE', '/v1/auth/sessions'],
    ['DELETE', `/v1/auth/sessions/${wide.id}`],
    ['POST', '/v1/auth/logout'],
    ['PUT', '/v1/users/me', { email: 'thief@example.org' }],
    ['POST', '/v1/users/me/change-password', { current_password: 'x', new_password: 'a long password' }],
  ];
  for (const [method, path, body] of calls) {
    const answer = await app.call<ErrorBody>(method, path, body, asKey(wide));
    assert.deepEqual([answer.status, answer.body.error], [403, 'forbidden'], `${method} ${path}`);
  }
  assert.equal((await ada.call('GET', '/v1/auth/sessions')).status, 200);
});

test('a deleted key is dead at once; the key of another does not exist', async () => {
  const key = await make(ada, { scopes: ['api'] });
  assert.equal((await whoAmI(key)).status, 200);
  assert.equal((await bea.call('DELETE', `/v1/keys/${key.id}`)).status, 404);
  assert.equal((await whoAmI(key)).status, 200);
  const ended: string[][] = [];
  const stop = app.platform.bus.subscribe('sessions-ended', ({ sessionIds }) => void ended.push(sessionIds));
  assert.equal((await ada.call('DELETE', `/v1/keys/${key.id}`)).status, 204);
  stop();
  assert.deepEqual(ended, [[key.id]], 'every process is told');
  const refused = await whoAmI(key);
  assert.deepEqual([refused.status, refused.body.error], [401, 'unauthorized']);
  assert.equal((await ada.call('DELETE', `/v1/keys/${key.id}`)).status, 404);
});

test('a key ends at its time, also where it was just used', async () => {
  const expires_at = new Date(Date.now() + clock + 3_600_000).toISOString();
  const key = await make(ada, { scopes: ['api'], expires_at });
  assert.equal(key.expires_at, expires_at);
  assert.equal((await whoAmI(key)).status, 200);
  clock += 3_600_001;
  const late = await app.call('GET', '/v1/auth/me', undefined, asKey(key));
  assert.equal(late.status, 401);
  clock -= 3_600_001;
  const now = () => new Date(Date.now() + clock - 1).toISOString();
  for (const wrong of [now(), '2020-01-01T00:00:00Z', '2990-12-31T23:59:60Z']) {
    const { status, body } = await ada.call<ErrorBody>('POST', '/v1/keys', { name: 'x', expires_at: wrong });
    assert.deepEqual([status, body.fields?.[0]?.path], [422, 'expires_at'], wrong);
  }
});

test('the keys of an account that is closed are dead, and work again when it is opened', async () => {
  const dora = await app.signUp();
  const key = await make(dora, { scopes: ['api'] });
  assert.equal((await whoAmI(key)).status, 200);
  const setActive = (is_active: boolean) =>
    transact(app.platform.db, async (tx) => {
      await tx.updateTable('users').set({ is_active }).where('id', '=', dora.user.id).execute();
      await endSessions(app.platform, tx, dora.user.id, 'all');
    });
  await setActive(false);
  assert.equal((await whoAmI(key)).status, 401);
  await setActive(true);
  assert.equal((await whoAmI(key)).status, 200);
});

test('the last use is noted once a minute', async () => {
  const key = await make(ada);
  const lastUse = async () => (await list(ada)).find(({ id }) => id === key.id)?.last_used_at;
  await models(key);
  const first = await lastUse();
  assert.ok(first);
  clock += 30_000;
  await models(key);
  assert.equal(await lastUse(), first);
  clock += 31_000;
  await models(key);
  assert.ok(((await lastUse()) ?? '') > first);
});

test('what is no key is refused, and so are keys beyond the limit', async () => {
  const key = await make(ada);
  for (const wrong of ['pk-', `${key.key}x`, key.key.slice(0, -1), key.prefix, key.key.toUpperCase()]) {
    const answer = await app.call('GET', '/v1/auth/me', undefined, { authorization: `Bearer ${wrong}` });
    assert.equal(answer.status, 401, wrong);
  }
  const eve = await app.signUp();
  const all = await Promise.all(
    Array.from({ length: 101 }, () => eve.call<ErrorBody>('POST', '/v1/keys', { name: 'one of many' })),
  );
  assert.deepEqual(
    all.filter(({ status }) => status !== 201).map(({ status, body }) => [status, body.error]),
    [[409, 'conflict']],
  );
});
