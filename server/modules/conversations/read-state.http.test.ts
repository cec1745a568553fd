import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReadState } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { assertRefused, open, openGroup, ownHead, ownLogOf, read, say, unknownId } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');
const eve = await app.signUp('eve');

const advance = (person: Person, id: string, seq: unknown) =>
  person.call<ReadState>('POST', `/v1/conversations/${id.toUpperCase()}/read`, { seq });

describe('reading', () => {
  test('moves forward, never back and never past the end', async () => {
    const { id } = await openGroup(ada, [zoe]);
    for (const text of ['eins', 'zwei', 'drei']) await say(ada, id, text);
    const state = async (seq: number) => {
      const { status, body } = await advance(zoe, id, seq);
      assert.equal(status, 200);
      assert.deepEqual(body.conversation_id, id);
      return [body.last_read_seq, body.unread_count];
    };
    assert.equal((await read(zoe, id)).unread_count, 3);
    assert.deepEqual(await state(2), [2, 2]);
    assert.deepEqual(await state(0), [2, 2]);
    assert.deepEqual(await state(1), [2, 2]);
    assert.deepEqual(await state(4), [4, 0]);
    assert.deepEqual(await state(Number.MAX_SAFE_INTEGER), [4, 0]);
    await say(ada, id, 'vier');
    const { unread_count, members } = await read(zoe, id);
    assert.equal(unread_count, 1);
    assert.deepEqual(members.find(({ user_id }) => user_id === zoe.user.id)?.last_read_seq, 4, 'the end it was then');
  });

  test('is told to one’s own devices alone, and only where it moved', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const { seq } = await say(ada, id, 'Neu');
    const heads = await Promise.all([zoe, ada].map(ownHead));
    for (const position of [seq, seq, 1]) await advance(zoe, id, position);
    const [event, ...rest] = await ownLogOf(zoe, heads[0]);
    assert.ok(event?.type === 'read-advanced');
    assert.deepEqual([event.conversation_id, event.last_read_seq, event.unread_count, rest], [id, seq, 0, []]);
    assert.equal(await ownHead(ada), heads[1]);
    assert.equal((await read(ada, id)).head_seq, seq, 'the conversation is as it was');
  });

  test('counts what others said and nothing else', async () => {
    const { id } = await open(ada, [zoe]);
    await say(zoe, id, 'von mir');
    const first = await say(ada, id, 'von dir');
    await say(zoe, id, 'wieder von mir');
    const last = await say(ada, id, 'noch eins');
    await zoe.call('PUT', `/v1/messages/${first.id}/reactions/${encodeURIComponent('👍')}`);
    await ada.call('PATCH', `/v1/messages/${first.id}`, { content: 'geändert' });
    assert.deepEqual([(await read(zoe, id)).unread_count, (await read(ada, id)).unread_count], [2, 2]);
    await ada.call('DELETE', `/v1/messages/${last.id}`);
    assert.equal((await read(zoe, id)).unread_count, 1, 'what was deleted needs no reading');
    await ada.call('DELETE', `/v1/messages/${first.id}`);
    assert.equal((await read(zoe, id)).unread_count, 0);
  });

  test('from many devices at once ends at the furthest', async () => {
    const { id } = await openGroup(ada, [zoe]);
    for (let index = 0; index < 20; index++) await say(ada, id, `Nr. ${index}`);
    const head = await ownHead(zoe);
    await Promise.all(Array.from({ length: 22 }, (_, index) => advance(zoe, id, (index * 5) % 22)));
    const state = await advance(zoe, id, 0);
    assert.deepEqual([state.body.last_read_seq, state.body.unread_count], [21, 0]);
    const positions = (await ownLogOf(zoe, head)).map((event) => event.type === 'read-advanced' && event.last_read_seq);
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => Number(a) - Number(b)),
    );
  });

  test('is for members, with a position that can be one', async () => {
    const { id } = await openGroup(ada, [zoe]);
    assertRefused(await advance(eve, id, 1), 404, 'not_found');
    assertRefused(await advance(ada, unknownId, 1), 404, 'not_found');
    for (const seq of [-1, 1.5, '1', null, 1e300, 2 ** 63])
      assertRefused(await advance(zoe, id, seq), 422, 'validation_failed', 'seq');
    assertRefused(await zoe.call('POST', `/v1/conversations/${id}/read`, {}), 422, 'validation_failed', 'seq');
    assert.equal((await app.call('POST', `/v1/conversations/${id}/read`, { seq: 1 })).status, 401);
  });
});
