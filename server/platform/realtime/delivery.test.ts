import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { startHubLab } from '../../../test/harness/hub-lab.ts';
import { trimLogs } from '../log/index.ts';

const lab = await startHubLab();
const { app, hub, faults } = lab;

async function conversation() {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  const id = await createGroup(ada, zoe);
  lab.take();
  return { ada, zoe, id };
}

/** Posts so many messages and returns their seqs. */
async function postMany({ ada, id }: Awaited<ReturnType<typeof conversation>>, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let n = 0; n < count; n++) seqs.push((await post(ada, id, `Zeile ${n}`)).seq);
  return seqs;
}

describe('a bus that does what it likes', () => {
  test('events that come late, twice, in any order or never reach every device once and in order', async () => {
    const scene = await conversation();
    const devices = [await lab.connect(scene.ada), await lab.connect(scene.ada), await lab.connect(scene.zoe)];
    const expected: number[] = [];
    const delivery = fc.array(fc.nat(), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(delivery, async (picks) => {
        expected.push(...(await postMany(scene, 6)));
        const events = lab.take();
        for (const pick of picks) {
          const event = events[pick % events.length];
          if (event) lab.deliver(event);
        }
        await hub.verify();
        for (const { client } of devices) {
          await client.reached(scene.id, expected.at(-1) ?? 0);
          await client.settle();
          assert.deepEqual(client.seqs(scene.id), expected);
        }
      }),
      { numRuns: 12 },
    );
  });

  test('what others publish before this process hears of a log is fetched as soon as it does', async () => {
    const { ada, zoe, id } = await conversation();
    const ears = lab.deafen();
    const { client } = await lab.connect(zoe);
    const { seq } = await post(ada, id, 'ungehört');
    lab.take();
    await client.settle();
    assert.deepEqual(client.seqs(id), []);
    ears.hear();
    await client.reached(id, seq);
  });

  test('what a signal tells during a read of the log is not forgotten when the read did not show it', async () => {
    const scene = await conversation();
    const { client } = await lab.connect(scene.zoe);
    await postMany(scene, 2);
    const held = faults.hold();
    lab.deliver(...lab.take().slice(1));
    await held.holds();
    await postMany(scene, 2);
    lab.deliver(...lab.take().slice(1));
    held.release();
    await client.reached(scene.id, 5);
    assert.deepEqual(client.seqs(scene.id), [2, 3, 4, 5]);
  });

  test('a read that fails is made up for', async () => {
    const scene = await conversation();
    const { client } = await lab.connect(scene.zoe);
    await postMany(scene, 2);
    faults.failNext();
    lab.deliver(...lab.take().slice(1));
    await client.settle();
    await hub.verify();
    await client.reached(scene.id, 3);
    assert.deepEqual(client.seqs(scene.id), [2, 3]);
  });

  test('a log that was cut off in front of what is missing sends its devices back to start anew', async () => {
    const scene = await conversation();
    const { client } = await lab.connect(scene.zoe);
    await postMany(scene, 5);
    await trimLogs(app.platform.db, 'conversation', 2);
    lab.deliver(...lab.take().slice(-1));
    assert.deepEqual(await client.closed, { code: 1012, reason: 'resume' });
  });
});

describe('a message that is sent while a device connects', () => {
  test('reaches it although its positions were read before', async () => {
    const scene = await conversation();
    const held = faults.hold();
    const { client, live } = await lab.open(scene.zoe);
    await held.holds();
    await postMany(scene, 2);
    lab.deliver(...lab.take());
    held.release();
    assert.ok(await live);
    await client.reached(scene.id, 3);
    assert.deepEqual(client.seqs(scene.id), [2, 3]);
    assert.equal(client.frames[0]?.type, 'ready');
  });

  test('is not lost however connects and sends interleave', async () => {
    const scene = await conversation();
    let posting = true;
    const forward = app.platform.bus.subscribe('event', ({ event }) => lab.deliver(event));
    const posts = (async () => {
      for (let n = 0; n < 150; n++) await post(scene.ada, scene.id, `${n}`);
      posting = false;
    })();
    const devices = [];
    while (posting) devices.push(await lab.connect(scene.zoe));
    await posts;
    forward();
    lab.take();
    assert.ok(devices.length > 10, `${devices.length} devices`);
    for (const { client } of devices) {
      await client.settle();
      const seqs = client.seqs(scene.id);
      const first = seqs[0] ?? 152;
      assert.deepEqual(
        seqs,
        Array.from({ length: 152 - first }, (_, index) => first + index),
      );
    }
  });
});

test('2,000 sockets that come and go leave nothing behind', async () => {
  const { ada, zoe } = await conversation();
  const counts = { connections: hub.connectionCount, feeds: hub.feedCount };
  for (let round = 0; round < 40; round++) {
    const devices = await Promise.all(Array.from({ length: 50 }, (_, n) => lab.open(n % 2 ? ada : zoe)));
    await Promise.all(devices.map(({ live }) => live));
    assert.equal(hub.connectionCount, counts.connections + 50);
    for (const { client } of devices) client.socket.terminate();
    await Promise.all(devices.map(({ left }) => left));
  }
  assert.deepEqual({ connections: hub.connectionCount, feeds: hub.feedCount }, counts);
});
