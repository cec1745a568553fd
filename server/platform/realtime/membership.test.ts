import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addMember, createGroup, post, removeMember } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { startHubLab } from '../../../test/harness/hub-lab.ts';

const lab = await startHubLab();
const { app, hub, faults } = lab;

async function scene() {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  const id = await createGroup(ada, zoe);
  lab.take();
  return { ada, zoe, id };
}

describe('a member who is removed', () => {
  test('gets nothing from the removal on, on no device, though every signal of it but one is lost', async () => {
    for (const lost of ['member-left', 'conversation-removed']) {
      const { ada, zoe, id } = await scene();
      const devices = [await lab.connect(zoe), await lab.connect(zoe), await lab.connect(ada)];
      await post(ada, id, 'vorher');
      await removeMember(ada, id, zoe);
      await post(ada, id, 'geheim');
      lab.deliver(...lab.take().filter(({ type }) => type !== lost));
      await devices[2]?.client.reached(id, 4);
      for (const { client, connection } of devices.slice(0, 2)) {
        await client.settle();
        assert.deepEqual(client.seqs(id), [2]);
        assert.deepEqual(await hub.resume(connection, [{ logId: id, after: 1 }]), [id]);
      }
    }
  });

  test('gets nothing that came after it from a catch-up, whoever was faster', async () => {
    const { ada, zoe, id } = await scene();
    const { client, connection } = await lab.connect(zoe);
    const bystander = await lab.connect(ada);
    await post(ada, id, 'vorher');
    lab.deliver(...lab.take());
    await removeMember(ada, id, zoe);
    await post(ada, id, 'geheim');
    const late = lab.take();
    await hub.resume(connection, [{ logId: id, after: 0 }]);
    lab.deliver(...late);
    await bystander.client.reached(id, 4);
    await client.settle();
    assert.deepEqual(client.seqs(id).toSorted(), [1, 2, 2]);
  });

  test('in the middle of a catch-up gets nothing more of it', async () => {
    const { ada, zoe, id } = await scene();
    const { client, connection } = await lab.connect(zoe);
    await post(ada, id, 'vorher');
    lab.deliver(...lab.take());
    await client.reached(id, 2);
    client.clear();
    const held = faults.hold();
    const resumed = hub.resume(connection, [{ logId: id, after: 0 }]);
    await held.holds();
    await removeMember(ada, id, zoe);
    lab.deliver(...lab.take());
    held.release();
    await resumed;
    await client.settle();
    assert.deepEqual(client.seqs(id), []);
  });

  test('while a device of theirs is connecting does not get in', async () => {
    const { ada, zoe, id } = await scene();
    const bystander = await lab.connect(ada);
    const held = faults.hold();
    const { client, live } = await lab.open(zoe);
    await held.holds();
    await removeMember(ada, id, zoe);
    await post(ada, id, 'geheim');
    lab.deliver(...lab.take());
    held.release();
    assert.ok(await live);
    await post(ada, id, 'noch geheimer');
    lab.deliver(...lab.take());
    await bystander.client.reached(id, 4);
    await client.settle();
    assert.deepEqual(client.seqs(id), []);
  });

  test('and added again receives again, although the news of the removal comes last', async () => {
    const { ada, zoe, id } = await scene();
    const { client } = await lab.connect(zoe);
    await lab.connect(ada);
    await removeMember(ada, id, zoe);
    await addMember(ada, id, zoe);
    const events = lab.take();
    const held = faults.hold();
    lab.deliver(...events.filter(({ logId }) => logId === zoe.user.id));
    await held.holds();
    held.release();
    await hub.verify();
    lab.deliver(...events.filter(({ logId }) => logId === id));
    await post(ada, id, 'wieder da');
    lab.deliver(...lab.take());
    await client.reached(id, 4);
    assert.deepEqual(client.seqs(id).slice(-2), [3, 4]);
  });
});

describe('a new conversation', () => {
  test('reaches the open sockets of its members: first that they are in it, then all its events', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const devices = [await lab.connect(ada), await lab.connect(zoe), await lab.connect(zoe)];
    const id = await createGroup(ada, zoe);
    lab.deliver(...lab.take());
    await post(ada, id, 'hallo');
    lab.deliver(...lab.take());
    for (const { client } of devices) {
      await client.reached(id, 2);
      const order = client.frames.flatMap((frame) => (frame.type === 'event' ? [frame.event.type] : []));
      assert.deepEqual(order, ['conversation-added', 'conversation-created', 'message-created']);
    }
  });

  test('may be joined the moment its news is there', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const { client, connection } = await lab.connect(zoe);
    const id = await createGroup(ada, zoe);
    const held = faults.hold();
    lab.deliver(...lab.take());
    await held.holds();
    const resumed = hub.resume(connection, [{ logId: id, after: 0 }]);
    held.release();
    assert.deepEqual(await resumed, []);
    await client.reached(id, 1);
  });

  test('that comes while a device connects is there on every device', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const first = await lab.connect(zoe);
    const held = faults.hold();
    const second = await lab.open(zoe);
    await held.holds();
    held.holdNoMore();
    const id = await createGroup(ada, zoe);
    lab.deliver(...lab.take());
    await first.client.reached(id, 1);
    held.release();
    assert.ok(await second.live);
    await post(ada, id, 'hallo');
    lab.deliver(...lab.take());
    for (const { client } of [first, second]) {
      await client.reached(id, 2);
      assert.equal(client.frames[0]?.type, 'ready');
    }
  });
});

test('a deleted conversation is gone for all, also when nobody heard of it', async () => {
  const { ada, zoe, id } = await scene();
  const { connection } = await lab.connect(zoe);
  assert.equal((await ada.call('DELETE', `/v1/conversations/${id}`)).status, 204);
  lab.take();
  await hub.verify();
  await eventually('its feed is gone', () => !connection.subscriptions.has(id));
  assert.deepEqual(await hub.resume(connection, [{ logId: id, after: 0 }]), [id]);
});
