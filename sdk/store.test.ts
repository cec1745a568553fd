import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { IncomingMessage } from './store.ts';
import { ids, message, messageId } from './testing/fixtures.ts';
import { StoreBench } from './testing/store-bench.ts';

let bench: StoreBench;
beforeEach(async () => {
  bench = await StoreBench.open();
});
afterEach(() => bench.close());

/** Has the server take an event into its log without telling anyone, as when a frame is lost. */
function unheard(change: () => void): void {
  const sockets = [...bench.server.sockets];
  bench.server.sockets.clear();
  change();
  for (const socket of sockets) bench.server.sockets.add(socket);
}

const seqs = () => bench.conversation.messages.map(({ seq }) => seq);

describe('starting', () => {
  test('loads the account, shows the list and goes live from its positions', async () => {
    bench.server.say(ids.conversation);
    await bench.live();
    assert.equal(bench.snapshot.phase, 'ready');
    assert.equal(bench.snapshot.me?.id, ids.zoe);
    assert.equal(bench.snapshot.preferences?.theme, 'system');
    assert.equal(bench.snapshot.totalUnread, 1);
    assert.deepEqual(bench.conversation.position, { seq: 2, epoch: 'e1' });
    const { ref, ...resume } = bench.server.frames.find(({ type }) => type === 'resume') ?? { type: 'none' };
    assert.deepEqual(resume, {
      type: 'resume',
      user: { after: 0, epoch: 'e1' },
      conversations: [{ conversation_id: ids.conversation, after: 2, epoch: 'e1' }],
    });
  });

  test('that fails says why, and can be tried again', async () => {
    bench.server.answers.push((_, response) => response.writeHead(500).end());
    await bench.store.start();
    assert.equal(bench.snapshot.phase, 'failed');
    assert.match(bench.snapshot.error?.message ?? '', /status 500/);
    await bench.live();
    assert.equal(bench.snapshot.phase, 'ready');
    assert.equal(bench.snapshot.error, null);
  });

  test('without being signed in is said, and signing out empties the store', async () => {
    await bench.live();
    bench.tokens.set(null);
    assert.equal(bench.snapshot.phase, 'signed-out');
    assert.equal(bench.snapshot.conversations.size, 0);
    assert.equal(bench.snapshot.me, null);
    await bench.store.start();
    assert.equal(bench.snapshot.phase, 'signed-out');
  });
});

describe('following', () => {
  test('a message that arrives is shown, counted and announced', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const heard: IncomingMessage[] = [];
    bench.store.onIncoming((incoming) => heard.push(incoming));
    const said = bench.server.say(ids.conversation, { mentions: [ids.zoe] });
    await bench.untilConversation(({ messages }) => messages.length === 1);
    assert.deepEqual(bench.conversation.messages, [said]);
    assert.equal(bench.conversation.unreadCount, 1);
    const { text } = said.content;
    const expected = {
      conversationId: ids.conversation,
      messageId: said.id,
      senderId: ids.omar,
      text,
      mentionsMe: true,
    };
    assert.deepEqual(heard, [expected]);
  });

  test('a missing event is noticed with the next one and asked for', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    unheard(() => bench.server.say(ids.conversation));
    bench.server.say(ids.conversation);
    await bench.untilConversation(({ position }) => position.seq === 3);
    assert.deepEqual(seqs(), [2, 3]);
    const join = bench.server.frames.find(({ type }) => type === 'join');
    const expected = { type: 'join', conversation_id: ids.conversation, after: 1, epoch: 'e1' };
    assert.deepEqual(join, { ...expected, ref: `join:${ids.conversation}` });
  });

  test('what was missed while away is made up for, without being announced as new', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const heard: IncomingMessage[] = [];
    bench.store.onIncoming((incoming) => heard.push(incoming));
    bench.server.acceptSockets = false;
    bench.server.dropSockets();
    await bench.until(({ live }) => !live);
    for (let count = 0; count < 3; count += 1) bench.server.say(ids.conversation);
    bench.server.append(ids.conversation, {
      type: 'message-deleted',
      id: messageId(2),
      deleted_at: '2026-11-21T10:00:00.000Z',
    });
    bench.server.acceptSockets = true;
    await bench.until(({ live }) => live);
    assert.deepEqual(seqs(), [2, 3, 4]);
    assert.equal(bench.conversation.messages[0]?.deleted_at, '2026-11-21T10:00:00.000Z');
    assert.equal(bench.conversation.unreadCount, 2);
    assert.deepEqual(heard, []);
  });

  test('a log that no longer reaches back is replaced by the conversation as it is now', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    bench.server.retention = 1;
    bench.server.acceptSockets = false;
    bench.server.dropSockets();
    await bench.until(({ live }) => !live);
    for (let count = 0; count < 60; count += 1) bench.server.say(ids.conversation);
    bench.server.acceptSockets = true;
    await bench.untilConversation(({ position }) => position.seq === 61);
    assert.equal(bench.conversation.messages.length, 50);
    assert.equal(bench.conversation.hasOlder, true);
    assert.equal(bench.conversation.unreadCount, 60);
    await bench.untilConversation(({ history }) => history === 'loaded');
    bench.server.say(ids.conversation);
    await bench.untilConversation(({ position }) => position.seq === 62);
    assert.equal(seqs().at(-1), 62);
  });

  test('a server that was restored from a backup makes everything be fetched anew', async () => {
    bench.server.say(ids.conversation);
    bench.server.say(ids.conversation);
    await bench.live();
    await bench.store.open(ids.conversation);
    bench.server.epoch = 'e2';
    bench.server.logs.get(ids.conversation)?.pop();
    bench.server.dropSockets();
    await bench.untilConversation(({ position }) => position.epoch === 'e2');
    await bench.until(({ live, position }) => live && position.epoch === 'e2');
    await bench.untilConversation(({ messages }) => messages.length === 1);
    assert.deepEqual(bench.conversation.position, { seq: 2, epoch: 'e2' });
    assert.equal(bench.conversation.unreadCount, 1);
  });

  test('a new conversation is fetched and followed from where it stood', async () => {
    await bench.live();
    bench.server.addConversation(ids.other);
    bench.server.say(ids.other);
    bench.server.appendOwn({ type: 'conversation-added', conversation_id: ids.other, at_seq: 1 });
    await bench.until(({ conversations }) => conversations.has(ids.other));
    bench.server.say(ids.other);
    await bench.until(({ conversations }) => conversations.get(ids.other)?.position.seq === 3);
    assert.equal(bench.snapshot.conversations.get(ids.other)?.unreadCount, 2);
    assert.ok(bench.server.frames.some((frame) => frame.type === 'join' && frame.conversation_id === ids.other));
  });

  test('a conversation that one was removed from goes, also while it is being fetched', async () => {
    await bench.live();
    bench.server.appendOwn({ type: 'conversation-removed', conversation_id: ids.conversation, reason: 'removed' });
    await bench.until(({ conversations }) => conversations.size === 0);
    // Added and removed again before the answer to our question is here.
    const answered = Promise.withResolvers<void>();
    bench.server.answers.push(async (_, response) => {
      bench.server.appendOwn({ type: 'conversation-removed', conversation_id: ids.other, reason: 'removed' });
      await bench.until(({ position }) => position.seq === 3);
      response.on('close', answered.resolve);
      response.end(JSON.stringify({ ...message(1), members: [], last_message: null, id: ids.other }));
    });
    bench.server.appendOwn({ type: 'conversation-added', conversation_id: ids.other, at_seq: 1 });
    await answered.promise;
    await bench.client.conversations.list();
    assert.equal(bench.snapshot.conversations.size, 0);
  });

  test('a conversation that is gone when one comes back is dropped', async () => {
    await bench.live();
    bench.server.logs.delete(ids.conversation);
    bench.server.dropSockets();
    await bench.until(({ conversations }) => conversations.size === 0);
  });

  test('people come and go, type and read', async () => {
    await bench.live();
    bench.server.say(ids.conversation);
    bench.server.tell({ type: 'presence', user_id: ids.omar, online: true });
    bench.server.tell({ type: 'typing', conversation_id: ids.conversation, user_id: ids.omar, typing: true });
    await bench.untilConversation(({ typing }) => typing.length === 1);
    assert.ok(bench.snapshot.online.has(ids.omar));
    bench.server.tell({ type: 'typing', conversation_id: ids.conversation, user_id: ids.omar, typing: false });
    bench.server.tell({ type: 'presence', user_id: ids.omar, online: false });
    bench.server.tell({ type: 'read', conversation_id: ids.conversation, user_id: ids.omar, seq: 2 });
    await bench.untilConversation(({ members }) => members[1]?.last_read_seq === 2);
    assert.deepEqual(bench.conversation.typing, []);
    assert.ok(!bench.snapshot.online.has(ids.omar));
  });
});

describe('history', () => {
  test('is loaded when it is looked at, page by page, up to the beginning', async () => {
    for (let count = 0; count < 120; count += 1) bench.server.say(ids.conversation);
    await bench.live();
    assert.equal(bench.conversation.messages.length, 0);
    await Promise.all([bench.store.open(ids.conversation), bench.store.open(ids.conversation)]);
    assert.equal(bench.conversation.messages.length, 50);
    await bench.store.loadOlder(ids.conversation);
    assert.equal(bench.conversation.messages.length, 100);
    assert.equal(bench.conversation.hasOlder, true);
    await bench.store.loadOlder(ids.conversation);
    assert.deepEqual([seqs()[0], seqs().length, bench.conversation.hasOlder], [2, 120, false]);
    await bench.store.loadOlder(ids.conversation);
    const pages = bench.server.requests.filter((request) => request.endsWith('/messages'));
    assert.equal(pages.length, 3);
  });

  test('reaches back to a message that is jumped to', async () => {
    for (let count = 0; count < 400; count += 1) bench.server.say(ids.conversation);
    await bench.live();
    await bench.store.loadBackTo(ids.conversation, 100);
    assert.ok((seqs()[0] ?? 0) <= 100);
    assert.equal(seqs().at(-1), 401);
  });

  test('that could not be had says so and is loaded at the next try', async () => {
    bench.server.say(ids.conversation);
    await bench.live();
    bench.server.answers.push((_, response) => response.writeHead(500).end());
    await bench.store.open(ids.conversation);
    assert.equal(bench.conversation.history, 'failed');
    await bench.store.open(ids.conversation);
    assert.equal(bench.conversation.history, 'loaded');
    assert.deepEqual(seqs(), [2]);
  });

  test('has what came while the first page was on its way', async () => {
    bench.server.say(ids.conversation);
    await bench.live();
    const page = JSON.stringify({ items: [message(2)], next_cursor: null });
    bench.server.answers.push(async (_, response) => {
      bench.server.say(ids.conversation);
      await bench.untilConversation(({ position }) => position.seq === 3);
      response.end(page);
    });
    await bench.store.open(ids.conversation);
    assert.deepEqual(seqs(), [2, 3]);
  });
});
