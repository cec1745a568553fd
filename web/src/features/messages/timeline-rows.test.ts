import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parlance/contracts';
import { buildRows, lastSeenKey } from './timeline-rows.ts';

const message = (seq: number, senderId: string, at: string, more: Partial<Message> = {}): Message => ({
  id: `id-${seq}`,
  message_id: `key-${seq}`,
  conversation_id: 'c',
  seq,
  sender: 'user',
  sender_id: senderId,
  content: { text: `message ${seq}`, parts: [{ type: 'text', text: `message ${seq}` }] },
  reply_to: null,
  mentions: [],
  reactions: [],
  run_id: null,
  created_at: at,
  edited_at: null,
  deleted_at: null,
  ...more,
});

const shape = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) => ('first' in row ? `${row.key}${row.first ? '*' : ''}` : row.type)).join(' ');

test('groups by sender, day and pause', () => {
  const rows = buildRows({
    messages: [
      message(1, 'ana', '2026-11-20T10:00:00Z'),
      message(2, 'ana', '2026-11-20T10:01:00Z'),
      message(3, 'bo', '2026-11-20T10:02:00Z'),
      message(4, 'bo', '2026-11-20T10:20:00Z'),
      message(5, 'bo', '2026-11-22T10:20:00Z'),
    ],
    outgoing: [],
    runs: [],
    hasOlder: false,
    myId: 'bo',
    newAfter: null,
  });
  assert.equal(shape(rows), 'start day key-1* key-2 key-3* key-4* day key-5*');
});

test('marks the first new message of somebody else, once', () => {
  const at = '2026-11-20T10:00:00Z';
  const messages = [message(1, 'ana', at), message(2, 'me', at), message(3, 'ana', at), message(4, 'ana', at)];
  const rows = buildRows({ messages, outgoing: [], runs: [], hasOlder: true, myId: 'me', newAfter: 1 });
  assert.equal(shape(rows), 'older day key-1* key-2* new key-3* key-4');
});

test('an answer starts a new group, so that its quote has a name above it', () => {
  const at = '2026-11-20T10:00:00Z';
  const messages = [message(1, 'ana', at), message(2, 'ana', at, { reply_to: 'id-1' })];
  const rows = buildRows({ messages, outgoing: [], runs: [], hasOlder: false, myId: 'me', newAfter: null });
  assert.equal(shape(rows), 'start day key-1* key-2*');
});

test('"seen" stands at the last own message that was read, and goes when the other answers', () => {
  const at = '2026-11-20T10:00:00Z';
  const mine = [message(1, 'ana', at), message(2, 'me', at), message(3, 'me', at)];
  assert.equal(lastSeenKey(mine, 'me', 2), 'key-2');
  assert.equal(lastSeenKey(mine, 'me', 9), 'key-3');
  assert.equal(lastSeenKey(mine, 'me', 1), null);
  assert.equal(lastSeenKey([...mine, message(4, 'ana', at)], 'me', 4), null);
});
