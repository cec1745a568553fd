import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClientFrame } from '@parlance/contracts';
import { addMember, createGroup, post, removeMember } from '../../../test/harness/chat.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { connect, type SocketClient } from '../../../test/harness/socket-client.ts';
import { trimLogs } from '../../platform/log/index.ts';

const app = await startApp({ settings: { SOCKETS_PER_USER: '1000' } });

async function group() {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  return { ada, zoe, id: await createGroup(ada, zoe) };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What each kind of frame about this conversation is answered with: the codes of the errors. */
async function refusals(client: SocketClient, conversation_id: string): Promise<string[]> {
  const frames: ClientFrame[] = [
    { type: 'message', conversation_id, content: 'noch da?', ref: 'message' },
    { type: 'typing', conversation_id, ref: 'typing' },
    { type: 'read', conversation_id, seq: 1, ref: 'read' },
    { type: 'join', conversation_id, ref: 'join' },
    { type: 'join', conversation_id, after: 0, ref: 'join after' },
  ];
  for (const frame of frames) client.send(frame);
  const answers = await Promise.all(
    frames.map(({ ref }) => client.waitFor((frame) => frame.type === 'error' && frame.ref === ref)),
  );
  client.send({ type: 'resume', conversations: [{ conversation_id, after: 0 }], ref: 'resume' });
  answers.push(await client.waitFor((frame) => frame.type === 'error' && frame.ref === conversation_id));
  return answers.map((frame) => (frame.type === 'error' ? frame.code : ''));
}

const sixTimes = (code: string) => Array.from({ length: 6 }, () => code);

describe('every device of every member', () => {
  test('gets every event, in order, without joining', async () => {
    const { ada, zoe, id } = await group();
    const devices = await Promise.all([ada, ada, zoe, zoe].map((person) => connect(app.url, person)));
    await Promise.all(range(2, 31).map((n) => post(n % 2 ? ada : zoe, id, `Nachricht ${n} 👋`)));
    for (const device of devices) {
      await device.reached(id, 31);
      await device.settle();
      assert.deepEqual(device.seqs(id), range(2, 31));
    }
  });

  test('that connects while others send misses nothing that came after its ready', async () => {
    const { ada, zoe, id } = await group();
    let head = 1;
    const posts = (async () => {
      while (head < 150) head = (await post(ada, id, 'weiter')).seq;
    })();
    const devices: { device: SocketClient; from: number }[] = [];
    while (head < 150) {
      const known = head;
      devices.push({ device: await connect(app.url, zoe), from: known });
    }
    await posts;
    for (const { device, from } of devices) {
      device.send({ type: 'resume', conversations: [{ conversation_id: id, after: from }], ref: 'back' });
      await device.waitFor((frame) => frame.type === 'resumed');
      const resumed = device.frames.filter((frame) => frame.type !== 'resumed').length;
      const live = device.seqs(id).slice(0, resumed);
      // Live since its ready, without a gap, and the resume has all since the position that was known before.
      assert.deepEqual(new Set(live), new Set(range(Math.min(...live, from + 1), head)));
    }
  });

  test('hears of its own messages too, and of an acknowledgement beside', async () => {
    const { ada, id } = await group();
    const [sender, other] = [await connect(app.url, ada), await connect(app.url, ada)];
    sender.send({ type: 'message', conversation_id: id, message_id: 'k1', content: 'Grüße' });
    const ack = await sender.next('ack');
    assert.deepEqual([ack.message_id, ack.conversation_id, ack.seq], ['k1', id, 2]);
    for (const device of [sender, other]) await device.reached(id, 2);
    sender.send({ type: 'message', conversation_id: id, message_id: 'k1', content: 'Grüße' });
    assert.deepEqual(await sender.next('ack'), ack);
    sender.send({ type: 'message', conversation_id: id, message_id: 'k1', content: 'anderes' });
    const refusal = await sender.next('error');
    assert.deepEqual([refusal.code, refusal.ref], ['message_id_reused', 'k1']);
    await other.settle();
    assert.deepEqual(other.seqs(id), [2]);
  });

  test('sends in the order of its frames, with mentions and without', async () => {
    const { ada, zoe, id } = await group();
    const device = await connect(app.url, ada);
    const keys = range(1, 60).map((n) => `k${n}`);
    for (const [n, message_id] of keys.entries()) {
      const content = n % 7 ? 'und weiter' : `an @${zoe.user.username}`;
      device.send({ type: 'message', conversation_id: id, message_id, content });
    }
    await device.reached(id, 61);
    const said = device.events(id).flatMap((event) => (event.type === 'message-created' ? [event.message] : []));
    assert.deepEqual(
      said.map(({ message_id }) => message_id),
      keys,
    );
  });
});

describe('join and resume', () => {
  test('replay what came after, then live, while messages stream in', async () => {
    const { ada, zoe, id } = await group();
    const other = await createGroup(ada, zoe);
    for (const conversation of [id, other]) for (const n of range(2, 20)) await post(ada, conversation, `${n}`);
    const device = await connect(app.url, zoe);
    const posts = [id, other].map((conversation) =>
      Promise.all(range(21, 60).map((n) => post(ada, conversation, `${n}`))),
    );
    device.send({
      type: 'resume',
      user: { after: 0 },
      conversations: [
        { conversation_id: id, after: 5 },
        { conversation_id: other.toUpperCase(), after: 10 },
      ],
      ref: 'r',
    });
    await Promise.all(posts);
    // Until the frame is taken up, messages come live: the replay begins anywhere among them.
    await device.next('resumed');
    for (const [conversation, after] of [
      [id, 5],
      [other, 10],
    ] as const) {
      await device.reached(conversation, 60);
      const seqs = device.seqs(conversation);
      assert.deepEqual(seqs.slice(seqs.indexOf(after + 1)), range(after + 1, 60));
    }
    assert.deepEqual(
      device.events(null).map(({ type }) => type),
      ['conversation-added', 'conversation-added'],
    );
    device.clear();
    device.send({ type: 'join', conversation_id: id, after: 57 });
    await device.reached(id, 60);
    assert.deepEqual(device.seqs(id), [58, 59, 60]);
  });

  test('leave mutes one conversation on one device; join lets it speak again', async () => {
    const { ada, zoe, id } = await group();
    const [muted, other] = [await connect(app.url, zoe), await connect(app.url, zoe)];
    muted.send({ type: 'leave', conversation_id: id });
    await muted.settle();
    await post(ada, id, 'ungehört');
    await other.reached(id, 2);
    muted.send({ type: 'join', conversation_id: id });
    await muted.settle();
    await post(ada, id, 'gehört');
    await muted.reached(id, 3);
    assert.deepEqual(muted.seqs(id), [3]);
    muted.send({ type: 'join', conversation_id: id, after: 0 });
    muted.send({ type: 'leave', conversation_id: id });
    await muted.settle();
    await post(ada, id, 'wieder ungehört');
    await other.reached(id, 4);
    await muted.settle();
    assert.ok(!muted.seqs(id).includes(4));
  });

  test('are told that they are limited when the log does not reach back', async () => {
    const { ada, zoe, id } = await group();
    for (const n of range(2, 10)) await post(ada, id, `${n}`);
    await trimLogs(app.platform.db, 'conversation', 3);
    const device = await connect(app.url, zoe);
    device.send({ type: 'join', conversation_id: id, after: 2 });
    const { conversation_id, head_seq, epoch } = await device.next('limited');
    assert.deepEqual([conversation_id, head_seq], [id, 10]);
    device.send({ type: 'join', conversation_id: id, after: 8, epoch });
    await device.reached(id, 10);
    device.send({ type: 'join', conversation_id: id, after: 8, epoch: 'from-a-backup' });
    assert.equal((await device.next('limited')).head_seq, 10);
    device.send({ type: 'resume', conversations: [{ conversation_id: id, after: 11, epoch }] });
    assert.equal((await device.next('limited')).head_seq, 10);
    assert.deepEqual(device.seqs(id), [9, 10]);
  });

  test('to the conversations of others are refused as if there were none', async () => {
    const { id } = await group();
    const stranger = await connect(app.url, await app.signUp());
    assert.deepEqual(await refusals(stranger, id), sixTimes('not_found'));
    assert.deepEqual(await refusals(stranger, '01890000-0000-7000-8000-000000000000'), sixTimes('not_found'));
    assert.deepEqual(stranger.seqs(id), []);
  });
});

describe('who is removed', () => {
  async function removed(remove: (scene: { ada: Person; zoe: Person; id: string }) => Promise<unknown>) {
    const scene = await group();
    const devices = [await connect(app.url, scene.zoe), await connect(app.url, scene.zoe)];
    await remove(scene);
    for (const device of devices)
      await device.waitFor((frame) => frame.type === 'event' && frame.event.type === 'conversation-removed');
    return { ...scene, devices };
  }

  test('hears of it on all devices and of nothing after it; added again, of everything again', async () => {
    const { ada, zoe, id, devices } = await removed(({ ada, zoe, id }) => removeMember(ada, id, zoe));
    await post(ada, id, 'unter uns');
    for (const device of devices) {
      assert.deepEqual(await refusals(device, id), sixTimes('not_found'));
      assert.deepEqual(device.seqs(id), []);
    }
    await addMember(ada, id, zoe);
    await post(ada, id, 'willkommen zurück');
    for (const device of devices) {
      await device.reached(id, 5);
      assert.deepEqual(device.seqs(id), [4, 5]);
    }
  });

  test('leaving and a deleted conversation are the same', async () => {
    const left = await removed(({ zoe, id }) => removeMember(zoe, id, zoe));
    const deleted = await removed(({ ada, id }) => ada.call('DELETE', `/v1/conversations/${id}`));
    for (const { id, devices } of [left, deleted]) {
      for (const device of devices) assert.deepEqual(await refusals(device, id), sixTimes('not_found'));
    }
  });

  test('in the middle of a catch-up gets nothing from beyond the removal', async () => {
    const { ada, zoe, id } = await group();
    for (const n of range(2, 40)) await post(ada, id, `${n}`);
    for (let round = 0; round < 5; round++) {
      const device = await connect(app.url, zoe);
      device.send({ type: 'join', conversation_id: id, after: 0 });
      const [, , last] = await Promise.all([
        post(ada, id, 'noch'),
        removeMember(ada, id, zoe),
        post(ada, id, 'danach oder davor'),
      ]);
      await post(ada, id, 'danach');
      await device.waitFor((frame) => frame.type === 'event' && frame.event.type === 'conversation-removed');
      await device.settle();
      const removal = (
        await ada.call<{ items: { seq: number; type: string }[] }>(
          'GET',
          `/v1/conversations/${id}/events?after=${last.seq - 4}&limit=50`,
        )
      ).body.items.findLast(({ type }) => type === 'member-left');
      assert.ok(removal && device.seqs(id).every((seq) => seq <= removal.seq));
      await addMember(ada, id, zoe);
      device.socket.terminate();
    }
  });
});

test('a new conversation reaches the open sockets: the news of it, then its events', async () => {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  const device = await connect(app.url, zoe);
  const id = await createGroup(ada, zoe);
  await post(ada, id, 'hallo');
  await device.reached(id, 2);
  const types = device.frames.flatMap((frame) => (frame.type === 'event' ? [frame.event.type] : []));
  assert.deepEqual(types, ['conversation-added', 'conversation-created', 'message-created']);
});
