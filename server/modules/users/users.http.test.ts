import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuthTokens, ErrorBody, EventPage, Preferences, PublicUser, User, UserEvent } from '@parlance/contracts';
import { asPerson, type Person, password, startApp } from '../../../test/harness/index.ts';
import { findUserIdsByUsernames, findUsersByIds } from './index.ts';

interface People {
  items: PublicUser[];
  next_cursor: string | null;
}

const app = await startApp();
const ada = await signUp('ada', 'Ada Lovelace');
await signUp('Zoë', 'Zoë Müller-Łukasz');
await signUp('søren', 'Søren Kierkegård');
await signUp('mallory', "50%_off\\ <b>'); drop table users;--");
await signUp('layla', 'ليلى محمّد');
await signUp('lin', '林小龍 🐉');

async function signUp(username: string, full_name: string | null = null): Promise<Person> {
  const body = {
    username,
    password,
    full_name,
    email: `${username.normalize('NFD').replace(/[^a-z]/gi, '')}@example.org`,
  };
  const answer = await app.call<AuthTokens>('POST', '/v1/auth/signup', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return asPerson(answer.body, app.call);
}

const list = async (path: string) => (await ada.call<People>('GET', path)).body;
const found = async (q: string) =>
  (await list(`/v1/users/search?q=${encodeURIComponent(q)}`)).items.map(({ username }) => username);
const eventsOf = async (person: Person, query = '') =>
  (await person.call<EventPage<UserEvent>>('GET', `/v1/users/me/events${query}`)).body;

async function everyPage(path: string, limit: number): Promise<PublicUser[]> {
  const all: PublicUser[] = [];
  let cursor: string | null = null;
  do {
    const separator = path.includes('?') ? '&' : '?';
    const page: People = await list(`${path}${separator}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    assert.ok(page.items.length <= limit);
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

describe('people', () => {
  test('are listed by username, page by page, and never with an e-mail address', async () => {
    const everyone = (await list('/v1/users')).items;
    assert.deepEqual(
      everyone.map(({ username }) => username),
      ['ada', 'layla', 'lin', 'mallory', 'søren', 'Zoë'],
    );
    for (const limit of [1, 2, 4, 200]) assert.deepEqual(await everyPage('/v1/users', limit), everyone);
    for (const person of everyone) {
      assert.deepEqual(Object.keys(person), ['id', 'username', 'full_name', 'created_at']);
    }
  });

  test('are for those who are signed in', async () => {
    for (const path of ['/v1/users', '/v1/users/search?q=a', `/v1/users/${ada.user.id}`, '/v1/users/me']) {
      assert.equal((await app.call('GET', path)).status, 401, path);
    }
  });

  test('are got by id; an unknown id is not found, no id at all is invalid', async () => {
    const eve = await signUp('eve');
    const { status, body } = await eve.call<PublicUser>('GET', `/v1/users/${ada.user.id}`);
    assert.equal(status, 200);
    const { id, username, full_name, created_at } = ada.user;
    assert.deepEqual(body, { id, username, full_name, created_at });
    const unknown = await eve.call<ErrorBody>('GET', '/v1/users/01900000-0000-7000-8000-000000000000');
    assert.deepEqual([unknown.status, unknown.body.error], [404, 'not_found']);
    assert.equal((await eve.call('GET', '/v1/users/1')).status, 422);
    await app.platform.db.deleteFrom('users').where('id', '=', eve.user.id).execute();
  });

  test('cursors that are none of ours are refused', async () => {
    const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const wrong = ['x', '', forge(['a', 'b']), forge({}), forge([1]), forge(['\u0000']), forge(['\ud800'])];
    for (const cursor of wrong.filter(Boolean)) {
      const { status, body } = await ada.call<ErrorBody>('GET', `/v1/users?cursor=${cursor}`);
      assert.deepEqual([status, body.fields?.[0]?.path], [422, 'cursor'], cursor);
    }
    assert.equal((await ada.call('GET', `/v1/users/search?q=a&cursor=${forge([1e99, 'a'])}`)).status, 422);
    for (const limit of ['0', '201', '-1', 'many', '1.5']) {
      assert.equal((await ada.call('GET', `/v1/users?limit=${limit}`)).status, 422, limit);
    }
  });

  test('deactivated ones are in no list, but keep their name', async () => {
    const gone = await signUp('gone', 'Gone Girl');
    await app.platform.db.updateTable('users').set({ is_active: false }).where('id', '=', gone.user.id).execute();
    assert.ok(!(await list('/v1/users')).items.some(({ username }) => username === 'gone'));
    assert.deepEqual(await found('gone'), []);
    assert.equal((await ada.call('GET', `/v1/users/${gone.user.id}`)).status, 200);
    const { db } = app.platform;
    assert.deepEqual(await findUserIdsByUsernames(db, ['GONE', 'ADA', 'nobody']), [ada.user.id]);
    assert.deepEqual(await findUsersByIds(db, [gone.user.id, ada.user.id]), [
      { id: ada.user.id, username: 'ada', full_name: 'Ada Lovelace' },
    ]);
  });
});

describe('search', () => {
  const cases: [q: string, usernames: string[]][] = [
    ['ADA', ['ada']],
    ['lovel', ['ada']],
    ['ada love', ['ada']],
    ['zoe', ['Zoë']],
    ['muller', ['Zoë']],
    ['MÜLLER', ['Zoë']],
    ['lukasz', ['Zoë']],
    ['soren', ['søren']],
    ['gard', ['søren']],
    ['محمد', ['layla']],
    ['小龍', ['lin']],
    ['🐉', ['lin']],
    ['50%', ['mallory']],
    ['%_off\\', ['mallory']],
    ["'); drop", ['mallory']],
    ['%', ['mallory']],
    ['_', ['mallory']],
    ['ad%', []],
    ['a_a', []],
    ['ada@example.org', ['ada']],
    ['ADA@EXAMPLE.ORG', ['ada']],
    ['ada@example.or', []],
    ['@example.org', []],
    ['\u0301', []],
    ['   ', []],
    ['nobody', []],
  ];
  for (const [q, usernames] of cases) {
    test(`"${q}" finds ${usernames.join(', ') || 'nobody'}`, async () => assert.deepEqual(await found(q), usernames));
  }

  test('puts words that start with the text first, and pages through both kinds', async () => {
    assert.deepEqual(await found('d'), ['mallory', 'ada', 'søren']);
    const everyone = (await list('/v1/users/search?q=d')).items;
    for (const limit of [1, 2, 3]) assert.deepEqual(await everyPage('/v1/users/search?q=d', limit), everyone);
  });

  test('needs a text of a sensible length', async () => {
    for (const query of ['', '?q=', `?q=${'x'.repeat(501)}`, '?q=%00']) {
      assert.equal((await ada.call('GET', `/v1/users/search${query}`)).status, 422, query);
    }
  });
});

describe('profile', () => {
  test('changes what is given, keeps the rest, and tells the own devices once', async () => {
    const kim = await signUp('kim', 'Kim');
    const { status, body } = await kim.call<User>('PUT', '/v1/users/me', {
      full_name: 'Kim  김 🇰🇷',
      username: 'Kim.2',
    });
    assert.deepEqual([status, body.full_name, body.username, body.email], [200, 'Kim  김 🇰🇷', 'Kim.2', kim.user.email]);
    assert.deepEqual((await kim.call('GET', '/v1/users/me')).body, body);
    assert.deepEqual((await kim.call('GET', '/v1/auth/me')).body, body);
    await kim.call('PUT', '/v1/users/me', { full_name: 'Kim  김 🇰🇷' });
    const log = await eventsOf(kim);
    assert.equal(log.head_seq, 1);
    const [event] = log.items;
    assert.ok(event?.type === 'profile-changed');
    assert.deepEqual([event.user, event.actor_id], [body, kim.user.id]);
    assert.equal((await eventsOf(ada)).head_seq, 0, 'nobody else hears of it');
    assert.deepEqual(await found('kim.2'), ['Kim.2']);
  });

  test('an empty name and a null address are taken away', async () => {
    const lea = await signUp('lea', 'Lea');
    const { body } = await lea.call<User>('PUT', '/v1/users/me', { full_name: '  ', email: null });
    assert.deepEqual([body.full_name, body.email], [null, null]);
    assert.deepEqual(await found('lea@example.org'), []);
  });

  test('refuses what is taken or wrong, and changes nothing', async () => {
    const max = await signUp('max', 'Max');
    const taken = await max.call<ErrorBody>('PUT', '/v1/users/me', { full_name: 'Other', username: 'ADA' });
    assert.deepEqual(
      [taken.status, taken.body.error, taken.body.fields?.[0]?.path],
      [409, 'username_taken', 'username'],
    );
    const address = await max.call<ErrorBody>('PUT', '/v1/users/me', { email: 'Ada@Example.org' });
    assert.deepEqual([address.status, address.body.error], [409, 'email_taken']);
    const wrong = [{}, { username: 'x' }, { email: 'x' }, { full_name: 5 }, { full_name: 'x'.repeat(121) }, [], 'text'];
    for (const body of wrong) {
      const { status } = await max.call('PUT', '/v1/users/me', body);
      assert.ok([400, 415, 422].includes(status), JSON.stringify(body));
    }
    assert.deepEqual((await max.call('GET', '/v1/users/me')).body, max.user);
    assert.equal((await eventsOf(max)).head_seq, 0);
  });

  test('nobody makes themselves an administrator', async () => {
    const eve = await signUp('evelyn');
    const grab = { is_superuser: true, tier: 'premium', is_active: false, id: ada.user.id, full_name: 'Eve' };
    const { body } = await eve.call<User>('PUT', '/v1/users/me', grab);
    assert.deepEqual([body.id, body.is_superuser, body.tier, body.is_active], [eve.user.id, false, 'free', true]);
  });
});

describe('preferences', () => {
  test('have defaults, change one by one and tell the own devices', async () => {
    const noa = await signUp('noa');
    const read = async () => (await noa.call<Preferences>('GET', '/v1/users/me/preferences')).body;
    assert.deepEqual(await read(), { theme: 'system', language: 'en', notification_enabled: true });
    await noa.call('PUT', '/v1/users/me/preferences', { theme: 'dark' });
    const { status } = await noa.call('PUT', '/v1/users/me/preferences', {
      notification_enabled: false,
      language: 'de',
    });
    assert.equal(status, 200);
    assert.deepEqual(await read(), { theme: 'dark', language: 'de', notification_enabled: false });
    const last = (await eventsOf(noa)).items.at(-1);
    assert.ok(last?.type === 'preferences-changed');
    assert.deepEqual([last.seq, last.preferences], [2, await read()]);
  });

  test('refuse unknown values, and changes nothing', async () => {
    const before = (await ada.call('GET', '/v1/users/me/preferences')).body;
    for (const body of [{ theme: 'pink' }, { language: 'xx' }, { notification_enabled: 'yes' }, {}]) {
      assert.equal((await ada.call('PUT', '/v1/users/me/preferences', body)).status, 422, JSON.stringify(body));
    }
    assert.deepEqual((await ada.call('GET', '/v1/users/me/preferences')).body, before);
  });
});

test('the own log is read from any position, and says when a position means nothing', async () => {
  const pia = await signUp('pia');
  for (const theme of ['dark', 'light', 'dark', 'system']) {
    await pia.call('PUT', '/v1/users/me/preferences', { theme });
  }
  const whole = await eventsOf(pia);
  assert.deepEqual(
    whole.items.map(({ seq }) => seq),
    [1, 2, 3, 4],
  );
  const rest = await eventsOf(pia, `?after=2&limit=1&epoch=${whole.epoch}`);
  assert.deepEqual([rest.items, rest.head_seq, rest.limited], [[whole.items[2]], 4, false]);
  for (const query of ['?after=5', '?after=1&epoch=another']) {
    const { items, limited, head_seq } = await eventsOf(pia, query);
    assert.deepEqual([items, limited, head_seq], [[], true, 4], query);
  }
  assert.equal((await pia.call('GET', '/v1/users/me/events?after=-1')).status, 422);
  assert.equal((await app.call('GET', '/v1/users/me/events')).status, 401);
});
