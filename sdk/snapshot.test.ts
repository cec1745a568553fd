import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationFromWire } from './replica.ts';
import { SnapshotCell } from './snapshot.ts';
import { conversation, ids, message } from './testing/fixtures.ts';

function filled(): SnapshotCell {
  const cell = new SnapshotCell();
  const quiet = conversation({ id: ids.other, last_message: message(3), unread_count: 2 });
  cell.setConversation(conversationFromWire(quiet, ids.zoe));
  cell.setConversation(conversationFromWire(conversation({ last_message: message(9), unread_count: 1 }), ids.zoe));
  return cell;
}

test('conversations are sorted by their last activity, and unread messages are added up', () => {
  const snapshot = filled().get();
  assert.deepEqual(snapshot.conversationIds, [ids.conversation, ids.other]);
  assert.equal(snapshot.totalUnread, 3);
});

test('what did not change stays the same object, the order included', () => {
  const cell = filled();
  const before = cell.get();
  cell.changeConversation(ids.other, (state) => ({ ...state, title: 'Neu' }));
  const after = cell.get();
  assert.notEqual(after, before);
  assert.equal(after.conversationIds, before.conversationIds);
  assert.equal(after.conversations.get(ids.conversation), before.conversations.get(ids.conversation));
  assert.notEqual(after.conversations.get(ids.other), before.conversations.get(ids.other));
  assert.equal(after.online, before.online);
});

test('a change that changes nothing makes no new snapshot', () => {
  const cell = filled();
  const before = cell.get();
  cell.changeConversation(ids.other, (state) => state);
  cell.changeConversation('unknown', (state) => ({ ...state, title: 'x' }));
  cell.removeConversation('unknown');
  assert.equal(cell.get(), before);
});

test('listeners hear once of many changes of one turn, and of nothing after they left', async () => {
  const cell = filled();
  await Promise.resolve();
  let heard = 0;
  const unsubscribe = cell.subscribe(() => {
    heard += 1;
  });
  cell.patch({ connection: 'open' });
  cell.patch({ live: true });
  assert.equal(cell.get().live, true, 'the snapshot itself is current at once');
  await Promise.resolve();
  assert.equal(heard, 1);
  unsubscribe();
  cell.patch({ live: false });
  await Promise.resolve();
  assert.equal(heard, 1);
});
