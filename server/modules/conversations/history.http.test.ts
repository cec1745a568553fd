import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorBody, Message } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { assertRefused, everyPage, get, openGroup, read, say } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');
const layla = await app.signUp('ليلى');
const eve = await app.signUp('eve');
const group = await openGroup(ada, [zoe, layla]);

describe('history', () => {
  test('is paged backwards and forwards to the very end, with the bounds it was asked with', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const sent: Message[] = [];
    for (let index = 0; index < 25; index++)
      sent.push(await say(index % 2 ? ada : zoe, id, `Zeile ${index}: ${'ß'.repeat(index)}`));
    const path = `/v1/conversations/${id}/messages`;
    const page = (query: string) => get<{ items: Message[]; next_cursor: string | null }>(zoe, `${path}?${query}`);
    assert.deepEqual((await page('limit=5')).items, sent.slice(-5));
    for (const limit of [1, 4, 5, 24, 25, 26, 200]) {
      assert.deepEqual(await everyPage(zoe, `${path}?after_seq=0`, limit), sent);
      const backwards: Message[] = [];
      let cursor: string | null = null;
      do {
        const { items, next_cursor }: { items: Message[]; next_cursor: string | null } = await page(
          `limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
        );
        assert.ok(items.length <= limit);
        backwards.unshift(...items);
        cursor = next_cursor;
      } while (cursor);
      assert.deepEqual(backwards, sent);
    }
    const seqs = async (query: string) => (await page(query)).items.map(({ seq }) => seq);
    assert.deepEqual(await seqs('before_seq=5'), [2, 3, 4]);
    assert.deepEqual(await seqs('before_seq=2'), []);
    assert.deepEqual(await seqs('before_seq=0'), []);
    assert.deepEqual(await seqs('after_seq=24'), [25, 26]);
    assert.deepEqual(await seqs('after_seq=26'), []);
    assert.deepEqual(await seqs(`after_seq=${Number.MAX_SAFE_INTEGER}`), []);
    assert.deepEqual(await seqs('after_seq=3&before_seq=9&limit=3'), [4, 5, 6]);
    const between = await everyPage<Message>(zoe, `${path}?after_seq=3&before_seq=9`, 2);
    assert.deepEqual(
      between.map(({ seq }) => seq),
      [4, 5, 6, 7, 8],
    );
  });

  test('refuses bounds and cursors that make no sense', async () => {
    const path = `/v1/conversations/${group.id}/messages`;
    for (const query of [
      'before_seq=-1',
      'after_seq=x',
      'before_seq=1.5',
      'after_seq=1e300',
      'before_seq=99999999999999999999',
      'limit=0',
      'limit=201',
      'cursor=x',
      'cursor=after:-1',
      'cursor=after:9999999999999999',
      'cursor=before:1e3',
    ])
      assertRefused(await ada.call('GET', `${path}?${query}`), 422, 'validation_failed', query.split('=')[0]);
    assertRefused(await eve.call('GET', path), 404, 'not_found');
    assert.equal((await app.call('GET', path)).status, 401);
  });
});

describe('the log of a conversation', () => {
  test('is read in pages, and says when a position is not in it', async () => {
    const { id } = await openGroup(ada, [zoe]);
    for (let index = 0; index < 9; index++) await say(ada, id, `Zeile ${index}`);
    const path = `/v1/conversations/${id}/events`;
    const page = (query: string) =>
      get<{ items: { seq: number }[]; head_seq: number; epoch: string; limited: boolean }>(zoe, `${path}?${query}`);
    const { epoch } = await read(zoe, id);
    const first = await page('limit=4');
    assert.deepEqual(
      [first.items.map(({ seq }) => seq), first.head_seq, first.epoch, first.limited],
      [[1, 2, 3, 4], 10, epoch, false],
    );
    assert.deepEqual(
      (await page(`after=4&limit=200&epoch=${epoch}`)).items.map(({ seq }) => seq),
      [5, 6, 7, 8, 9, 10],
    );
    assert.deepEqual((await page('after=10')).items, []);
    for (const query of ['after=11', `after=${Number.MAX_SAFE_INTEGER}`, 'after=4&epoch=another'])
      assert.deepEqual(await page(query), { items: [], head_seq: 10, epoch, limited: true });
    for (const query of ['after=-1', 'after=x', 'after=1e300', 'limit=0', 'limit=201', `epoch=${'a'.repeat(65)}`])
      assertRefused(
        await zoe.call<ErrorBody>('GET', `${path}?${query}`),
        422,
        'validation_failed',
        query.split('=')[0],
      );
    assertRefused(await eve.call('GET', path), 404, 'not_found');
  });
});
