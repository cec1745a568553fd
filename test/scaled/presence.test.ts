import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGroup } from '../harness/chat.ts';
import { eventually } from '../harness/eventually.ts';
import { type Person, startApp, startTwin } from '../harness/index.ts';
import { startRole } from '../harness/processes.ts';
import { connect, type SocketClient } from '../harness/socket-client.ts';

const first = await startApp();
const second = await startTwin(first);

async function scene(): Promise<{ ada: Person; zoe: Person; eve: Person }> {
  const [ada, zoe, eve] = [await first.signUp(), await first.signUp(), await first.signUp()];
  await createGroup(ada, zoe);
  return { ada, zoe, eve };
}

const onlineOf = (device: SocketClient): string[] => {
  const [ready] = device.frames;
  assert.ok(ready?.type === 'ready');
  return ready.online;
};

/** What a device heard about someone so far. */
const heard = (device: SocketClient, { user }: Person): boolean[] =>
  device.frames.flatMap((frame) => (frame.type === 'presence' && frame.user_id === user.id ? [frame.online] : []));

const hears = (device: SocketClient, person: Person, ...states: boolean[]): Promise<void> =>
  eventually(`hears ${states}`, () => heard(device, person).join() === states.join(), 25);

describe('who is online through one server', () => {
  test('is online for those of the other whom it concerns, and for no one else', async () => {
    const { ada, zoe, eve } = await scene();
    const [watcher, stranger] = [await connect(first.url, ada), await connect(first.url, eve)];
    const device = await connect(second.url, zoe);
    assert.deepEqual(onlineOf(device), [ada.user.id]);
    await hears(watcher, zoe, true);
    assert.deepEqual(onlineOf(await connect(first.url, ada)), [zoe.user.id]);
    device.socket.close();
    await hears(watcher, zoe, true, false);
    assert.deepEqual(onlineOf(await connect(first.url, ada)), []);
    assert.deepEqual(onlineOf(await connect(second.url, eve)), []);
    assert.deepEqual(heard(stranger, zoe), []);
  });

  test('stays online while any server holds a socket, and does not flicker on the way from one to the other', async () => {
    const { ada, zoe } = await scene();
    const watchers = [await connect(first.url, ada), await connect(second.url, ada)];
    let device = await connect(first.url, zoe);
    for (const app of [second, first, second]) {
      const next = await connect(app.url, zoe);
      device.socket.close();
      device = next;
    }
    for (const watcher of watchers) await hears(watcher, zoe, true);
    device.socket.close();
    for (const watcher of watchers) await hears(watcher, zoe, true, false);
  });

  test('is shown to who meets them in a new conversation, both ways', async () => {
    const { ada, eve } = await scene();
    const [here, there] = [await connect(first.url, ada), await connect(second.url, eve)];
    await createGroup(ada, eve);
    await eventually('both hear', () => heard(here, eve).includes(true) && heard(there, ada).includes(true));
  });

  test('is known to a server that starts later', async () => {
    const { ada, zoe } = await scene();
    await connect(first.url, zoe);
    const third = await startTwin(first);
    const watcher = await connect(third.url, ada);
    await eventually('it knows', () => [...onlineOf(watcher), heard(watcher, zoe)].flat().length > 0);
    await third.close();
  });
});

describe('a server that ends', () => {
  test('in order, whose users reconnect elsewhere: nobody sees them go', async () => {
    const { ada, zoe } = await scene();
    const third = await startTwin(first);
    const watcher = await connect(first.url, ada);
    const device = await connect(third.url, zoe);
    await hears(watcher, zoe, true);
    await third.close();
    assert.equal((await device.closed).code, 1012);
    await connect(second.url, zoe);
    await watcher.settle();
    await hears(watcher, zoe, true);
  });

  test('by SIGKILL: its users are offline within half a minute, and with them who is not elsewhere', async () => {
    const { ada, zoe, eve } = await scene();
    await createGroup(ada, eve);
    const { DATA_DIR, DATABASE_URL = '', REDIS_URL = '', REDIS_PREFIX } = first.platform.config;
    const server = await startRole({ DATA_DIR, DATABASE_URL, REDIS_URL, REDIS_PREFIX });
    const watcher = await connect(first.url, ada);
    await Promise.all([connect(server.url, zoe), connect(server.url, eve), connect(second.url, eve)]);
    await hears(watcher, zoe, true);
    await hears(watcher, eve, true);
    await server.stop('SIGKILL');
    await hears(watcher, zoe, true, false);
    assert.deepEqual(heard(watcher, eve), [true]);
    assert.deepEqual(onlineOf(await connect(first.url, ada)), [eve.user.id]);
  });
});
