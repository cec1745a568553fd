import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { assertRefused, logOf, open, openGroup, read, say, send } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');

describe('a repeated send', () => {
  test('gets the original back, whatever became of it, in any form of the same content', async () => {
    const { id } = await open(ada, [], { kind: 'group' });
    const original = await say(ada, id, 'Bestellung: 3 Äpfel', { message_id: 'k1' });
    const repeat = (content: unknown = 'Bestellung: 3 Äpfel') => send(ada, id, content as string, { message_id: 'k1' });
    for (const form of [
      'Bestellung: 3 Äpfel',
      { text: 'Bestellung: 3 Äpfel' },
      [{ type: 'text', text: 'Bestellung: 3 Äpfel' }],
      { parts: [{ type: 'text', text: 'Bestellung: 3 Äpfel' }] },
      original.content,
    ]) {
      const { status, body } = await repeat(form);
      assert.deepEqual([status, body.message], [200, original]);
    }
    const edited = await ada.call<Message>('PATCH', `/v1/messages/${original.id}`, { content: '4 Äpfel' });
    const afterEdit = await repeat();
    assert.deepEqual([afterEdit.status, afterEdit.body.message], [200, edited.body]);
    assertRefused(await repeat('4 Äpfel'), 409, 'message_id_reused', 'message_id');
    assert.equal((await ada.call('DELETE', `/v1/messages/${original.id}`)).status, 204);
    const afterDelete = await repeat();
    assert.equal(afterDelete.status, 200);
    assert.deepEqual(
      [afterDelete.body.message.id, afterDelete.body.message.content],
      [original.id, { text: '', parts: [] }],
    );
    assert.ok(afterDelete.body.message.deleted_at);
    assertRefused(await repeat('4 Äpfel'), 409, 'message_id_reused', 'message_id');
    assert.equal((await logOf(ada, id)).filter(({ type }) => type === 'message-created').length, 1);
  });

  test('with a reply or a mention in it as well, also when the message replied to is gone', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const question = await say(zoe, id, 'Wann?');
    const options = { message_id: 'antwort', reply_to: question.id };
    const reply = await say(ada, id, '@Zoë um acht', options);
    assert.deepEqual([reply.reply_to, reply.mentions], [question.id, [zoe.user.id]]);
    assert.equal((await zoe.call('DELETE', `/v1/messages/${question.id}`)).status, 204);
    const again = await send(ada, id, '@Zoë um acht', { ...options, reply_to: question.id.toUpperCase() });
    assert.deepEqual([again.status, again.body.message], [200, reply]);
    assertRefused(
      await send(ada, id, '@Zoë um acht', { message_id: 'antwort' }),
      409,
      'message_id_reused',
      'message_id',
    );
  });

  test('is another message for another sender or in another conversation', async () => {
    const [here, there] = [await openGroup(ada, [zoe]), await openGroup(ada, [zoe])];
    const sent = [
      await say(ada, here.id, 'gleich', { message_id: 'k' }),
      await say(zoe, here.id, 'gleich', { message_id: 'k' }),
      await say(ada, there.id, 'anders', { message_id: 'k' }),
    ];
    assert.equal(new Set(sent.map(({ id }) => id)).size, 3);
    await say(ada, here.id, 'gleich', { message_id: 'K' });
  });

  test('is refused while its sender is out, and known again when they are back', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const original = await say(zoe, id, 'Ich war hier', { message_id: 'k' });
    assert.equal((await ada.call('DELETE', `/v1/conversations/${id}/members/${zoe.user.id}`)).status, 204);
    assertRefused(await send(zoe, id, 'Ich war hier', { message_id: 'k' }), 404, 'not_found');
    assertRefused(await send(zoe, id, 'Etwas anderes', { message_id: 'k' }), 404, 'not_found');
    assert.equal((await ada.call('POST', `/v1/conversations/${id}/members`, { user_id: zoe.user.id })).status, 201);
    const again = await send(zoe, id, 'Ich war hier', { message_id: 'k' });
    assert.deepEqual([again.status, again.body.message], [200, original]);
  });

  test('thirty times at once is stored once', async () => {
    for (const content of ['dreißig', '@Zoë dreißig']) {
      const { id } = await openGroup(ada, [zoe]);
      const answers = await Promise.all(Array.from({ length: 30 }, () => send(ada, id, content, { message_id: 'k' })));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(29).fill(200), 201]);
      for (const { body } of answers) assert.deepEqual(body.message, answers[0]?.body.message);
      assert.equal((await read(ada, id)).head_seq, 2);
    }
  });

  test('with other content at once: one wins, the others are told', async () => {
    const { id } = await openGroup(ada, []);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => send(ada, id, `Fassung ${index}`, { message_id: 'k' })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(11).fill(409)]);
  });
});
