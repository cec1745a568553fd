import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGroup, post, removeMember } from '../../../test/harness/chat.ts';
import { startHubLab } from '../../../test/harness/hub-lab.ts';
import type { Person } from '../../../test/harness/index.ts';
import type { SocketClient } from '../../../test/harness/socket-client.ts';

const lab = await startHubLab();
const { app, hub, faults } = lab;

async function scene() {
  const [ada, zoe] = [await app.signUp(), await app.signUp()];
  const id = await createGroup(ada, zoe);
  for (const text of ['eins', 'zwei', 'drei']) await post(ada, id, text);
  return { ada, zoe, id };
}

/** The lab's hub hears nothing of it: it is as if the process had ended between its commit and its word. */
async function readOn(person: Person, id: string, seq: number): Promise<void> {
  assert.equal((await person.call('POST', `/v1/conversations/${id}/read`, { seq })).status, 200);
}

/** The marks that a device was told. */
async function marksOf(client: SocketClient): Promise<unknown[]> {
  await client.settle();
  return client.frames.flatMap((frame) =>
    frame.type === 'read' ? [[frame.conversation_id, frame.user_id, frame.seq]] : [],
  );
}

test('a mark of which no signal came is found and told once, to everyone but its author', async () => {
  const { ada, zoe, id } = await scene();
  const stranger = await app.signUp();
  const [reader, other, eve] = [await lab.connect(zoe), await lab.connect(ada), await lab.connect(stranger)];
  await hub.verify();
  await readOn(zoe, id, 3);
  assert.deepEqual(await marksOf(other.client), []);
  await hub.verify();
  await hub.verify();
  assert.deepEqual(await marksOf(other.client), [[id, zoe.user.id, 3]]);
  assert.deepEqual(await marksOf(reader.client), []);
  assert.deepEqual(await marksOf(eve.client), []);
  await readOn(zoe, id, 4);
  await hub.verify();
  assert.deepEqual((await marksOf(other.client)).slice(1), [[id, zoe.user.id, 4]]);
});

test('a mark that came by signal is not told again, nor an older one after it', async () => {
  const { ada, zoe, id } = await scene();
  const { client } = await lab.connect(ada);
  await readOn(zoe, id, 2);
  lab.bus.publish({ kind: 'read', logId: id, userId: zoe.user.id, seq: 3 });
  lab.bus.publish({ kind: 'read', logId: id, userId: zoe.user.id, seq: 2 });
  await hub.verify();
  assert.deepEqual(await marksOf(client), [[id, zoe.user.id, 3]]);
});

test('a look that fails is made up for by the next', async () => {
  const { ada, zoe, id } = await scene();
  const { client } = await lab.connect(ada);
  await readOn(zoe, id, 4);
  // The logs are compared first, the marks after them.
  faults.failNext(2);
  await hub.verify();
  await hub.verify();
  assert.deepEqual(await marksOf(client), []);
  await hub.verify();
  assert.deepEqual(await marksOf(client), [[id, zoe.user.id, 4]]);
});

test('who was removed is told no marks any more', async () => {
  const { ada, zoe, id } = await scene();
  const { client } = await lab.connect(zoe);
  await removeMember(ada, id, zoe);
  lab.deliver(...lab.take());
  await readOn(ada, id, 4);
  await hub.verify();
  assert.deepEqual(await marksOf(client), []);
});
