import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, ConversationEvent, EventPage } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { applyRetention } from './retention.ts';

test('retention removes the oldest events, keeps every message, and says limited to who is further behind', async () => {
  const app = await startApp({ settings: { LOG_RETENTION_EVENTS: '3' } });
  const ana = await app.signUp('ana');
  const ben = await app.signUp('ben');
  const { body: chat } = await ana.call<Conversation>('POST', '/v1/conversations', { member_ids: [ben.user.id] });
  for (const content of ['one', 'two', 'three', 'four', 'five']) {
    await ana.call('POST', '/v1/messages', { conversation_id: chat.id, content });
  }
  await applyRetention(app.platform, { signal: new AbortController().signal });
  const events = (after: number) =>
    ben.call<EventPage<ConversationEvent>>('GET', `/v1/conversations/${chat.id}/events?after=${after}`);
  const behind = await events(2);
  assert.deepEqual([behind.body.limited, behind.body.items, behind.body.head_seq], [true, [], 6]);
  const near = await events(3);
  assert.equal(near.body.limited, false);
  assert.deepEqual(
    near.body.items.map(({ seq }) => seq),
    [4, 5, 6],
  );
  const history = await ben.call<{ items: unknown[] }>('GET', `/v1/conversations/${chat.id}/messages`);
  assert.equal(history.body.items.length, 5);
});
