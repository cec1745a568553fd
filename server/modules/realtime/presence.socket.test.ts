import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PoolClient } from 'pg';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { startApp } from '../../../test/harness/index.ts';
import { connect, type SocketClient } from '../../../test/harness/socket-client.ts';

const app = await startApp();

async function scene() {
  const [ada, zoe, eve] = [await app.signUp(), await app.signUp(), await app.signUp()];
  return { ada, zoe, eve, id: await createGroup(ada, zoe) };
}

const onlineOf = (device: SocketClient) => {
  const [ready] = device.frames;
  assert.ok(ready?.type === 'ready');
  return ready.online;
};

/** What a device heard about someone's presence so far. */
const heard = (device: SocketClient, userId: string) =>
  device.frames.flatMap((frame) => (frame.type === 'presence' && frame.user_id === userId ? [frame.online] : []));

describe('typing', () => {
  test('is passed to the other members at most once a second, and stops once', async () => {
    const { ada, zoe, eve, id } = await scene();
    const [sender, own, other, stranger] = await Promise.all(
      [ada, ada, zoe, eve].map((person) => connect(app.url, person)),
    );
    assert.ok(sender && own && other && stranger);
    for (let n = 0; n < 50; n++) {
      sender.send({ type: 'typing', conversation_id: id });
      sender.send({ type: 'typing', conversation_id: id, typing: false });
    }
    await sender.settle();
    for (const device of [own, other, stranger]) await device.settle();
    const frames = other.frames.filter((frame) => frame.type === 'typing');
    const told = { type: 'typing', conversation_id: id, user_id: ada.user.id };
    assert.deepEqual(frames, [
      { ...told, typing: true },
      { ...told, typing: false },
    ]);
    assert.ok([own, stranger].every(({ frames }) => frames.every(({ type }) => type !== 'typing')));
  });

  test('and presence cost the database nothing', async () => {
    const { ada, zoe, id } = await scene();
    const sender = await connect(app.url, ada);
    const other = await connect(app.url, zoe);
    const { statements, stop } = recordStatements();
    for (let n = 0; n < 20; n++) sender.send({ type: 'typing', conversation_id: id });
    await other.next('typing');
    sender.socket.terminate();
    await other.waitFor((frame) => frame.type === 'presence' && !frame.online && frame.user_id === ada.user.id);
    stop();
    // What happens by the clock, the queue’s work and the comparison of logs and read marks, is not theirs.
    assert.deepEqual(
      statements.filter((text) => !/pgboss|select "log_id", "head_seq", "epoch" from "logs"|read_at > now/.test(text)),
      [],
    );
    await post(zoe, id, 'eine Nachricht dagegen');
    const after = recordStatements();
    await post(zoe, id, 'kostet eine Anweisung');
    after.stop();
    assert.equal(after.statements.filter((text) => text.includes('insert into messages')).length, 1);
  });
});

/** Every statement that is sent to the database until `stop`. */
function recordStatements() {
  const statements: string[] = [];
  const { pool } = app.platform.database;
  const onAcquire = (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [first] = args;
      statements.push(typeof first === 'string' ? first : JSON.stringify(first));
      return query(...args);
    }) as typeof client.query;
    wrapped.push(client);
  };
  const wrapped: PoolClient[] = [];
  pool.on('acquire', onAcquire);
  return {
    statements,
    stop: () => {
      pool.off('acquire', onAcquire);
      // What stood in front of the class's own method.
      for (const client of wrapped) Reflect.deleteProperty(client, 'query');
    },
  };
}

describe('presence', () => {
  test('shows who is online of those one shares a conversation with, by the last of their devices', async () => {
    const { ada, zoe, eve } = await scene();
    const watcher = await connect(app.url, ada);
    await connect(app.url, eve);
    assert.deepEqual(onlineOf(watcher), []);
    const devices = [await connect(app.url, zoe), await connect(app.url, zoe)];
    assert.deepEqual(onlineOf(devices[0] as SocketClient), [ada.user.id]);
    await watcher.settle();
    assert.deepEqual(heard(watcher, zoe.user.id), [true]);
    for (const device of devices) device.socket.close();
    await watcher.waitFor((frame) => frame.type === 'presence' && !frame.online);
    assert.deepEqual(heard(watcher, zoe.user.id), [true, false]);
    assert.deepEqual(heard(watcher, eve.user.id), []);
    assert.deepEqual(onlineOf(await connect(app.url, ada)), []);
  });

  test('does not flicker for a reconnect, not even for who connects meanwhile', async () => {
    const { ada, zoe } = await scene();
    const watcher = await connect(app.url, ada);
    for (let round = 0; round < 5; round++) {
      const device = await connect(app.url, zoe);
      device.socket.terminate();
      await device.closed;
      const newcomer = await connect(app.url, ada);
      assert.deepEqual(onlineOf(newcomer), [zoe.user.id]);
      newcomer.socket.terminate();
    }
    await connect(app.url, zoe);
    await watcher.settle();
    assert.deepEqual(heard(watcher, zoe.user.id), [true]);
  });

  test('is told to both when two people meet in a new conversation', async () => {
    const { ada, eve } = await scene();
    const [first, second] = [await connect(app.url, ada), await connect(app.url, eve)];
    const id = await createGroup(ada, eve);
    await post(ada, id, 'hallo');
    for (const device of [first, second]) await device.reached(id, 2);
    assert.ok(heard(first, eve.user.id).includes(true));
    assert.ok(heard(second, ada.user.id).includes(true));
    // Muted is not gone.
    second.send({ type: 'leave', conversation_id: id });
    await second.settle();
    assert.ok(onlineOf(await connect(app.url, ada)).includes(eve.user.id));
  });
});

test('read marks reach the other members, and the own devices through the own log', async () => {
  const { ada, zoe, id } = await scene();
  const [author, reader, otherDevice] = await Promise.all([ada, zoe, zoe].map((person) => connect(app.url, person)));
  assert.ok(author && reader && otherDevice);
  await post(ada, id, 'gelesen?');
  reader.send({ type: 'read', conversation_id: id, seq: 2 });
  const mark = await author.next('read');
  assert.deepEqual([mark.conversation_id, mark.user_id, mark.seq], [id, zoe.user.id, 2]);
  await otherDevice.waitFor((frame) => frame.type === 'event' && frame.event.type === 'read-advanced');
});
