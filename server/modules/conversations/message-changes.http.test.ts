import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Media, Message } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { uploaded } from '../../../test/harness/uploads.ts';
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

const edit = (person: Person, id: string, content: unknown) =>
  person.call<Message>('PATCH', `/v1/messages/${id.toUpperCase()}`, { content });
const erase = (person: Person, id: string) => person.call('DELETE', `/v1/messages/${id.toUpperCase()}`);
const historyOf = (person: Person, id: string) => everyPage<Message>(person, `/v1/conversations/${id}/messages`, 200);

const upload = (person: Person, filename: string) => uploaded(app, person, `Inhalt von ${filename}`, filename);

describe('an edit', () => {
  test('shows everywhere: in history, in the log, in the list and in the search', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const message = await say(ada, id, 'Treffen um acht am Rathaus');
    const { status, body } = await edit(ada, message.id, { text: 'Treffen um neun am Münster ⛪' });
    assert.equal(status, 200);
    const text = 'Treffen um neun am Münster ⛪';
    assert.deepEqual(body, {
      ...message,
      content: { text, parts: [{ type: 'text', text }] },
      edited_at: body.edited_at,
    });
    assert.ok(body.edited_at && body.edited_at >= message.created_at);
    assert.deepEqual(await historyOf(zoe, id), [body]);
    assert.deepEqual((await read(zoe, id)).last_message, body);
    const event = (await logOf(zoe, id)).at(-1);
    assert.ok(event?.type === 'message-edited');
    assert.deepEqual(
      [event.id, event.content, event.mentions, event.edited_at, event.actor_id],
      [message.id, body.content, [], body.edited_at, ada.user.id],
    );
    const found = async (query: string) =>
      (await everyPage(zoe, `/v1/conversations/${id}/search?query=${query}`, 9)).length;
    assert.deepEqual([await found('rathaus'), await found('munster')], [0, 1]);
  });

  test('is for the sender alone, and for messages that are there', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const message = await say(zoe, id, 'meins');
    assertRefused(await edit(ada, message.id, 'deins'), 403, 'forbidden');
    assertRefused(await edit(eve, message.id, 'deins'), 404, 'not_found');
    assertRefused(await edit(zoe, unknownId, 'deins'), 404, 'not_found');
    assertRefused(await zoe.call('PATCH', '/v1/messages/1', { content: 'x' }), 422, 'validation_failed', 'id');
    for (const content of ['', ' ', [], {}, 5, null, [{ type: 'file', media_id: unknownId }]])
      assertRefused(await edit(zoe, message.id, content), 422, 'validation_failed');
    assertRefused(await edit(zoe, message.id, 'a'.repeat(100_000)), 413, 'payload_too_large', 'content');
    assert.equal((await app.call('PATCH', `/v1/messages/${message.id}`, { content: 'x' })).status, 401);
    assert.deepEqual(await historyOf(ada, id), [message]);
    await erase(zoe, message.id);
    assertRefused(await edit(zoe, message.id, 'doch noch'), 404, 'not_found');
  });

  test('keeps the files, in their place where it names them, and takes no new ones', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const [plan, list] = [await upload(ada, 'Plan Ω.txt'), await upload(ada, 'Liste.txt')];
    const file = ({ id: media_id }: Media) => ({ type: 'file' as const, media_id });
    const text = (words: string) => ({ type: 'text' as const, text: words });
    const message = await say(ada, id, [text('Schau mal'), file(plan), file(list)]);
    const kinds = ({ content }: Message) =>
      content.parts.map((part) => (part.type === 'file' ? part.filename : part.type));
    assert.deepEqual(kinds(message), ['text', 'Plan Ω.txt', 'Liste.txt']);
    assert.deepEqual(kinds((await edit(ada, message.id, 'Neu')).body), ['text', 'Plan Ω.txt', 'Liste.txt']);
    const placed = await edit(ada, message.id, [
      file(list),
      text('dazwischen'),
      file({ ...plan, id: plan.id.toUpperCase() }),
    ]);
    assert.deepEqual(kinds(placed.body), ['Liste.txt', 'text', 'Plan Ω.txt']);
    const bare = await edit(ada, message.id, { text: ' ' });
    assert.deepEqual([bare.status, kinds(bare.body).length, bare.body.content.text], [200, 2, '']);
    const other = await upload(ada, 'Andere.txt');
    assertRefused(await edit(ada, message.id, [text('mehr'), file(other)]), 422, 'validation_failed', 'content');
    assert.equal((await zoe.call('GET', `/v1/media/${plan.id}`)).status, 200);
    assert.equal((await eve.call('GET', `/v1/media/${plan.id}`)).status, 404);
  });

  test('mentions those it names now, and tells those it did not name before', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    const message = await say(ada, id, 'Hallo @Zoë');
    const heads = await Promise.all([zoe, layla].map(ownHead));
    const { body } = await edit(ada, message.id, 'Hallo @zoë und @ليلى, auch an @ada, @eve und @nobody');
    assert.deepEqual(body.mentions, [ada, zoe, layla].map(({ user }) => user.id).sort());
    assert.deepEqual(await ownLogOf(zoe, heads[0]), []);
    const [event] = await ownLogOf(layla, heads[1]);
    assert.ok(event?.type === 'mentioned');
    assert.deepEqual([event.conversation_id, event.id, event.message_seq], [id, message.id, message.seq]);
    assert.deepEqual((await edit(ada, message.id, 'Hallo')).body.mentions, []);
  });
});

describe('a mention', () => {
  test('names members in any case and spelling, once each, and tells them', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    const others = [ada, layla, eve];
    const [head, ...heads] = await Promise.all([zoe, ...others].map(ownHead));
    const decomposed = 'Zoë'.normalize('NFD').toUpperCase();
    const message = await say(ada, id, `@${decomposed}, @zoë: siehe mail@ليلى und (@ada). @eve ist nicht hier.`);
    assert.deepEqual(message.mentions, [ada, zoe].map(({ user }) => user.id).sort());
    const [event, ...rest] = await ownLogOf(zoe, head);
    assert.ok(event?.type === 'mentioned');
    assert.deepEqual([event.id, event.message_seq, event.actor_id, rest], [message.id, message.seq, ada.user.id, []]);
    assert.deepEqual(
      await Promise.all(others.map(ownHead)),
      heads,
      'oneself, an address and a stranger are no mention',
    );
  });
});

describe('a reply', () => {
  test('names a message of the same conversation that is there', async () => {
    const [here, there] = [await openGroup(ada, [zoe]), await openGroup(ada, [zoe])];
    const question = await say(zoe, here.id, 'Kommst du?');
    const reply = await say(ada, here.id, 'Ja', { reply_to: question.id.toUpperCase() });
    assert.equal(reply.reply_to, question.id);
    assert.equal((await say(ada, here.id, 'Ja', { reply_to: null })).reply_to, null);
    const elsewhere = await say(zoe, there.id, 'anderswo');
    for (const content of ['Ja', '@Zoë ja'])
      for (const id of [elsewhere.id, unknownId])
        assertRefused(await send(ada, here.id, content, { reply_to: id }), 404, 'not_found', 'reply_to');
    assertRefused(await send(ada, here.id, 'x', { reply_to: 'x' }), 422, 'validation_failed', 'reply_to');
    await erase(zoe, question.id);
    assertRefused(await send(ada, here.id, 'Ja', { reply_to: question.id }), 404, 'not_found', 'reply_to');
    assert.equal((await historyOf(ada, here.id))[1]?.reply_to, question.id, 'the old reply keeps its place');
  });
});

describe('a deletion', () => {
  test('takes the text out of everything, and leaves the place', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const file = await upload(ada, 'Geheimplan.txt');
    const message = await say(ada, id, [
      { type: 'text', text: 'Geheimnis eins @Zoë' },
      { type: 'file', media_id: file.id },
    ]);
    const reply = await say(zoe, id, 'Danke', { reply_to: message.id });
    await zoe.call('PUT', `/v1/messages/${message.id}/reactions/${encodeURIComponent('🤫')}`);
    for (const text of ['Geheimnis zwei', 'Geheimnis drei 林檎']) await edit(ada, message.id, text);
    const edits = (await logOf(zoe, id)).length;
    assert.equal((await erase(ada, message.id)).status, 204);

    const [tombstone, after] = await historyOf(zoe, id);
    assert.deepEqual(
      [tombstone?.id, tombstone?.seq, tombstone?.message_id],
      [message.id, message.seq, message.message_id],
    );
    assert.deepEqual(
      [tombstone?.content, tombstone?.reactions, tombstone?.mentions],
      [{ text: '', parts: [] }, [], []],
    );
    assert.ok(tombstone?.deleted_at);
    assert.deepEqual(after, reply);
    const log = await logOf(zoe, id);
    assert.deepEqual(
      log.map(({ seq }) => seq),
      Array.from({ length: edits + 1 }, (_, index) => index + 1),
    );
    const last = log.at(-1);
    assert.ok(last?.type === 'message-deleted');
    assert.deepEqual([last.id, last.deleted_at], [message.id, tombstone.deleted_at]);
    for (const path of ['', '/messages', '/events', '/search?query=Geheimnis', '/search?query=林檎'])
      assert.doesNotMatch(JSON.stringify(await get(zoe, `/v1/conversations/${id}${path}`)), /Geheim|林檎/, path);
    const { rows } = await app.platform.database.pool.query<{ text: string }>(
      `select e.payload::text as text from events e union all select m::text from messages m`,
    );
    assert.ok(rows.length > 5);
    assert.ok(!rows.some(({ text }) => /Geheim|林檎|geheim/.test(text)), 'nor anywhere in the database');
    assert.equal((await ada.call('GET', `/v1/media/${file.id}`)).status, 404);
  });

  test('twice is once', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const message = await say(ada, id, 'weg damit');
    const answers = await Promise.all(Array.from({ length: 8 }, () => erase(ada, message.id)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204]);
    assert.equal((await logOf(ada, id)).filter(({ type }) => type === 'message-deleted').length, 1);
  });

  test('is for the sender, and for owners of a group', async () => {
    const { id } = await openGroup(ada, [zoe, layla]);
    const direct = await open(ada, [zoe]);
    const [first, second] = [await say(zoe, id, 'eins'), await say(ada, id, 'zwei')];
    assertRefused(await erase(layla, first.id), 403, 'forbidden');
    assertRefused(await erase(zoe, second.id), 403, 'forbidden');
    assertRefused(await erase(eve, first.id), 404, 'not_found');
    assertRefused(await erase(ada, unknownId), 404, 'not_found');
    assert.equal((await app.call('DELETE', `/v1/messages/${first.id}`)).status, 401);
    assert.equal((await erase(ada, first.id)).status, 204);
    assertRefused(await erase(layla, first.id), 403, 'forbidden');
    const theirs = await say(zoe, direct.id, 'unter uns');
    assertRefused(await erase(ada, theirs.id), 403, 'forbidden');
    assert.equal((await erase(zoe, theirs.id)).status, 204);
  });

  test('beside edits and reactions ends in the same state for all', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await openGroup(ada, [zoe]);
      const message = await say(ada, id, 'Geheimnis');
      const changes = [
        edit(ada, message.id, 'Geheimnis neu'),
        zoe.call('PUT', `/v1/messages/${message.id}/reactions/${encodeURIComponent('👀')}`),
        erase(ada, message.id),
        edit(ada, message.id, 'Geheimnis neuer'),
        send(zoe, id, 'Antwort', { reply_to: message.id }),
      ];
      for (const { status } of await Promise.all(changes)) assert.ok([200, 201, 204, 404].includes(status));
      const [tombstone] = await historyOf(ada, id);
      assert.deepEqual([tombstone?.content.text, tombstone?.reactions], ['', []]);
      assert.doesNotMatch(JSON.stringify(await logOf(ada, id)), /Geheimnis/);
    }
  });
});
