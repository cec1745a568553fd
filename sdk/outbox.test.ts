import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { OutgoingMessage } from './state.ts';
import { ids } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { StoreBench } from './testing/store-bench.ts';

let bench: StoreBench;
beforeEach(async () => {
  bench = await StoreBench.open();
});
afterEach(() => bench.close());

const send = (text: string): OutgoingMessage => bench.store.send(ids.conversation, text);
const stored = () => bench.server.messages(ids.conversation).map(({ content }) => content.text);
const statuses = () => bench.conversation.outgoing.map(({ status }) => status);
const allArrived = () => bench.untilConversation(({ outgoing }) => outgoing.length === 0);

describe('sending', () => {
  test('shows the message at once and replaces it by the one that comes back', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const sent = send('Grüße aus Köln 👋');
    assert.deepEqual(bench.conversation.outgoing, [sent]);
    assert.equal(sent.status, 'pending');
    assert.deepEqual(sent.content, { text: 'Grüße aus Köln 👋', parts: [{ type: 'text', text: 'Grüße aus Köln 👋' }] });
    await allArrived();
    assert.equal(bench.conversation.messages[0]?.message_id, sent.message_id);
    assert.equal(bench.conversation.unreadCount, 0);
    assert.ok(!bench.server.requests.includes('POST /v1/messages'), 'the socket was open');
    assert.deepEqual(bench.outbox.load(ids.zoe), []);
  });

  test('goes by HTTP where there is no socket, and stays in sight as sent until its event comes', async () => {
    bench.server.acceptSockets = false;
    await bench.store.start();
    send('ohne Socket');
    await bench.untilConversation(() => statuses()[0] === 'sent');
    assert.deepEqual(stored(), ['ohne Socket']);
    assert.deepEqual(bench.outbox.load(ids.zoe), []);
    bench.server.acceptSockets = true;
    await allArrived();
  });

  for (const [part, conversation_id] of [
    ['its conversation', ids.conversation],
    ['the whole account', null],
  ] as const) {
    test(`goes out of sight when it arrived with ${part}, which was fetched anew`, async () => {
      await bench.live();
      // The acknowledgement comes, the event is lost.
      const sockets = [...bench.server.sockets];
      bench.server.sockets.clear();
      send('Grüße');
      await bench.untilConversation(() => statuses()[0] === 'sent');
      for (const socket of sockets) bench.server.sockets.add(socket);
      bench.server.tell({ type: 'limited', conversation_id, head_seq: 2, epoch: bench.server.epoch });
      await allArrived();
      assert.equal(bench.conversation.position.seq, 2);
    });
  }

  test('keeps the order of one conversation, also over a lost connection', async () => {
    await bench.live();
    const texts = Array.from({ length: 30 }, (_, index) => `Zeile ${index}`);
    for (const [index, text] of texts.entries()) {
      send(text);
      if (index === 15) bench.server.dropSockets();
    }
    await allArrived();
    assert.deepEqual(stored(), texts);
  });

  test('repeats what was stored but never acknowledged under the same id, and it is there once', async () => {
    bench.server.messageMode = 'store without ack';
    await bench.live();
    await bench.store.open(ids.conversation);
    // The event is lost as well: the socket that carried the message dies with it.
    const sockets = [...bench.server.sockets];
    bench.server.sockets.clear();
    const { message_id } = send('genau einmal');
    while (stored().length === 0) await new Promise(setImmediate);
    for (const socket of sockets) socket.terminate();
    await allArrived();
    assert.deepEqual(stored(), ['genau einmal']);
    assert.equal(bench.conversation.messages[0]?.message_id, message_id);
  });

  test('a server in trouble is asked again until it takes the message', async () => {
    bench.server.acceptSockets = false;
    await bench.store.start();
    for (const status of [503, 500, 429, 502, 408]) {
      bench.server.answers.push((_, response) => response.writeHead(status).end());
    }
    send('beim sechsten Mal');
    await bench.untilConversation(() => statuses()[0] === 'sent');
    assert.deepEqual(stored(), ['beim sechsten Mal']);
  });
});

describe('a refused message', () => {
  test('fails with its reason by socket, and those after it are sent', async () => {
    bench.server.refuse = ({ content }) =>
      content === 'zu viel' ? { status: 413, code: 'payload_too_large' } : undefined;
    await bench.live();
    const { message_id } = send('zu viel');
    send('passt');
    await bench.untilConversation(({ outgoing }) => outgoing.length === 1 && outgoing[0]?.status === 'failed');
    assert.deepEqual(bench.conversation.outgoing[0]?.error, { code: 'payload_too_large', detail: 'Refused.' });
    assert.deepEqual(stored(), ['passt']);
    bench.store.discard(message_id);
    assert.deepEqual(bench.conversation.outgoing, []);
    assert.deepEqual(bench.outbox.load(ids.zoe), []);
  });

  test('fails with its reason by HTTP, is kept over a reload and can be tried again', async () => {
    bench.server.acceptSockets = false;
    bench.server.refuse = () => ({ status: 403, code: 'forbidden' });
    await bench.store.start();
    const { message_id } = send('noch nicht');
    await bench.untilConversation(() => statuses()[0] === 'failed');
    assert.equal(bench.outbox.load(ids.zoe)[0]?.error?.code, 'forbidden');
    bench.server.refuse = () => undefined;
    bench.store.retry(message_id);
    assert.deepEqual(statuses(), ['pending']);
    await bench.untilConversation(() => statuses()[0] === 'sent');
    assert.deepEqual(stored(), ['noch nicht']);
  });

  test('cannot be discarded or retried while it is on its way', async () => {
    await bench.live();
    bench.server.messageMode = 'ignore';
    const { message_id } = send('unterwegs');
    bench.store.discard(message_id);
    bench.store.retry(message_id);
    assert.deepEqual(statuses(), ['pending']);
  });
});

describe('the outbox', () => {
  test('survives a reload, in order, under the same ids', async () => {
    bench.server.messageMode = 'ignore';
    await bench.live();
    const written = ['eins', 'zwei', 'drei'].map(send).map(({ message_id }) => message_id);
    bench.store.stop();
    bench.server.messageMode = 'normal';
    const reloaded = bench.newStore();
    await reloaded.start();
    await bench.until(({ conversations }) => conversations.get(ids.conversation)?.position.seq === 4, reloaded);
    assert.deepEqual(stored(), ['eins', 'zwei', 'drei']);
    assert.deepEqual(
      bench.server.messages(ids.conversation).map(({ message_id }) => message_id),
      written,
    );
    await bench.until(({ conversations }) => conversations.get(ids.conversation)?.outgoing.length === 0, reloaded);
    assert.deepEqual(bench.outbox.load(ids.zoe), []);
  });

  test('shows again after a reload what had failed, without sending it', async () => {
    bench.server.refuse = () => ({ status: 403, code: 'forbidden' });
    await bench.live();
    send('abgelehnt');
    await bench.untilConversation(() => statuses()[0] === 'failed');
    bench.server.refuse = () => undefined;
    const reloaded = bench.newStore();
    await reloaded.start();
    await bench.until(({ live }) => live, reloaded);
    const [kept] = reloaded.getSnapshot().conversations.get(ids.conversation)?.outgoing ?? [];
    assert.equal(kept?.status, 'failed');
    assert.deepEqual(stored(), []);
  });

  test('takes 500 messages and no more', async () => {
    bench.server.messageMode = 'ignore';
    await bench.live();
    for (let count = 0; count < 500; count += 1) send(`Nachricht ${count}`);
    assert.throws(() => send('eine zu viel'), RangeError);
    assert.equal(bench.conversation.outgoing.length, 500);
  });

  test('gives up what is left for a conversation that is gone', async () => {
    bench.server.messageMode = 'ignore';
    await bench.live();
    send('zu spät');
    bench.server.logs.delete(ids.conversation);
    bench.store.stop();
    bench.server.messageMode = 'normal';
    bench.server.refuse = () => ({ status: 404, code: 'not_found' });
    const refused = Promise.withResolvers<void>();
    const remove = bench.outbox.remove.bind(bench.outbox);
    bench.outbox.remove = (...args) => {
      remove(...args);
      refused.resolve();
    };
    await bench.newStore().start();
    await refused.promise;
    assert.deepEqual(bench.outbox.load(ids.zoe), []);
  });
});

test('a message that nobody acknowledges is sent again after ten seconds', async () => {
  const clock = new ManualClock();
  const timed = await StoreBench.open(clock);
  try {
    timed.server.messageMode = 'ignore';
    await timed.live();
    timed.store.send(ids.conversation, 'hallo?');
    await clock.untilWaiting((ms) => ms === 10_000);
    timed.server.messageMode = 'normal';
    clock.advance(10_000);
    clock.advance(0);
    await timed.untilConversation(({ outgoing }) => outgoing.length === 0);
    const sent = timed.server.frames.flatMap((frame) => (frame.type === 'message' ? [frame.message_id] : []));
    assert.equal(sent.length, 2);
    assert.equal(sent[0], sent[1]);
  } finally {
    await timed.close();
  }
});
