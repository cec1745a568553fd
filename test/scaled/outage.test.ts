import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGroup, post, removeMember } from '../harness/chat.ts';
import { eventually } from '../harness/eventually.ts';
import { type Person, startApp, startTwin, type TestApp } from '../harness/index.ts';
import { startOwnRedis } from '../harness/own-redis.ts';
import { connect, type SocketClient } from '../harness/socket-client.ts';

const redis = await startOwnRedis();
const first = await startApp({ settings: { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '500' } });
const second = await startTwin(first);

async function healthOf(app: TestApp): Promise<string> {
  const { body } = await app.call<{ status: string; components: Record<string, string> }>('GET', '/health');
  return `${body.status}: redis ${body.components.redis}`;
}

const bothSay = (health: string): Promise<void> =>
  eventually(health, async () => (await healthOf(first)) === health && (await healthOf(second)) === health);

const degraded = 'degraded: redis unhealthy';
const healthy = 'healthy: redis healthy';

async function scene(): Promise<{ ada: Person; zoe: Person; id: string; here: SocketClient; there: SocketClient }> {
  const [ada, zoe] = [await first.signUp(), await first.signUp()];
  const id = await createGroup(ada, zoe);
  return { ada, zoe, id, here: await connect(first.url, ada), there: await connect(second.url, zoe) };
}

const upTo = (seq: number): number[] => Array.from({ length: seq - 1 }, (_, index) => index + 2);

describe('with Redis gone', () => {
  test('everything goes on, slower, and health says so; with Redis back it is as before', async () => {
    const { ada, zoe, id, here, there } = await scene();
    await redis.kill();
    await bothSay(degraded);
    assert.equal((await first.call('GET', '/ready')).status, 200);
    const { seq } = await post(ada, id, 'ohne Redis');
    await here.reached(id, seq);
    await there.reached(id, seq);
    there.send({ type: 'message', conversation_id: id, message_id: 'z', content: 'auch ohne' });
    assert.equal((await there.next('ack')).seq, seq + 1);
    await here.reached(id, seq + 1);
    // Who comes now finds everything.
    const late = await connect(second.url, ada);
    late.send({ type: 'resume', conversations: [{ conversation_id: id, after: 1 }] });
    await late.next('resumed');
    await late.reached(id, seq + 1);
    await redis.start();
    await bothSay(healthy);
    here.send({ type: 'typing', conversation_id: id });
    assert.equal((await there.next('typing')).user_id, ada.user.id);
    const started = performance.now();
    const { seq: last } = await post(zoe, id, 'wieder schnell');
    for (const device of [here, there, late]) {
      await device.reached(id, last);
      await device.settle();
      assert.deepEqual(device.seqs(id), upTo(last));
    }
    assert.ok(performance.now() - started < 4_000, 'by signals, not by comparing the logs');
  });

  test('rights end all the same', async () => {
    const { ada, zoe, id, there } = await scene();
    const kim = await first.signUp();
    const kimThere = await connect(second.url, kim);
    await redis.kill();
    await bothSay(degraded);
    await removeMember(ada, id, zoe);
    const { seq } = await post(ada, id, 'nur für mich');
    await there.waitFor((frame) => frame.type === 'event' && frame.event.type === 'conversation-removed');
    await there.settle();
    assert.ok(!there.seqs(id).includes(seq));
    await kim.call('POST', '/v1/auth/logout', { refresh_token: kim.refreshToken });
    assert.equal((await kimThere.closed).code, 4401);
    await redis.start();
    await bothSay(healthy);
  });

  test('who is online elsewhere is not known, and known again with Redis', async () => {
    const { ada, zoe, here } = await scene();
    const heard = () =>
      here.frames.flatMap((frame) =>
        frame.type === 'presence' && frame.user_id === zoe.user.id ? [frame.online] : [],
      );
    await eventually('zoe came', () => heard().join() === 'true');
    await redis.kill();
    await eventually('zoe is out of sight', () => heard().join() === 'true,false', 25);
    await redis.start();
    await eventually('zoe is back', () => heard().join() === 'true,false,true');
    const [ready] = (await connect(first.url, ada)).frames;
    assert.deepEqual(ready?.type === 'ready' && ready.online, [zoe.user.id]);
  });

  test('how far others have read is told all the same, and at once when Redis is back', async () => {
    const { ada, id, here, there } = await scene();
    for (const text of ['eins', 'zwei', 'drei']) await post(ada, id, text);
    const read = (seq: number) => there.send({ type: 'read', conversation_id: id, seq });
    const heard = () => here.frames.flatMap((frame) => (frame.type === 'read' ? [frame.seq] : []));
    await redis.kill();
    await bothSay(degraded);
    read(2);
    await eventually('it is told without Redis', () => heard().join() === '2', 15);
    read(3);
    await redis.start();
    await bothSay(healthy);
    await eventually('it is told with Redis', () => heard().join() === '2,3');
    read(4);
    await eventually('it is told by signal', () => heard().join() === '2,3,4');
  });

  test('a server starts, serves, and is linked as soon as Redis comes', async () => {
    await redis.kill();
    const third = await startTwin(first);
    assert.equal(await healthOf(third), degraded);
    const ada = await third.signUp('ada_ohne_redis');
    assert.equal((await ada.call('GET', '/v1/users/me')).status, 200);
    await redis.start();
    await eventually('it is linked', async () => (await healthOf(third)) === healthy);
    await third.close();
    await bothSay(healthy);
  });
});

test('however often Redis dies and hangs while people write, nothing is missing, doubled or out of order', async () => {
  const { ada, zoe, id, here, there } = await scene();
  const devices = [here, there, await connect(second.url, ada), await connect(first.url, zoe)];
  let writing = true;
  const write = async (device: SocketClient, name: string): Promise<number> => {
    let count = 0;
    for (; writing; count++) {
      device.send({ type: 'message', conversation_id: id, message_id: `${name}${count}`, content: `${name} ${count}` });
      await device.next('ack');
      await sleep(5);
    }
    return count;
  };
  const writers = [write(here, 'a'), write(there, 'z')];
  for (let round = 0; round < 3; round++) {
    await redis.kill();
    await sleep(300);
    await redis.start();
    await eventually('linked', async () => (await healthOf(first)) === healthy);
    redis.freeze();
    await sleep(800);
    redis.thaw();
    await sleep(200);
  }
  writing = false;
  const [a = 0, z = 0] = await Promise.all(writers);
  const last = 1 + a + z;
  assert.ok(a > 20 && z > 20);
  for (const device of devices) {
    await device.reached(id, last);
    await device.settle();
    assert.deepEqual(device.seqs(id), upTo(last));
    assert.deepEqual(device.events(id), here.events(id));
  }
  await bothSay(healthy);
});
