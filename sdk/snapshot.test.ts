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

test('a conversation moves to its place when something is said in it, and counts follow', () => {
  const cell = filled();
  cell.changeConversation(ids.other, (state) => ({ ...state, unreadCount: 5, lastActivityAt: message(99).created_at }));
  assert.deepEqual(cell.get().conversationIds, [ids.other, ids.conversation]);
  assert.equal(cell.get().totalUnread, 6);
  cell.changeConversation(ids.other, (state) => ({ ...state, lastActivityAt: message(1).created_at }));
  assert.deepEqual(cell.get().conversationIds, [ids.conversation, ids.other]);
  cell.removeConversation(ids.conversation);
  assert.deepEqual(cell.get().conversationIds, [ids.other]);
  assert.equal(cell.get().totalUnread, 5);
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

test('a long replay is announced every fifty milliseconds, not frame by frame', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const cell = filled();
  await Promise.resolve();
  let heard = 0;
  cell.subscribe(() => {
    heard += 1;
  });
  cell.patch({ connection: 'open' });
  for (let frame = 0; frame < 10; frame += 1) {
    cell.changeConversation(ids.other, (state) => ({ ...state, unreadCount: state.unreadCount + 1 }));
    await new Promise(setImmediate);
  }
  assert.equal(heard, 0);
  context.mock.timers.tick(50);
  assert.equal(heard, 1);
});

test('listeners hear once of many changes of one turn, and of nothing after they left', async () => {
  const cell = filled();
  await Promise.resolve();
  let heard = 0;
  const unsubscribe = cell.subscribe(() => {
    heard += 1;
  });
  cell.patch({ live: true });
  cell.patch({ connection: 'open' });
  assert.equal(cell.get().live, true, 'the snapshot itself is current at once');
  await Promise.resolve();
  assert.equal(heard, 1);
  unsubscribe();
  cell.patch({ live: false });
  await Promise.resolve();
  assert.equal(heard, 1);
});
