import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversation, Media, Message, PostedMessage } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { uploaded } from '../../../test/harness/uploads.ts';
import {
  assertRefused,
  everyPage,
  get,
  logOf,
  open,
  openGroup,
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
const group = await openGroup(ada, [zoe, layla]);

describe('sending', () => {
  test('answers with the message as every member then finds it', async () => {
    const text = "Grüße aus 京都 👩‍👩‍👧‍👦 مرحبا <script>alert(1)</script> '); drop table messages;--\n\tEnde";
    const { status, body } = await send(ada, group.id, text, { message_id: 'ключ-🔑' });
    assert.equal(status, 201);
    const { id, created_at, seq, ...rest } = body.message;
    assert.deepEqual(rest, {
      message_id: 'ключ-🔑',
      conversation_id: group.id,
      sender: 'user',
      sender_id: ada.user.id,
      content: { text, parts: [{ type: 'text', text }] },
      reply_to: null,
      mentions: [],
      reactions: [],
      run_id: null,
      edited_at: null,
      deleted_at: null,
    });
    const history = await everyPage<Message>(zoe, `/v1/conversations/${group.id}/messages`, 50);
    assert.deepEqual(history.at(-1), body.message);
    const event = (await logOf(layla, group.id)).at(-1);
    assert.ok(event?.type === 'message-created');
    assert.deepEqual([event.message, event.seq, event.actor_id], [body.message, seq, ada.user.id]);
    const seen = await read(zoe, group.id);
    assert.deepEqual([seen.last_message, seen.head_seq], [body.message, seq]);
    assert.equal(created_at, event.at);
    assert.match(id, /^[0-9a-f-]{36}$/);
  });

  test('has two paths, and makes up a message_id where none is given', async () => {
    const one = await say(ada, group.id.toUpperCase(), 'Wie geht’s?');
    const two = await ada.call<PostedMessage>('POST', `/v1/conversations/${group.id.toUpperCase()}/messages`, {
      content: 'Gut!',
    });
    assert.equal(two.status, 201);
    assert.deepEqual([two.body.message.seq, two.body.message.conversation_id], [one.seq + 1, group.id]);
    assert.ok(one.message_id && two.body.message.message_id && one.message_id !== two.body.message.message_id);
    const again = await send(ada, group.id, 'Wie geht’s?', { message_id: one.message_id });
    assert.deepEqual([again.status, again.body.message], [200, one]);
  });

  test('is for members with a valid token', async () => {
    assertRefused(await send(eve, group.id, 'Hallo?'), 404, 'not_found');
    assertRefused(await send(ada, unknownId, 'Hallo?'), 404, 'not_found');
    assertRefused(
      await eve.call('POST', `/v1/conversations/${group.id}/messages`, { content: '@ada hallo' }),
      404,
      'not_found',
    );
    assert.equal((await app.call('POST', '/v1/messages', { conversation_id: group.id, content: 'x' })).status, 401);
    const before = (await read(ada, group.id)).head_seq;
    assert.equal(before, (await read(zoe, group.id)).head_seq);
  });

  test('is counted once, and a repeated send not at all', async () => {
    const total = async () =>
      Number(/_messages_total (\d+)/.exec((await app.call<string>('GET', '/metrics')).body)?.[1]);
    const before = await total();
    await say(ada, group.id, 'gezählt', { message_id: 'zähler' });
    assert.equal((await send(ada, group.id, 'gezählt', { message_id: 'zähler' })).status, 200);
    assert.equal((await total()) - before, 1);
  });

  test('takes every form of content', async () => {
    const forms: [content: unknown, text: string, parts: number][] = [
      ['eins', 'eins', 1],
      [{ text: 'eins' }, 'eins', 1],
      [[{ type: 'text', text: 'eins' }], 'eins', 1],
      [{ parts: [{ type: 'text', text: 'eins' }] }, 'eins', 1],
      [{ text: 'eins', parts: [] }, 'eins', 1],
      [{ text: 'eins', parts: [{ type: 'text', text: 'zwei' }] }, 'eins\nzwei', 2],
      [
        {
          text: 'eins\nzwei',
          parts: [
            { type: 'text', text: 'eins' },
            { type: 'text', text: 'zwei' },
          ],
        },
        'eins\nzwei',
        2,
      ],
      [
        [
          { type: 'text', text: 'eins' },
          { type: 'text', text: ' ' },
        ],
        'eins',
        1,
      ],
    ];
    for (const [content, text, parts] of forms) {
      const { content: kept } = await say(ada, group.id, content as string);
      assert.deepEqual([kept.text, kept.parts.length], [text, parts], JSON.stringify(content));
    }
  });

  test('refuses content that says nothing, is too long or of no known form', async () => {
    const before = (await read(ada, group.id)).head_seq;
    const cases: [content: unknown, status: number, code: string][] = [
      ['', 422, 'validation_failed'],
      [' \t\n\u00a0\u3000', 422, 'validation_failed'],
      [{ text: '' }, 422, 'validation_failed'],
      [{}, 422, 'validation_failed'],
      [[], 422, 'validation_failed'],
      [{ parts: [] }, 422, 'validation_failed'],
      [5, 422, 'validation_failed'],
      [null, 422, 'validation_failed'],
      [true, 422, 'validation_failed'],
      [{ text: 5 }, 422, 'validation_failed'],
      [{ text: null }, 422, 'validation_failed'],
      [['eins'], 422, 'validation_failed'],
      [[{ type: 'video', url: 'x' }], 422, 'validation_failed'],
      [[{ type: 'text' }], 422, 'validation_failed'],
      [[{ type: 'file' }], 422, 'validation_failed'],
      [[{ type: 'file', media_id: 'x' }], 422, 'validation_failed'],
      [[{ type: 'chart', spec: {} }], 422, 'validation_failed'],
      [[{ type: 'table', columns: [], data: [] }], 422, 'validation_failed'],
      [Array(21).fill({ type: 'text', text: 'a' }), 422, 'validation_failed'],
      ['a\u0000b', 422, 'validation_failed'],
      ['halb \ud83d', 422, 'validation_failed'],
      [[{ type: 'file', media_id: unknownId }], 404, 'not_found'],
      ['a'.repeat(100_000), 413, 'payload_too_large'],
      ['a'.repeat(2_000_000), 413, 'payload_too_large'],
    ];
    for (const [content, status, code] of cases) {
      const answer = await send(ada, group.id, content as string);
      assert.deepEqual([answer.status, answer.body.error], [status, code], JSON.stringify(content).slice(0, 80));
    }
    for (const body of [
      {},
      { content: 'x' },
      { conversation_id: group.id },
      { conversation_id: 5, content: 'x' },
      { conversation_id: `urn:uuid:${group.id}`, content: 'x' },
    ])
      assertRefused(await ada.call('POST', '/v1/messages', body), 422, 'validation_failed');
    for (const message_id of ['', 'a'.repeat(201), 5, null, 'a\u0000'])
      assertRefused(
        await send(ada, group.id, 'x', { message_id: message_id as string }),
        422,
        'validation_failed',
        'message_id',
      );
    assert.equal((await read(ada, group.id)).head_seq, before);
  });

  test('refuses bytes that are no JSON or no UTF-8, and never trips over names with a meaning', async () => {
    const post = async (body: string | Buffer) =>
      (
        await app.http.inject({
          method: 'POST',
          url: '/v1/messages',
          headers: { ...ada.headers, 'content-type': 'application/json' },
          payload: body,
        })
      ).statusCode;
    const envelope = (content: string) => `{"conversation_id":"${group.id}","content":${content}}`;
    assert.equal(await post(Buffer.from(envelope('"x\xff"'), 'latin1')), 400);
    assert.equal(await post(Buffer.from(envelope('"\xed\xa0\x80"'), 'latin1')), 400);
    assert.equal(await post(envelope('"x"').slice(0, -1)), 400);
    assert.equal(await post(''), 400);
    assert.equal(await post('[]'), 422);
    assert.equal(await post('null'), 422);
    assert.equal(await post(`${'['.repeat(500_000)}${']'.repeat(500_000)}`), 422);
    for (const [open, close] of [
      ['[', ']'],
      ['[{"parts":', '}]'],
      ['{"text":', '}'],
    ] as const)
      assert.equal(await post(envelope(`${open.repeat(80_000)}1${close.repeat(80_000)}`)), 422);
    assert.equal(await post(envelope('"\\u0000"')), 422);
    assert.equal(await post(envelope('"\\ud800"')), 422);
    for (const name of ['__proto__', 'constructor', 'prototype'])
      assert.ok(
        [201, 400, 422].includes(await post(`{"${name}":{"prototype":{"text":"x"}},${envelope('"x"').slice(1)}`)),
        name,
      );
    assert.equal(({} as { text?: string }).text, undefined);
    assert.equal(await post(envelope('"\\u0001 \\u001b[31m \\ufffe \\u202e"')), 201);
  });

  test('takes 64 KiB of text in UTF-8, and not one byte more', async () => {
    const exact = [
      'a'.repeat(65_536),
      `${'日'.repeat(21_845)}a`,
      '👍'.repeat(16_384),
      `x${'é'.repeat(32_767)}y`,
      'zwei Wörter '.repeat(5_041),
    ];
    for (const text of exact) {
      assert.ok(Buffer.byteLength(text) <= 65_536 && Buffer.byteLength(text) > 65_520);
      const message = await say(ada, group.id, text);
      assert.equal(message.content.text, text);
      const fill = 65_536 - Buffer.byteLength(text);
      assertRefused(await send(ada, group.id, `${text}${'.'.repeat(fill + 1)}`), 413, 'payload_too_large', 'content');
      const { status } = await ada.call('PATCH', `/v1/messages/${message.id}`, {
        content: `${text}${'!'.repeat(fill)}`,
      });
      assert.equal(status, 200, 'what can be sent can be written by an edit');
      assertRefused(
        await ada.call('PATCH', `/v1/messages/${message.id}`, { content: `${text}${'.'.repeat(fill + 1)}` }),
        413,
        'payload_too_large',
        'content',
      );
    }
    const halves = [
      { type: 'text' as const, text: 'a'.repeat(40_000) },
      { type: 'text' as const, text: 'b'.repeat(30_000) },
    ];
    assertRefused(await send(ada, group.id, halves), 413, 'payload_too_large', 'content');
    assertRefused(await send(ada, group.id, '\u0001'.repeat(65_536)), 413, 'payload_too_large', 'content');
  });

  test('with the words of every alphabet and no word at all can be stored', async () => {
    const { id } = await open(ada, []);
    const texts = [
      '😀',
      '…',
      '---',
      'ﷺ '.repeat(16_000),
      '한국어'.repeat(7_000),
      'ไทย'.repeat(7_000),
      '\u0301\u0301',
      '½ ⅷ ㎞ ﬁ',
      "'':*&|!()<->\\",
      '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
      'a'.repeat(3_000),
      '.'.repeat(60_000),
      '@'.repeat(60_000),
      `@${'a.'.repeat(30_000)}`,
    ];
    for (const text of texts) assert.equal((await say(ada, id, text)).content.text, text);
  });
});

describe('files', () => {
  const file = ({ id }: Media) => ({ type: 'file' as const, media_id: id });

  test('go with a message to its members, once however often it is sent', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const [plan, list] = [
      await uploaded(app, ada, 'Grundriss', 'Plan Ω.txt'),
      await uploaded(app, ada, 'Äpfel', '清单.txt'),
    ];
    const content = { text: '@Zoë schau', parts: [file(plan), file({ ...list, id: list.id.toUpperCase() })] };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(ada, id, content, { message_id: 'mit Plan' })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(7).fill(200), 201]);
    const [message] = (await get<{ items: Message[] }>(zoe, `/v1/conversations/${id}/messages`)).items;
    assert.deepEqual(message?.content, {
      text: '@Zoë schau',
      parts: [
        { type: 'text', text: '@Zoë schau' },
        { type: 'file', media_id: plan.id, filename: 'Plan Ω.txt', mime: plan.mime, size: plan.size },
        { type: 'file', media_id: list.id, filename: '清单.txt', mime: list.mime, size: list.size },
      ],
    });
    assert.deepEqual(message.mentions, [zoe.user.id]);
    for (const { body } of answers) assert.deepEqual(body.message, message);
    const { rowCount } = await app.platform.database.pool.query(
      'select from media_attachments where conversation_id = $1',
      [id],
    );
    assert.equal(rowCount, 2);
    assert.equal((await zoe.call('GET', `/v1/media/${plan.id}`)).status, 200);
    assert.equal((await eve.call('GET', `/v1/media/${plan.id}`)).status, 404);
    await say(zoe, id, [file(plan)]);
  });

  test('of others, and with a message that is refused, go nowhere', async () => {
    const { id, head_seq } = await openGroup(ada, [zoe]);
    const plan = await uploaded(app, ada, 'Grundriss', 'Plan.txt');
    assertRefused(await send(zoe, id, [file(plan)]), 404, 'not_found', 'media_id');
    assertRefused(
      await send(ada, id, [file(plan), { type: 'file', media_id: unknownId }]),
      404,
      'not_found',
      'media_id',
    );
    assertRefused(await send(ada, id, [file(plan)], { reply_to: unknownId }), 404, 'not_found', 'reply_to');
    assertRefused(await send(ada, unknownId, [file(plan)]), 404, 'not_found');
    assert.equal((await read(ada, id)).head_seq, head_seq);
    const { rowCount } = await app.platform.database.pool.query('select from media_attachments where media_id = $1', [
      plan.id,
    ]);
    assert.equal(rowCount, 0);
    assert.equal((await zoe.call('GET', `/v1/media/${plan.id}`)).status, 404);
  });
});

describe('many sends at once', () => {
  test('are numbered without gaps, in the same order everywhere', async () => {
    const people = [ada, zoe, layla];
    const rooms = [await openGroup(ada, [zoe, layla]), await openGroup(zoe, [ada, layla]), await open(layla, [ada])];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const room = rooms[index % 3] as Conversation;
        const members = people.filter(({ user }) => room.members.some(({ user_id }) => user_id === user.id));
        const sender = members[index % members.length] ?? ada;
        return send(sender, room.id, index % 10 === 9 ? `@ada Nr. ${index} 🎈` : `Nr. ${index} 🎈`, {
          message_id: `m${index}`,
        });
      }),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    for (const room of rooms) {
      const sent = answers.map(({ body }) => body.message).filter(({ conversation_id }) => conversation_id === room.id);
      const history = await everyPage<Message>(ada, `/v1/conversations/${room.id}/messages?after_seq=0`, 7);
      assert.deepEqual(
        history.map(({ seq }) => seq),
        Array.from({ length: sent.length }, (_, index) => index + 2),
      );
      assert.deepEqual(
        history,
        sent.toSorted((a, b) => a.seq - b.seq),
      );
      const log = await logOf(ada, room.id);
      assert.deepEqual(
        log.map(({ seq }) => seq),
        Array.from({ length: sent.length + 1 }, (_, index) => index + 1),
      );
      assert.deepEqual(
        log.flatMap((event) => (event.type === 'message-created' ? [event.message] : [])),
        history,
      );
      const now = await read(ada, room.id);
      assert.deepEqual([now.head_seq, now.last_message], [sent.length + 1, history.at(-1)]);
    }
  });

  test('while their conversation is deleted are stored or not found, never a fault', async () => {
    for (let round = 0; round < 5; round++) {
      const doomed = await openGroup(ada, [zoe]);
      const other = await openGroup(zoe, []);
      const sends = Array.from({ length: 60 }, (_, index) =>
        send(
          index % 2 ? ada : zoe,
          index % 3 ? doomed.id : other.id,
          index % 7 ? `vorbei ${index}` : `@ada vorbei ${index}`,
        ).catch(String),
      );
      const deletion = ada.call('DELETE', `/v1/conversations/${doomed.id}`);
      const answers = (await Promise.all(sends)) as Awaited<ReturnType<typeof send>>[];
      assert.equal((await deletion).status, 204);
      for (const [index, { status, body }] of answers.entries()) {
        const expected = index % 3 ? [201, 404] : index % 2 ? [404] : [201];
        assert.ok(expected.includes(status), `${index}: ${status} ${JSON.stringify(body)}`);
      }
    }
  });
});
