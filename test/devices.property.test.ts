import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ConversationEvent, EventPage, Message, PostedMessage } from '@parlance/contracts';
import fc from 'fast-check';
import type { AccountState } from '../sdk/state.ts';
import { createGroup, post } from './harness/chat.ts';
import { Device } from './harness/device.ts';
import { eventually } from './harness/eventually.ts';
import { type Person, startApp } from './harness/index.ts';
import { fetchAccount, visible } from './harness/replica.ts';

const app = await startApp();
const devicesEach = 2;

/** Some more often than others. */
const kinds = [
  ...(['send', 'send', 'send', 'send-again', 'socket-send', 'socket-send'] as const),
  ...(['edit', 'delete', 'react', 'unreact', 'read', 'rename'] as const),
  ...(['kill', 'come-back', 'come-back', 'add', 'remove', 'new-group'] as const),
];

interface Step {
  kind: (typeof kinds)[number];
  who: number;
  pick: number;
  /** Whether it is done before the next step begins. */
  wait: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(...kinds),
    who: fc.nat(2),
    pick: fc.nat(30),
    wait: fc.boolean(),
  }),
  { minLength: 20, maxLength: 80 },
);

interface World {
  people: Person[];
  devices: Device[];
  groups: string[];
  /** What was sent, by key: the answer of each time it was sent. */
  answers: Map<string, Message[]>;
  sent: { person: Person; group: string; key: string }[];
}

async function createWorld(): Promise<World> {
  const people = [await app.signUp(), await app.signUp(), await app.signUp()];
  const [owner, ...others] = people as [Person, ...Person[]];
  const groups = [await createGroup(owner, ...others)];
  const starts = people.flatMap((person) => Array.from({ length: devicesEach }, () => Device.start(app.url, person)));
  const devices = await Promise.all(starts);
  return { people, devices, groups, answers: new Map(), sent: [] };
}

const pickFrom = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(list.length, 1)];

async function send(world: World, person: Person, group: string, key: string): Promise<void> {
  const body = { conversation_id: group, message_id: key, content: `Text von ${key} 👋` };
  const { status, body: answer } = await person.call<PostedMessage>('POST', '/v1/messages', body);
  if (status === 404) return;
  assert.ok(status === 200 || status === 201, JSON.stringify(answer));
  world.answers.set(key, [...(world.answers.get(key) ?? []), answer.message]);
}

interface Scene {
  world: World;
  owner: Person;
  person: Person;
  device: Device;
  group: string;
  /** One of the group's messages, where the device knows any. */
  message: Message | undefined;
  pick: number;
}

const reactionOf = ({ message, pick }: Scene) =>
  `/v1/messages/${message?.id}/reactions/${encodeURIComponent(pick % 2 ? '🎉' : '👍')}`;

/** What the rules refuse (not a member, not one's own message) changes nothing and is no failure. */
const actions: Record<Step['kind'], (scene: Scene) => unknown> = {
  send: ({ world, person, group }) => {
    const key = `k${world.sent.length}`;
    world.sent.push({ person, group, key });
    return send(world, person, group, key);
  },
  'send-again': ({ world, pick }) => {
    const known = pickFrom(world.sent, pick);
    return known && send(world, known.person, known.group, known.key);
  },
  'socket-send': ({ device, group }) => device.say(group),
  kill: ({ device }) => device.kill(),
  'come-back': ({ device }) => device.connect(),
  add: ({ owner, person, group }) =>
    owner.call('POST', `/v1/conversations/${group}/members`, { user_id: person.user.id }),
  remove: ({ owner, person, group }) =>
    person !== owner && owner.call('DELETE', `/v1/conversations/${group}/members/${person.user.id}`),
  rename: ({ owner, group, pick }) => owner.call('PATCH', `/v1/conversations/${group}`, { title: `Titel ${pick}` }),
  'new-group': async ({ world, owner }) => {
    const others = world.people.filter((other) => other !== owner);
    if (world.groups.length < 4) world.groups.push(await createGroup(owner, ...others));
  },
  read: ({ person, group, message }) =>
    person.call('POST', `/v1/conversations/${group}/read`, { seq: message?.seq ?? 1 }),
  edit: ({ person, message, pick }) =>
    message && person.call('PATCH', `/v1/messages/${message.id}`, { content: `geändert ${pick}` }),
  delete: ({ person, message }) => message && person.call('DELETE', `/v1/messages/${message.id}`),
  react: (scene) => scene.message && scene.person.call('PUT', reactionOf(scene)),
  unreact: (scene) => scene.message && scene.person.call('DELETE', reactionOf(scene)),
};

async function take(world: World, { kind, who, pick }: Step): Promise<void> {
  const [owner] = world.people;
  const person = world.people[who];
  const device = world.devices[(who * devicesEach + pick) % world.devices.length];
  const group = pickFrom(world.groups, pick);
  assert.ok(owner && person && device && group);
  const message = pickFrom(device.state.conversations.get(group)?.messages ?? [], pick);
  await actions[kind]({ world, owner, person, device, group, message, pick });
}

/** Resolves when everything is stored that was sent, also on sockets that were killed right after. */
async function quieten({ people, devices, groups }: World): Promise<void> {
  const [owner] = people as [Person];
  for (const device of devices) await device.settle();
  await eventually('the killed sockets are gone', async () => {
    const { body } = await app.call<string>('GET', '/metrics');
    return /^parlance_websocket_connections (\d+)/m.exec(body)?.[1] === String(devices.length);
  });
  // Messages are stored in the order they came: when this one is, those before are.
  for (const group of groups) await post(owner, group, 'Feierabend');
}

/** How far others have read is told to those who are there, and kept in no log. */
function lasting(state: AccountState) {
  const { conversations, ...rest } = visible(state);
  const without = conversations.map(({ members, ...conversation }) => ({
    ...conversation,
    members: members.map(({ last_read_seq, ...member }) => member),
  }));
  return { ...rest, conversations: without };
}

async function logOf(owner: Person, group: string): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for (;;) {
    const path = `/v1/conversations/${group}/events?limit=200&after=${events.length}`;
    const { items } = (await owner.call<EventPage<ConversationEvent>>('GET', path)).body;
    if (items.length === 0) return events;
    events.push(...items);
  }
}

async function checkMessages(world: World): Promise<void> {
  const [owner] = world.people as [Person];
  for (const group of world.groups) {
    const events = await logOf(owner, group);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    const stored = events.flatMap((event) => (event.type === 'message-created' ? [event.message] : []));
    const seqs = new Map(stored.map(({ sender_id, message_id, seq }) => [`${sender_id} ${message_id}`, seq]));
    assert.equal(seqs.size, stored.length, 'a message stands twice in the log');
    for (const { person, group: where, key } of world.sent) {
      if (where !== group) continue;
      for (const answer of world.answers.get(key) ?? [])
        assert.equal(answer.seq, seqs.get(`${person.user.id} ${key}`), key);
    }
    for (const device of world.devices) {
      const acknowledged = device.acknowledged.filter((ack) => ack.conversation_id === group);
      assert.deepEqual(
        acknowledged.map((ack) => ack.seq),
        acknowledged.map((ack) => seqs.get(`${device.person.user.id} ${ack.message_id}`)),
      );
      const inOrder = acknowledged.map((ack) => ack.seq);
      assert.deepEqual(
        inOrder,
        inOrder.toSorted((a, b) => a - b),
      );
    }
  }
}

test('however sends, changes, kills and removals mix, every device ends with what a fresh fetch shows', async () => {
  const worlds: World[] = [];
  after(() => {
    for (const { devices } of worlds) for (const device of devices) device.kill();
  });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = await createWorld();
      worlds.push(world);
      const running: Promise<void>[] = [];
      for (const step of all) {
        const done = take(world, step);
        running.push(done);
        if (step.wait) await done;
      }
      await Promise.all(running);
      await quieten(world);
      for (const device of world.devices) {
        await device.settle();
        assert.deepEqual(lasting(device.state), lasting(await fetchAccount(device.person)));
        device.kill();
      }
      await checkMessages(world);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
