import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ids } from './testing/fixtures.ts';
import { StoreBench } from './testing/store-bench.ts';

let bench: StoreBench;
beforeEach(async () => {
  bench = await StoreBench.open();
});
afterEach(() => bench.close());

const read = (user_id: string, seq: number) =>
  bench.server.tell({ type: 'read', conversation_id: ids.conversation, user_id, seq });
const theirs = () => bench.conversation.members[1]?.last_read_seq;
const untilTheirs = (mark: number) => bench.untilConversation(({ members }) => members[1]?.last_read_seq === mark);

describe('the marks of others', () => {
  test('that moved while the account was being loaded are there when one looks', async () => {
    bench.server.say(ids.conversation);
    const { asked, release } = bench.server.hold('GET /v1/users/me');
    const started = bench.store.start();
    await asked;
    await bench.until(({ connection }) => connection === 'open');
    // The list may have been read already, and the store does not listen yet.
    while (!bench.server.requests.includes('GET /v1/conversations')) await bench.client.users.preferences();
    bench.server.marks.set(ids.omar, 2);
    read(ids.omar, 2);
    await bench.client.users.preferences();
    release();
    await started;
    assert.equal(theirs(), 0);
    await bench.store.open(ids.conversation);
    assert.equal(theirs(), 2);
  });

  test('that moved without a connection are fetched for what is in sight, and for the rest when one looks', async () => {
    bench.server.say(ids.conversation);
    await bench.live();
    await bench.store.open(ids.conversation);
    bench.server.marks.set(ids.omar, 2);
    bench.server.dropSockets();
    await untilTheirs(2);
    // What the server tells after that needs no further look.
    const fetches = () =>
      bench.server.requests.filter((one) => one.endsWith(`/conversations/${ids.conversation}`)).length;
    const before = fetches();
    await bench.store.open(ids.conversation);
    assert.equal(fetches(), before);
  });

  test('never move back, whatever comes late', async () => {
    bench.server.say(ids.conversation);
    bench.server.say(ids.conversation);
    await bench.live();
    for (const seq of [3, 2]) read(ids.omar, seq);
    bench.server.tell({ type: 'presence', user_id: ids.omar, online: true });
    await bench.until(({ online }) => online.has(ids.omar));
    assert.equal(theirs(), 3);
  });

  test('that are heard of while the conversation is being fetched stay', async () => {
    await bench.live();
    const { epoch } = bench.server;
    const { asked, release } = bench.server.hold(`GET /v1/conversations/${ids.conversation}`);
    bench.server.tell({ type: 'limited', conversation_id: ids.conversation, head_seq: 1, epoch });
    await asked;
    read(ids.omar, 1);
    await untilTheirs(1);
    const before = bench.conversation;
    release();
    await bench.untilConversation(({ members }) => members !== before.members);
    assert.equal(theirs(), 1);
  });
});

test('an own mark that is heard of while the conversation is being fetched is not undone by what was fetched', async () => {
  bench.server.say(ids.conversation);
  await bench.live();
  const { epoch } = bench.server;
  const { asked, release } = bench.server.hold(`GET /v1/conversations/${ids.conversation}`);
  bench.server.tell({ type: 'limited', conversation_id: ids.conversation, head_seq: 2, epoch });
  await asked;
  bench.server.marks.set(ids.zoe, 2);
  const mark = { conversation_id: ids.conversation, last_read_seq: 2, unread_count: 0 };
  bench.server.appendOwn({ type: 'read-advanced', ...mark });
  await bench.untilConversation(({ lastReadSeq }) => lastReadSeq === 2);
  release();
  await bench.untilConversation(({ lastReadSeq }) => lastReadSeq === 0);
  await bench.untilConversation(({ lastReadSeq, unreadCount }) => lastReadSeq === 2 && unreadCount === 0);
});

describe('reading', () => {
  test('is shown at once, told once, and never moves back', async () => {
    bench.server.say(ids.conversation);
    bench.server.say(ids.conversation);
    await bench.live();
    assert.equal(bench.conversation.unreadCount, 2);
    bench.store.markRead(ids.conversation);
    assert.equal(bench.conversation.unreadCount, 0);
    assert.equal(bench.conversation.lastReadSeq, 3);
    bench.store.markRead(ids.conversation);
    bench.store.markRead(ids.conversation, 2);
    bench.server.say(ids.conversation);
    await bench.untilConversation(({ unreadCount }) => unreadCount === 1);
    await bench.server.heard('read');
    const reads = bench.server.frames.filter(({ type }) => type === 'read');
    assert.deepEqual(reads, [{ type: 'read', conversation_id: ids.conversation, seq: 3 }]);
  });

  test('without a socket is told by HTTP, and told again when that fails too', async () => {
    bench.server.say(ids.conversation);
    bench.server.acceptSockets = false;
    await bench.store.start();
    const refused = Promise.withResolvers<void>();
    bench.server.answers.push((_, response) => {
      response.on('close', refused.resolve);
      response.writeHead(500).end();
    });
    bench.store.markRead(ids.conversation);
    await refused.promise;
    assert.ok(bench.server.requests.includes(`POST /v1/conversations/${ids.conversation}/read`));
    bench.server.acceptSockets = true;
    await bench.until(({ live }) => live);
    assert.equal((await bench.server.heard('read')).seq, 2);
  });

  test('is told again when its connection ended before it was confirmed, and then no more', async () => {
    const again = async () => {
      bench.server.dropSockets();
      await bench.until(({ live }) => !live);
      await bench.until(({ live }) => live);
      await bench.client.conversations.list();
      return bench.server.frames.filter(({ type }) => type === 'read').length;
    };
    bench.server.say(ids.conversation);
    await bench.live();
    bench.store.markRead(ids.conversation);
    await bench.server.heard('read');
    assert.equal(await again(), 2);
    const read = { conversation_id: ids.conversation, last_read_seq: 2, unread_count: 0 };
    bench.server.appendOwn({ type: 'read-advanced', ...read });
    await bench.until(({ position }) => position.seq === 1);
    assert.equal(await again(), 2);
  });

  test('on another device is counted by the server where this one does not know all that is unread', async () => {
    bench.server.say(ids.conversation);
    bench.server.say(ids.conversation);
    await bench.live();
    // Counted before the second message, and heard of after it.
    const read = { conversation_id: ids.conversation, last_read_seq: 1, unread_count: 1 };
    bench.server.appendOwn({ type: 'read-advanced', ...read });
    await bench.untilConversation(({ unreadCount }) => unreadCount === 1);
    await bench.untilConversation(({ unreadCount }) => unreadCount === 2);
  });
});
