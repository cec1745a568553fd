import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { assertRefused, everyPage, logOf, openGroup, say, unknownId } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');
const eve = await app.signUp('eve');
const group = await openGroup(ada, [zoe]);

const pathOf = (id: string, emoji: string) => `/v1/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
const react = (person: Person, id: string, emoji: string) => person.call<Message>('PUT', pathOf(id, emoji));
const unreact = (person: Person, id: string, emoji: string) => person.call<Message>('DELETE', pathOf(id, emoji));

describe('reactions', () => {
  test('are counted by emoji with who gave them, in the order they first came', async () => {
    const { id } = await say(ada, group.id, 'Fertig!');
    await react(zoe, id.toUpperCase(), '🎉');
    await react(ada, id, '👍🏽');
    const { status, body } = await react(ada, id, '🎉');
    assert.equal(status, 200);
    const expected = [
      { emoji: '🎉', count: 2, user_ids: [zoe.user.id, ada.user.id] },
      { emoji: '👍🏽', count: 1, user_ids: [ada.user.id] },
    ];
    assert.deepEqual(body.reactions, expected);
    const history = await everyPage<Message>(zoe, `/v1/conversations/${group.id}/messages`, 50);
    assert.deepEqual(history.at(-1)?.reactions, expected);
    const less = await unreact(zoe, id, '🎉');
    assert.deepEqual(less.body.reactions.map(({ emoji, count }) => [emoji, count]).sort(), [
      ['🎉', 1],
      ['👍🏽', 1],
    ]);
    const event = (await logOf(ada, group.id)).at(-1);
    assert.ok(event?.type === 'reaction-removed');
    assert.deepEqual([event.id, event.emoji, event.user_id], [id, '🎉', zoe.user.id]);
  });

  test('given twice count once, taken back twice as well, and only a change is an event', async () => {
    const message = await say(ada, group.id, 'Noch einmal');
    const answers = await Promise.all(Array.from({ length: 8 }, () => react(zoe, message.id, '❤️')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const plain = await react(zoe, message.id, '❤');
    assert.deepEqual(
      plain.body.reactions,
      [{ emoji: '❤️', count: 1, user_ids: [zoe.user.id] }],
      'one heart, two spellings',
    );
    await unreact(zoe, message.id, '❤');
    const empty = await unreact(zoe, message.id, '❤️');
    assert.deepEqual([empty.status, empty.body.reactions], [200, []]);
    assert.deepEqual(
      (await logOf(zoe, group.id, message.seq)).map(({ type }) => type),
      ['reaction-added', 'reaction-removed'],
    );
  });

  test('are one emoji each, and nothing else', async () => {
    const { id } = await say(ada, group.id, 'Was geht?');
    const emoji = ['👍', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '#️⃣', '👋🏿', '👩🏽‍🚀', '☺️', '🫠', '©️', '™️'];
    for (const one of emoji) {
      const { status, body } = await react(ada, id, one);
      assert.deepEqual([status, body.reactions.at(-1)?.emoji], [200, one], one);
    }
    const others = [
      'a',
      '1',
      '#',
      'ok',
      '👍👍',
      '👍a',
      'a👍',
      ' 👍',
      '👍 ',
      '\u200d',
      '\ufe0f',
      '🇩',
      '👍\u0301\u0301',
      '<b>',
      '日',
      '%',
      '../..',
      ':)',
    ];
    for (const other of others) assertRefused(await react(ada, id, other), 422, 'validation_failed', 'emoji');
    assertRefused(await react(ada, id, '👍'.repeat(40)), 422, 'validation_failed', 'emoji');
    assert.ok([400, 422].includes((await ada.call('PUT', `/v1/messages/${id}/reactions/%F0%9F`)).status));
    assert.ok([400, 422].includes((await ada.call('PUT', `/v1/messages/${id}/reactions/%00`)).status));
    assert.ok([404, 422].includes((await ada.call('PUT', `/v1/messages/${id}/reactions/`)).status));
  });

  test('are at most fifty different ones on a message, however many come at once', async () => {
    const { id } = await say(ada, group.id, 'Alle!');
    const animals = Array.from({ length: 60 }, (_, index) => String.fromCodePoint(0x1f400 + index));
    const answers = await Promise.all(animals.map((emoji) => react(ada, id, emoji)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 50);
    const refused = answers.find(({ status }) => status !== 200);
    assertRefused(refused ?? { status: 0, body: {} }, 422, 'validation_failed', 'emoji');
    const there = answers.findIndex(({ status }) => status === 200);
    assert.equal((await react(zoe, id, animals[there] ?? '')).status, 200, 'one that is there is open to others');
  });

  test('are for members, on messages that are there', async () => {
    const { id } = await say(ada, group.id, 'Nur für uns');
    for (const change of [react, unreact]) {
      assertRefused(await change(eve, id, '👍'), 404, 'not_found');
      assertRefused(await change(ada, unknownId, '👍'), 404, 'not_found');
    }
    assert.equal((await app.call('PUT', pathOf(id, '👍'))).status, 401);
    await ada.call('DELETE', `/v1/messages/${id}`);
    for (const change of [react, unreact]) assertRefused(await change(ada, id, '👍'), 404, 'not_found');
  });
});
