import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { startHubLab } from '../../../test/harness/hub-lab.ts';
import { trimLogs } from '../log/index.ts';

const lab = await startHubLab();
const { app, hub, faults } = lab;

/** A conversation with messages 2 to 11. */
async function conversation() {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  const id = await createGroup(ada, zoe);
  for (let n = 2; n <= 11; n++) await post(ada, id, `Zeile ${n}`);
  lab.take();
  return { ada, zoe, id };
}

/** The same, of which everyone here has heard, and a device of a member. */
async function scene() {
  const { ada, zoe, id } = await conversation();
  return { ada, zoe, id, ...(await lab.connect(zoe)) };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a catch-up', () => {
  test('replays exactly what came after, then live, while messages stream in', async () => {
    const { ada, id, client, connection } = await scene();
    const stop = app.platform.bus.subscribe('event', ({ event }) => lab.deliver(event));
    const posts = Promise.all(range(12, 61).map((n) => post(ada, id, `Zeile ${n}`)));
    assert.deepEqual(await hub.resume(connection, [{ logId: id, after: 4 }]), []);
    await posts;
    stop();
    lab.take();
    await client.reached(id, 61);
    const seqs = client.seqs(id);
    assert.deepEqual(seqs.slice(seqs.indexOf(5)), range(5, 61));
  });

  test('leaves what the feed has not heard of to the feed', async () => {
    const { ada, id, client, connection } = await scene();
    await post(ada, id, 'noch nicht gemeldet');
    await hub.resume(connection, [{ logId: id, after: 9 }]);
    lab.deliver(...lab.take());
    await client.reached(id, 12);
    assert.deepEqual(client.seqs(id), [10, 11, 12]);
  });

  test('repeats nothing that a client has heard of elsewhere before the feed did', async () => {
    const { ada, id, client, connection } = await scene();
    await post(ada, id, 'über HTTP gelesen');
    await hub.resume(connection, [{ logId: id, after: 12 }]);
    await post(ada, id, 'neu');
    lab.deliver(...lab.take());
    await client.reached(id, 13);
    assert.deepEqual(client.seqs(id), [13]);
  });

  test('is overtaken by a later one, and by a leave', async () => {
    const { id, client, connection } = await scene();
    const held = faults.hold();
    const first = hub.resume(connection, [{ logId: id, after: 1 }]);
    await held.holds(1);
    const second = hub.resume(connection, [{ logId: id, after: 8 }]);
    await held.holds(2);
    held.release();
    await Promise.all([first, second]);
    await client.settle();
    assert.deepEqual(client.seqs(id), [9, 10, 11]);

    client.clear();
    const again = faults.hold();
    const third = hub.resume(connection, [{ logId: id, after: 1 }]);
    await again.holds();
    hub.mute(connection, id);
    again.release();
    await third;
    await client.settle();
    assert.deepEqual(client.seqs(id), []);
  });

  test('in many logs holds each of them back until its turn', async () => {
    const { ada, zoe, id } = await scene();
    const other = await createGroup(ada, zoe);
    await post(ada, other, 'verpasst');
    lab.take();
    const { client, connection } = await lab.connect(zoe);
    const held = faults.hold();
    const resumed = hub.resume(connection, [
      { logId: id, after: 10 },
      { logId: other, after: 1 },
    ]);
    await held.holds();
    await post(ada, other, 'während des Nachholens');
    lab.deliver(...lab.take());
    held.release();
    await resumed;
    await client.reached(other, 3);
    assert.deepEqual(client.seqs(other), [2, 3]);
    assert.deepEqual(client.seqs(id), [11]);
  });

  test('that fails half-way closes the socket, to be resumed', async () => {
    const { id, client, connection } = await scene();
    faults.failNext();
    await assert.rejects(hub.resume(connection, [{ logId: id, after: 3 }]), /went away/);
    assert.deepEqual(await client.closed, { code: 1012, reason: 'resume' });
  });

  test('of more than a socket may buffer goes at the speed of the client', async () => {
    // Nobody follows it here yet: with a feed that is behind, what it has not reached would come live.
    const { ada, zoe, id } = await conversation();
    for (let n = 0; n < 40; n++) await post(ada, id, `${n} ${'ß'.repeat(30_000)}`);
    lab.take();
    const { client, connection, live } = await lab.open(zoe, 16_384);
    await live;
    await hub.resume(connection, [{ logId: id, after: 1 }]);
    await client.reached(id, 51);
    assert.deepEqual(client.seqs(id), range(2, 51));
  });
});

describe('limited', () => {
  test('when the log was trimmed, has another epoch or never reached that far; then live', async () => {
    const { ada, id, client, connection } = await scene();
    const stranger = { logId: id, after: 11, epoch: 'another' };
    const tooFar = { logId: id, after: 12 };
    await trimLogs(app.platform.db, 'conversation', 3);
    const trimmed = { logId: id, after: 7 };
    for (const point of [stranger, tooFar, trimmed]) {
      await hub.resume(connection, [point]);
      const frame = await client.next('limited');
      assert.deepEqual([frame.conversation_id, frame.head_seq], [id, 11]);
      assert.notEqual(frame.epoch, 'another');
    }
    assert.deepEqual(client.seqs(id), []);
    await hub.resume(connection, [{ logId: id, after: 8 }]);
    await post(ada, id, 'weiter');
    lab.deliver(...lab.take());
    await client.reached(id, 12);
    assert.deepEqual(client.seqs(id), range(9, 12));
  });

  test('for the own log too', async () => {
    const { zoe, client, connection } = await scene();
    await hub.resume(connection, [{ logId: zoe.user.id, after: 99 }]);
    const frame = await client.next('limited');
    assert.equal(frame.conversation_id, null);
  });
});
