import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversation, ErrorBody } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import {
  assertRefused,
  everyPage,
  get,
  logOf,
  open,
  openGroup,
  ownHead,
  ownLogOf,
  read,
  say,
  send,
  unknownId,
} from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');
const layla = await app.signUp('ليلى');
const eve = await app.signUp('eve');
const create = (body: unknown, person = ada) =>
  person.call<Conversation & ErrorBody>('POST', '/v1/conversations', body);
const usernames = ({ members }: Conversation) => members.map(({ username }) => username).sort();

describe('opening a conversation', () => {
  test('with nobody is one with the assistant, with one person direct, with several a group', async () => {
    const assistant = await open(ada, []);
    assert.deepEqual([assistant.kind, usernames(assistant)], ['assistant', ['ada']]);
    const direct = await open(ada, [zoe]);
    assert.deepEqual([direct.kind, direct.title, usernames(direct)], ['direct', null, ['Zoë', 'ada']]);
    const group = await open(ada, [zoe, layla], { title: 'Été à القاهرة 🐪' });
    assert.deepEqual([group.kind, group.title], ['group', 'Été à القاهرة 🐪']);
    assert.deepEqual(
      group.members.map(({ username, role, last_read_seq }) => [username, role, last_read_seq]).sort(),
      [
        ['Zoë', 'member', 0],
        ['ada', 'owner', 0],
        ['ليلى', 'member', 0],
      ].sort(),
    );
    assert.deepEqual([group.head_seq, group.unread_count, group.last_message], [1, 0, null]);
    assert.deepEqual(await read(zoe, group.id), group);
  });

  test('tells every member in their own log where it begins', async () => {
    const before = await Promise.all([ada, zoe, layla, eve].map(ownHead));
    const group = await open(ada, [zoe, layla]);
    const [created] = await logOf(zoe, group.id);
    assert.ok(created?.type === 'conversation-created');
    assert.deepEqual(
      created.members.map(({ user_id }) => user_id).sort(),
      [ada, zoe, layla].map(({ user }) => user.id).sort(),
    );
    for (const [index, person] of [ada, zoe, layla].entries()) {
      const [event, ...rest] = await ownLogOf(person, before[index]);
      assert.deepEqual(rest, []);
      assert.ok(event?.type === 'conversation-added');
      assert.deepEqual([event.conversation_id, event.at_seq, event.actor_id], [group.id, 1, ada.user.id]);
    }
    assert.equal(await ownHead(eve), before[3]);
  });

  test('of a pair that has one answers with it, from either side, in any spelling', async () => {
    const [mia, noa] = [await app.signUp('mia'), await app.signUp('noa')];
    const first = await open(mia, [noa]);
    await say(mia, first.id, 'Grüße! 👋🏽');
    for (const [person, id] of [
      [mia, noa.user.id],
      [noa, mia.user.id.toUpperCase()],
    ] as const) {
      const again = await create({ member_ids: [id, person.user.id, id], kind: 'direct' }, person);
      assert.deepEqual([again.status, again.body.id, again.body.head_seq], [200, first.id, 2]);
    }
    const group = await open(mia, [noa], { kind: 'group' });
    assert.deepEqual([group.kind, group.id === first.id], ['group', false]);
    assert.equal((await open(mia, [noa], { kind: 'group' })).id === group.id, false, 'groups may be many');
  });

  test('of one pair by both at once makes exactly one', async () => {
    const [kim, lou] = [await app.signUp('kim'), await app.signUp('lou')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 ? create({ member_ids: [kim.user.id] }, lou) : create({ member_ids: [lou.user.id] }, kim),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    for (const person of [kim, lou]) {
      assert.equal((await everyPage(person, '/v1/conversations', 50)).length, 1);
      assert.equal((await ownLogOf(person)).filter(({ type }) => type === 'conversation-added').length, 1);
    }
  });

  test('with oneself in any spelling or named twice counts each once', async () => {
    const alone = await create({ member_ids: [ada.user.id.toUpperCase(), ada.user.id] });
    assert.deepEqual([alone.status, alone.body.kind], [201, 'assistant']);
    const group = await create({ member_ids: [eve.user.id, eve.user.id.toUpperCase(), layla.user.id, ada.user.id] });
    assert.deepEqual([group.status, group.body.kind, group.body.members.length], [201, 'group', 3]);
  });

  test('is refused with what is wrong', async () => {
    const cases: [body: unknown, status: number, code: string, field: string][] = [
      [{ member_ids: [unknownId] }, 404, 'not_found', 'member_ids'],
      [{ member_ids: [zoe.user.id, unknownId], kind: 'group' }, 404, 'not_found', 'member_ids'],
      [{ member_ids: ['ada'] }, 422, 'validation_failed', 'member_ids.0'],
      [{ member_ids: [`urn:uuid:${zoe.user.id}`] }, 422, 'validation_failed', 'member_ids.0'],
      [{ member_ids: [7] }, 422, 'validation_failed', 'member_ids.0'],
      [{ member_ids: zoe.user.id }, 422, 'validation_failed', 'member_ids'],
      [{ member_ids: Array(5_001).fill(zoe.user.id) }, 422, 'validation_failed', 'member_ids'],
      [{ member_ids: [zoe.user.id], kind: 'database' }, 422, 'validation_failed', 'kind'],
      [{ member_ids: [], kind: 'database' }, 422, 'validation_failed', 'kind'],
      [{ member_ids: [], kind: 'party' }, 422, 'validation_failed', 'kind'],
      [{ member_ids: [zoe.user.id], kind: 'assistant' }, 422, 'validation_failed', 'member_ids'],
      [{ member_ids: [], kind: 'direct' }, 422, 'validation_failed', 'member_ids'],
      [{ member_ids: [zoe.user.id, eve.user.id], kind: 'direct' }, 422, 'validation_failed', 'member_ids'],
      [{ member_ids: [], title: '' }, 422, 'validation_failed', 'title'],
      [{ member_ids: [], title: ' \n\t\u3000' }, 422, 'validation_failed', 'title'],
      [{ member_ids: [], title: 'a'.repeat(201) }, 422, 'validation_failed', 'title'],
      [{ member_ids: [], title: 'nul\u0000' }, 422, 'validation_failed', 'title'],
      [{ member_ids: [], title: 5 }, 422, 'validation_failed', 'title'],
    ];
    for (const [body, status, code, field] of cases) assertRefused(await create(body), status, code, field);
    for (const body of [[], 'null', 5]) assert.ok([415, 422].includes((await create(body)).status));
    assert.equal((await app.call('POST', '/v1/conversations', { member_ids: [] })).status, 401);
  });

  test('with someone whose account is inactive is refused, but the old conversation stays reachable', async () => {
    const [old, gone] = [await app.signUp('old-friend'), await app.signUp('gone')];
    const direct = await open(old, [gone]);
    await app.platform.db.updateTable('users').set({ is_active: false }).where('id', '=', gone.user.id).execute();
    assertRefused(await create({ member_ids: [gone.user.id] }), 404, 'not_found', 'member_ids');
    assertRefused(await create({ member_ids: [gone.user.id, eve.user.id] }), 404, 'not_found', 'member_ids');
    const again = await create({ member_ids: [gone.user.id] }, old);
    assert.deepEqual([again.status, again.body.id], [200, direct.id]);
  });

  test('takes five thousand members, and not one more', async () => {
    const ids = Array.from(
      { length: 5_000 },
      (_, index) => `01900000-0000-7000-9000-${String(index).padStart(12, '0')}`,
    );
    const { pool } = app.platform.database;
    await pool.query(
      `insert into users (id, username, username_key, full_name, search_text, created_at, updated_at)
       select id, 'crowd-' || id, 'crowd-' || id, repeat('ü', 120), '', now(), now() from unnest($1::uuid[]) as id`,
      [ids],
    );
    await pool.query(`insert into logs (log_id, kind) select id, 'user' from unnest($1::uuid[]) as id`, [ids]);
    assertRefused(await create({ member_ids: ids }), 422, 'validation_failed', 'member_ids');
    const { status, body } = await create({ member_ids: ids.slice(1), title: 'Tout le monde' });
    assert.equal(status, 201, JSON.stringify(body).slice(0, 500));
    assert.equal(body.members.length, 5_000);
    const told = (await logOf(ada, body.id)).flatMap((event) =>
      event.type === 'conversation-created'
        ? event.members.map(({ user_id }) => user_id)
        : event.type === 'member-joined'
          ? [event.member.user_id]
          : [],
    );
    assert.deepEqual(told.sort(), body.members.map(({ user_id }) => user_id).sort(), 'state is what the events say');
    assert.deepEqual(
      body.members.filter(({ role }) => role === 'owner').map(({ user_id }) => user_id),
      [ada.user.id],
    );
    assertRefused(
      await ada.call('POST', `/v1/conversations/${body.id}/members`, { user_id: ids[0] }),
      422,
      'validation_failed',
      'user_id',
    );
    assert.equal((await ada.call('DELETE', `/v1/conversations/${body.id}`)).status, 204);
  });
});

describe('a conversation', () => {
  test('is renamed by its owner, in any spelling of its id, and every rename is an event', async () => {
    const group = await openGroup(ada, [zoe], 'Alt');
    const title = `<b>'); drop table messages;--</b> 林檎 🍎`;
    const renamed = await ada.call<Conversation>('PATCH', `/v1/conversations/${group.id.toUpperCase()}`, { title });
    assert.deepEqual([renamed.status, renamed.body.title, renamed.body.head_seq], [200, title, 2]);
    assert.deepEqual(await read(zoe, group.id), renamed.body);
    assert.equal((await ada.call('PATCH', `/v1/conversations/${group.id}`, { title })).status, 200);
    assert.equal((await ada.call('PATCH', `/v1/conversations/${group.id}`, { title: null })).status, 200);
    const [, ...renames] = await logOf(ada, group.id);
    assert.deepEqual(
      renames.map((event) => [event.seq, event.type, event.type === 'conversation-renamed' && event.title]),
      [
        [2, 'conversation-renamed', title],
        [3, 'conversation-renamed', null],
      ],
    );
    for (const wrong of ['', '  ', 'a'.repeat(201), 7])
      assertRefused(
        await ada.call('PATCH', `/v1/conversations/${group.id}`, { title: wrong }),
        422,
        'validation_failed',
        'title',
      );
    assertRefused(await ada.call('PATCH', `/v1/conversations/${group.id}`, {}), 422, 'validation_failed', 'title');
  });

  test('is not renamed or deleted by others, and a direct one by nobody', async () => {
    const group = await openGroup(ada, [zoe]);
    const direct = await open(ada, [await app.signUp()]);
    const assistant = await open(ada, []);
    for (const [method, body] of [
      ['PATCH', { title: 'Meins' }],
      ['DELETE', undefined],
    ] as const) {
      assertRefused(await zoe.call(method, `/v1/conversations/${group.id}`, body), 403, 'forbidden');
      assertRefused(await eve.call(method, `/v1/conversations/${group.id}`, body), 404, 'not_found');
      assertRefused(await ada.call(method, `/v1/conversations/${direct.id}`, body), 403, 'forbidden');
      assertRefused(await eve.call(method, `/v1/conversations/${assistant.id}`, body), 404, 'not_found');
      assertRefused(await ada.call(method, `/v1/conversations/${unknownId}`, body), 404, 'not_found');
      assertRefused(await ada.call(method, '/v1/conversations/1', body), 422, 'validation_failed', 'id');
      assertRefused(await app.call(method, `/v1/conversations/${group.id}`, body), 401, 'unauthorized');
    }
    assert.equal((await read(ada, group.id)).title, group.title);
    assert.equal((await ada.call('PATCH', `/v1/conversations/${assistant.id}`, { title: 'Ideen' })).status, 200);
    assert.equal((await ada.call('DELETE', `/v1/conversations/${assistant.id}`)).status, 204);
  });

  test('that is deleted is gone for everyone, with all that was in it', async () => {
    const group = await openGroup(ada, [zoe, layla]);
    const message = await say(zoe, group.id, 'Xylophon für alle');
    const heads = await Promise.all([ada, zoe, layla].map(ownHead));
    assert.equal((await ada.call('DELETE', `/v1/conversations/${group.id.toUpperCase()}`)).status, 204);
    for (const [index, person] of [ada, zoe, layla].entries()) {
      const [event, ...rest] = await ownLogOf(person, heads[index]);
      assert.ok(event?.type === 'conversation-removed');
      assert.deepEqual([event.conversation_id, event.reason, rest], [group.id, 'deleted', []]);
      for (const path of ['', '/messages', '/events', '/search?query=Xylophon'])
        assertRefused(await person.call('GET', `/v1/conversations/${group.id}${path}`), 404, 'not_found');
      assertRefused(await send(person, group.id, 'Noch da?'), 404, 'not_found');
      assertRefused(await person.call('PATCH', `/v1/messages/${message.id}`, { content: 'x' }), 404, 'not_found');
      assert.deepEqual(await everyPage(person, '/v1/search?query=Xylophon', 50), []);
    }
    assertRefused(await ada.call('DELETE', `/v1/conversations/${group.id}`), 404, 'not_found');
    const { pool } = app.platform.database;
    for (const [table, column] of [
      ['messages', 'conversation_id'],
      ['events', 'log_id'],
      ['logs', 'log_id'],
    ]) {
      const { rowCount } = await pool.query(`select from ${table} where ${column} = $1`, [group.id]);
      assert.equal(rowCount, 0, table);
    }
  });

  test('is seen by its members alone, and with a valid token alone', async () => {
    const group = await openGroup(ada, [zoe]);
    assert.deepEqual(await read(zoe, group.id.toUpperCase()), await read(ada, group.id));
    assertRefused(await eve.call('GET', `/v1/conversations/${group.id}`), 404, 'not_found');
    assert.ok(!JSON.stringify(await everyPage(eve, '/v1/conversations', 200)).includes(group.id));
    for (const token of ['nonsense', `${ada.token}x`, ''])
      assertRefused(
        await app.call('GET', `/v1/conversations/${group.id}`, undefined, { authorization: `Bearer ${token}` }),
        401,
        'unauthorized',
      );
    const leaver = await app.signUp();
    const own = await open(leaver, []);
    assert.equal((await leaver.call('POST', '/v1/auth/logout')).status, 204);
    assertRefused(await leaver.call('GET', `/v1/conversations/${own.id}`), 401, 'unauthorized');
    assertRefused(await send(leaver, own.id, 'noch hier'), 401, 'unauthorized');
  });
});

describe('the list of conversations', () => {
  test('comes by latest activity, and paging through it misses none that stays as it is', async () => {
    const max = await app.signUp();
    const opened: Conversation[] = [];
    for (let count = 0; count < 23; count++)
      opened.push(await openGroup(max, [], `Gruppe ${count} ${'é'.repeat(count)}`));
    const ids = opened.map(({ id }) => id).reverse();
    assert.deepEqual(
      (await everyPage<Conversation>(max, '/v1/conversations', 200)).map(({ id }) => id),
      ids,
    );
    for (const limit of [1, 4, 23])
      assert.deepEqual(
        (await everyPage<Conversation>(max, '/v1/conversations', limit)).map(({ id }) => id),
        ids,
      );

    const seen: string[] = [];
    let cursor: string | null = null;
    let round = 0;
    do {
      const page: { items: Conversation[]; next_cursor: string | null } = await get(
        max,
        `/v1/conversations?limit=4${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
      // Something seen and something not seen yet both move to the front.
      for (const index of [round, 22 - round]) await say(max, opened[index]?.id ?? '', `Neues ${round}`);
      round += 1;
    } while (cursor);
    const touched = new Set(
      Array.from({ length: round }, (_, index) => [opened[index]?.id, opened[22 - index]?.id]).flat(),
    );
    const untouched = ids.filter((id) => !touched.has(id));
    assert.ok(untouched.length > 5);
    assert.deepEqual(
      seen.filter((id) => untouched.includes(id)),
      untouched,
    );
    assert.equal(new Set(seen).size, seen.length);
  });

  test('shows the last message, and counts for the one who asks', async () => {
    const [max, kai] = [await app.signUp(), await app.signUp()];
    const { id } = await open(max, [kai]);
    await say(max, id, 'eins');
    const last = await say(max, id, 'zwei');
    const [mine] = await everyPage<Conversation>(max, '/v1/conversations', 5);
    const [theirs] = await everyPage<Conversation>(kai, '/v1/conversations', 5);
    assert.deepEqual([mine?.last_message, theirs?.last_message], [last, last]);
    assert.deepEqual([mine?.unread_count, theirs?.unread_count], [0, 2]);
    assert.deepEqual(mine, await read(max, id));
  });

  test('refuses cursors and limits it did not give out', async () => {
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const cursors = [
      'x',
      '%00',
      encode('null'),
      encode('[]'),
      encode(`1 ${unknownId}`),
      encode(JSON.stringify([1, 'nobody'])),
      encode(JSON.stringify([1, '------------------------------------'])),
      encode(JSON.stringify([1, `urn:uuid:${unknownId}`])),
      encode(JSON.stringify([1e300, unknownId])),
      encode(JSON.stringify([-1, unknownId])),
      encode(JSON.stringify(['2026-11-21', unknownId])),
      'a'.repeat(501),
    ];
    for (const cursor of cursors) {
      const answer = await ada.call('GET', `/v1/conversations?cursor=${cursor}`);
      assertRefused(answer, 422, 'validation_failed', 'cursor');
    }
    for (const limit of ['0', '201', '-1', 'x', '1.5', '1e9'])
      assertRefused(await ada.call('GET', `/v1/conversations?limit=${limit}`), 422, 'validation_failed', 'limit');
    assert.equal((await app.call('GET', '/v1/conversations')).status, 401);
  });
});
