import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversation, Message } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import {
  assertRefused,
  everyPage,
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

const membersOf = (id: string) => `/v1/conversations/${id}/members`;
const add = (actor: Person, id: string, body: unknown) => actor.call<Conversation>('POST', membersOf(id), body);
const remove = (actor: Person, id: string, person: Person) =>
  actor.call('DELETE', `${membersOf(id)}/${person.user.id.toUpperCase()}`);
const setRole = (actor: Person, id: string, person: Person, role: unknown) =>
  actor.call<Conversation>('PATCH', `${membersOf(id)}/${person.user.id}`, { role });
const roles = ({ members }: Conversation) => Object.fromEntries(members.map(({ username, role }) => [username, role]));

describe('adding people', () => {
  test('lets them in on what was said before, with nothing unread of it', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const before = [await say(ada, id, 'Früher 🕰️'), await say(zoe, id, 'سابقاً')];
    const heads = await Promise.all([layla, zoe].map(ownHead));
    const { status, body } = await add(ada, id, { user_id: layla.user.id.toUpperCase() });
    assert.equal(status, 201);
    assert.deepEqual(roles(body), { ada: 'owner', Zoë: 'member', ليلى: 'member' });
    assert.deepEqual(await everyPage<Message>(layla, `/v1/conversations/${id}/messages`, 1), before.toReversed());
    const hers = await read(layla, id);
    assert.deepEqual([hers.unread_count, hers.head_seq], [0, 4]);
    const joined = (await logOf(layla, id)).at(-1);
    assert.ok(joined?.type === 'member-joined');
    const { user_id, role } = joined.member;
    assert.deepEqual([user_id, role, joined.seq, joined.actor_id], [layla.user.id, 'member', 4, ada.user.id]);
    const [added, ...rest] = await ownLogOf(layla, heads[0]);
    assert.ok(added?.type === 'conversation-added');
    assert.deepEqual([added.conversation_id, added.at_seq, rest], [id, 4, []]);
    assert.equal(await ownHead(zoe), heads[1], 'who was in already is told by the conversation alone');
    await say(ada, id, 'Neu');
    assert.equal((await read(layla, id)).unread_count, 1);
    await say(layla, id, 'Danke!');
  });

  test('takes several, also as owners; those already in stay as they are', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const both = { user_ids: [zoe.user.id, layla.user.id, layla.user.id.toUpperCase(), eve.user.id], role: 'owner' };
    const first = await add(ada, id, both);
    assert.deepEqual(roles(first.body), { ada: 'owner', Zoë: 'member', ليلى: 'owner', eve: 'owner' });
    const head = await ownHead(zoe);
    const second = await add(ada, id, both);
    assert.deepEqual([second.status, second.body], [201, first.body]);
    assert.deepEqual([first.body.head_seq, await ownHead(zoe)], [3, head]);
  });

  test('is for owners of groups, and for people who exist', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const direct = await open(ada, [await app.signUp()]);
    const assistant = await open(ada, []);
    const gone = await app.signUp();
    await app.platform.db.updateTable('users').set({ is_active: false }).where('id', '=', gone.user.id).execute();
    const someone = { user_id: layla.user.id };
    assertRefused(await add(zoe, id, someone), 403, 'forbidden');
    assertRefused(await add(eve, id, someone), 404, 'not_found');
    assertRefused(await add(eve, id, { user_id: eve.user.id }), 404, 'not_found');
    assertRefused(await add(ada, direct.id, someone), 403, 'forbidden');
    assertRefused(await add(ada, assistant.id, someone), 403, 'forbidden');
    assertRefused(await add(ada, unknownId, someone), 404, 'not_found');
    assertRefused(await add(ada, id, { user_id: unknownId }), 404, 'not_found', 'user_id');
    assertRefused(await add(ada, id, { user_ids: [layla.user.id, unknownId] }), 404, 'not_found', 'user_ids');
    assertRefused(await add(ada, id, { user_id: gone.user.id }), 404, 'not_found', 'user_id');
    for (const body of [{}, { user_id: 'zoe' }, { user_ids: [] }, { user_ids: 'x' }, { ...someone, role: 'king' }, []])
      assertRefused(await add(ada, id, body), 422, 'validation_failed');
    assert.equal((await app.call('POST', membersOf(id), someone)).status, 401);
    assert.deepEqual(roles(await read(ada, id)), { ada: 'owner', Zoë: 'member' });
  });
});

describe('a removed member', () => {
  test('is shut out of everything from then on, and the others see it happen', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    const own = await say(zoe, id, 'Quittengelee von mir');
    const other = await say(ada, id, '@Zoë Quittengelee für alle');
    const heads = await Promise.all([zoe, layla].map(ownHead));
    assert.equal((await remove(ada, id, zoe)).status, 204);

    const conversation = `/v1/conversations/${id}`;
    const tries: ['GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT', string, unknown?][] = [
      ['GET', conversation],
      ['PATCH', conversation, { title: 'x' }],
      ['DELETE', conversation],
      ['GET', `${conversation}/messages`],
      ['GET', `${conversation}/messages?cursor=before:3`],
      ['GET', `${conversation}/events`],
      ['GET', `${conversation}/search?query=Quittengelee`],
      ['POST', `${conversation}/read`, { seq: 1 }],
      ['POST', `${conversation}/messages`, { content: 'x' }],
      ['POST', '/v1/messages', { conversation_id: id, content: '@ada noch da?' }],
      ['POST', `${conversation}/members`, { user_id: zoe.user.id }],
      ['PATCH', `${conversation}/members/${ada.user.id}`, { role: 'member' }],
      ['DELETE', `${conversation}/members/${ada.user.id}`],
      ['DELETE', `${conversation}/members/${zoe.user.id}`],
      ...[own, other].flatMap((message): [method: 'PATCH' | 'DELETE' | 'PUT', path: string, body?: unknown][] => [
        ['PATCH', `/v1/messages/${message.id}`, { content: 'x' }],
        ['DELETE', `/v1/messages/${message.id}`],
        ['PUT', `/v1/messages/${message.id}/reactions/👍`],
        ['DELETE', `/v1/messages/${message.id}/reactions/👍`],
      ]),
    ];
    for (const [method, path, body] of tries) {
      const { status, body: error } = await zoe.call<{ error: string }>(method, encodeURI(path), body);
      assert.deepEqual([status, error.error], [404, 'not_found'], `${method} ${path}`);
    }
    assert.deepEqual(await everyPage(zoe, '/v1/search?query=Quittengelee', 50), []);
    assert.ok(!JSON.stringify(await everyPage(zoe, '/v1/conversations', 200)).includes(id));

    const [event, ...rest] = await ownLogOf(zoe, heads[0]);
    assert.ok(event?.type === 'conversation-removed');
    assert.deepEqual([event.conversation_id, event.reason, event.actor_id, rest], [id, 'removed', ada.user.id, []]);
    const left = (await logOf(layla, id)).at(-1);
    assert.ok(left?.type === 'member-left');
    assert.deepEqual([left.user_id, left.actor_id], [zoe.user.id, ada.user.id]);
    assert.equal(await ownHead(layla), heads[1]);
    assert.deepEqual(roles(await read(layla, id)), { ada: 'owner', ليلى: 'member' });
    const history = await everyPage<Message>(layla, `/v1/conversations/${id}/messages`, 50);
    assert.deepEqual(history, [own, other], 'what they said stays');
  });

  test('who is added again sees all, with nothing unread of the time between', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    await say(ada, id, 'davor');
    await remove(ada, id, zoe);
    await say(ada, id, 'dazwischen');
    const back = await add(ada, id, { user_id: zoe.user.id });
    assert.equal(back.status, 201);
    const hers = await read(zoe, id);
    assert.deepEqual([hers.unread_count, hers.last_message?.content.text], [0, 'dazwischen']);
    const types = (await logOf(zoe, id)).map(({ type }) => type);
    assert.deepEqual(types.slice(-3), ['member-left', 'message-created', 'member-joined']);
  });

  test('cannot slip a message in behind their removal', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await openGroup(ada, [zoe]);
      const sends = Array.from({ length: 20 }, (_, index) => send(zoe, id, index % 4 ? `${index}` : `@ada ${index}`));
      const removal = remove(ada, id, zoe);
      const statuses = (await Promise.all(sends)).map(({ status }) => status);
      assert.equal((await removal).status, 204);
      assert.deepEqual([...new Set([...statuses, 201, 404])].sort(), [201, 404]);
      const log = await logOf(ada, id);
      assert.equal(log.at(-1)?.type, 'member-left');
      assert.equal(
        log.filter(({ type }) => type === 'message-created').length,
        statuses.filter((s) => s === 201).length,
      );
    }
  });
});

describe('leaving', () => {
  test('is open to members, who then are outside', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const head = await ownHead(zoe);
    assert.equal((await remove(zoe, id, zoe)).status, 204);
    const [event] = await ownLogOf(zoe, head);
    assert.ok(event?.type === 'conversation-removed');
    assert.equal(event.reason, 'left');
    assertRefused(await send(zoe, id, 'Tschüss'), 404, 'not_found');
    assertRefused(await remove(zoe, id, zoe), 404, 'not_found');
  });

  test('of the last owner makes the longest-standing member owner', async () => {
    const { id } = await openGroup(ada, []);
    await add(ada, id, { user_id: layla.user.id });
    await add(ada, id, { user_id: zoe.user.id });
    assert.equal((await remove(ada, id, ada)).status, 204);
    assert.deepEqual(roles(await read(layla, id)), { ليلى: 'owner', Zoë: 'member' });
    const [left, heir] = (await logOf(layla, id)).slice(-2);
    assert.ok(left?.type === 'member-left' && heir?.type === 'member-role-changed');
    assert.deepEqual([left.user_id, heir.user_id, heir.role], [ada.user.id, layla.user.id, 'owner']);
    assert.equal((await setRole(layla, id, zoe, 'owner')).status, 200);
    assert.equal((await remove(layla, id, layla)).status, 204);
    assert.equal((await logOf(zoe, id)).at(-1)?.type, 'member-left', 'an owner is left: nobody inherits');
  });

  test('of the last member deletes the group', async () => {
    const { id } = await openGroup(ada, [zoe]);
    await remove(ada, id, zoe);
    const head = await ownHead(ada);
    assert.equal((await remove(ada, id, ada)).status, 204);
    assert.deepEqual(
      (await ownLogOf(ada, head)).map(({ type }) => type),
      ['conversation-removed'],
    );
    assertRefused(await ada.call('GET', `/v1/conversations/${id}`), 404, 'not_found');
    const { rowCount } = await app.platform.database.pool.query('select from logs where log_id = $1', [id]);
    assert.equal(rowCount, 0);
  });

  test('or removing is no way out of a direct conversation or one with the assistant', async () => {
    const direct = await open(ada, [zoe]);
    const assistant = await open(ada, []);
    assertRefused(await remove(ada, direct.id, ada), 403, 'forbidden');
    assertRefused(await remove(zoe, direct.id, zoe), 403, 'forbidden');
    assertRefused(await remove(ada, direct.id, zoe), 403, 'forbidden');
    assertRefused(await remove(ada, assistant.id, ada), 403, 'forbidden');
  });

  test('by all at once leaves nobody behind and nothing broken', async () => {
    const { id } = await openGroup(ada, [zoe, layla, eve]);
    const answers = await Promise.all([ada, zoe, layla, eve].map((person) => remove(person, id, person)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204, 204, 204],
    );
    const { rowCount } = await app.platform.database.pool.query('select from conversations where id = $1', [id]);
    assert.equal(rowCount, 0);
  });
});

describe('roles', () => {
  test('are given and taken by owners, one of whom always stays', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    assertRefused(await setRole(ada, id, ada, 'member'), 409, 'conflict');
    const raised = await setRole(ada, id, zoe, 'owner');
    assert.deepEqual([raised.status, roles(raised.body).Zoë, raised.body.head_seq], [200, 'owner', 2]);
    assert.equal((await setRole(ada, id, zoe, 'owner')).body.head_seq, 2, 'twice is once');
    const event = (await logOf(layla, id)).at(-1);
    assert.ok(event?.type === 'member-role-changed');
    assert.deepEqual([event.user_id, event.role, event.actor_id], [zoe.user.id, 'owner', ada.user.id]);
    assert.equal((await setRole(zoe, id, ada, 'member')).status, 200);
    assertRefused(await setRole(ada, id, zoe, 'member'), 403, 'forbidden');
    assert.equal((await remove(zoe, id, ada)).status, 204);
  });

  test('are none of the business of members, strangers and those without a token', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    assertRefused(await setRole(zoe, id, zoe, 'owner'), 403, 'forbidden');
    assertRefused(await remove(zoe, id, layla), 403, 'forbidden');
    assertRefused(await remove(zoe, id, ada), 403, 'forbidden');
    assertRefused(await setRole(eve, id, eve, 'owner'), 404, 'not_found');
    assertRefused(await remove(eve, id, zoe), 404, 'not_found');
    assertRefused(await remove(eve, id, eve), 404, 'not_found');
    assertRefused(await setRole(ada, id, eve, 'owner'), 404, 'not_found');
    assertRefused(await remove(ada, id, eve), 404, 'not_found');
    for (const role of ['king', 1, null])
      assertRefused(await setRole(ada, id, zoe, role), 422, 'validation_failed', 'role');
    assertRefused(await ada.call('DELETE', `${membersOf(id)}/zoe`), 422, 'validation_failed', 'user_id');
    assert.equal((await app.call('DELETE', `${membersOf(id)}/${zoe.user.id}`)).status, 401);
    assert.deepEqual(roles(await read(ada, id)), { ada: 'owner', Zoë: 'member', ليلى: 'member' });
  });
});
