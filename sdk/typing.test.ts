import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationFromWire } from './replica.ts';
import { SnapshotCell } from './snapshot.ts';
import { conversation, ids } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { Typing } from './typing.ts';

function bench() {
  const clock = new ManualClock();
  const cell = new SnapshotCell();
  cell.setConversation(conversationFromWire(conversation(), ids.zoe));
  const told: boolean[] = [];
  const typing = new Typing({ cell, clock, send: (_, isTyping) => told.push(isTyping) });
  return { clock, typing, told, shown: () => cell.get().conversations.get(ids.conversation)?.typing };
}

test('somebody who types is shown until five seconds after the last sign of it', () => {
  const { clock, typing, shown } = bench();
  typing.heard(ids.conversation, ids.omar, true);
  clock.advance(4_000);
  typing.heard(ids.conversation, ids.omar, true);
  clock.advance(4_999);
  assert.deepEqual(shown(), [ids.omar]);
  clock.advance(1);
  assert.deepEqual(shown(), []);
});

test('somebody who says that they stopped is not shown, and leaves no timer', () => {
  const { clock, typing, shown } = bench();
  typing.heard(ids.conversation, ids.omar, true);
  typing.heard(ids.conversation, ids.omar, false);
  assert.deepEqual(shown(), []);
  assert.deepEqual(clock.waits, []);
});

test('every key stroke is told at most once in two and a half seconds, the end only after a beginning', () => {
  const { clock, typing, told } = bench();
  typing.tell(ids.conversation, false);
  assert.deepEqual(told, []);
  for (let stroke = 0; stroke < 30; stroke += 1) {
    typing.tell(ids.conversation, true);
    clock.advance(100);
  }
  assert.deepEqual(told, [true, true]);
  typing.tell(ids.conversation, false);
  typing.tell(ids.conversation, false);
  assert.deepEqual(told, [true, true, false]);
});

test('a message that was sent ends the typing without another frame', () => {
  const { typing, told } = bench();
  typing.tell(ids.conversation, true);
  typing.sent(ids.conversation);
  typing.tell(ids.conversation, false);
  assert.deepEqual(told, [true]);
});
