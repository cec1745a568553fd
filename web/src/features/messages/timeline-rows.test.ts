import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parlance/contracts';
import type { RunState } from '@parlance/sdk';
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

const run = (id: string, triggerId: string, more: Partial<RunState> = {}): RunState => ({
  id,
  triggerId,
  userId: 'me',
  status: 'running',
  progress: 0,
  statusText: '',
  engine: 'builtin',
  model: null,
  note: null,
  usage: null,
  error: null,
  messageId: null,
  createdAt: '2026-11-20T10:05:00Z',
  finishedAt: null,
  parts: [],
  calls: {},
  position: { seq: 0, epoch: '' },
  complete: false,
  ...more,
});
const at = '2026-11-20T10:00:00Z';
const answered = (seq: number, runId: string) =>
  message(seq, '', at, { sender: 'assistant', sender_id: null, run_id: runId });
const keysOf = (messages: Message[], runs: RunState[]) =>
  buildRows({ messages, outgoing: [], runs, hasOlder: true, myId: 'me', newAfter: null })
    .flatMap((row) => (row.type === 'answer' ? [`${row.key}${row.about ? ` about ${row.about}` : ''}`] : [row.key]))
    .slice(2)
    .join(', ');

test('an answer has one row, at the end while it is written and where its message is then', () => {
  const asked = message(1, 'me', at);
  assert.equal(keysOf([asked], [run('r', 'id-1')]), 'key-1, run:r');
  const done = run('r', 'id-1', { status: 'succeeded', messageId: 'id-2' });
  assert.equal(keysOf([asked, answered(2, 'r')], [done]), 'key-1, run:r');
  // The message may be there a moment before the run is known to have ended.
  assert.equal(keysOf([asked, answered(2, 'r')], [run('r', 'id-1')]), 'key-1, run:r');
});

test('of several questions one is answered at a time, and an answer that stands apart names its question', () => {
  const asked = [message(1, 'me', at), message(2, 'me', at)];
  const runs = [run('r', 'id-1'), run('s', 'id-2', { status: 'queued' })];
  assert.equal(keysOf(asked, runs), 'key-1, key-2, run:r about id-1');
});

test('an answer that failed with nothing said stands under its question until that is answered', () => {
  const asked = [message(1, 'me', at), message(3, 'ana', at)];
  const failed = run('r', 'id-1', { status: 'failed' });
  assert.equal(keysOf(asked, [failed]), 'key-1, run:r, key-3');
  assert.equal(keysOf(asked, [failed, run('s', 'id-1')]), 'key-1, key-3, run:s about id-1');
});
