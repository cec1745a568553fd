import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConversationEvent, type EventPage, UserEvent } from '@parlance/contracts';
import { conversationFromWire } from '../sdk/replica.ts';
import type { AccountState } from '../sdk/state.ts';
import { addMember, createGroup, post, removeMember } from './harness/chat.ts';
import { type Person, startApp } from './harness/index.ts';
import { applyEvent, fetchAccount, fetchConversation, visible } from './harness/replica.ts';
import { askAssistant, endedRun } from './harness/runs.ts';

const app = await startApp();

type EventType = ConversationEvent['type'] | UserEvent['type'];

interface Scene {
  /** Whose state is followed. */
  zoe: Person;
  /** The owner of the group. */
  ada: Person;
  omar: Person;
  id: string;
  /** Zoe's own message, with a reaction of hers, and one of Ada's. */
  own: string;
  others: string;
}

const names = Array.from({ length: 200 }, (_, n) => `person-${n}`).values();
const signUp = () => app.signUp(names.next().value);

async function scene(): Promise<Scene> {
  const [ada, zoe, omar] = [await signUp(), await signUp(), await signUp()];
  const id = await createGroup(ada, zoe);
  const own = (await post(zoe, id, 'Grüße aus Köln 👋')).id;
  const others = (await post(ada, id, `سلام @${zoe.user.username}`)).id;
  await post(ada, id, 'noch ungelesen');
  await ok(zoe, 'PUT', `/v1/messages/${own}/reactions/${encodeURIComponent('🎉')}`);
  return { ada, zoe, omar, id, own, others };
}

async function ok(
  person: Person,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<void> {
  const answer = await person.call(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
}

const react = (person: Person, message: string, emoji: string) =>
  ok(person, 'PUT', `/v1/messages/${message}/reactions/${encodeURIComponent(emoji)}`);
const unreact = (person: Person, message: string, emoji: string) =>
  ok(person, 'DELETE', `/v1/messages/${message}/reactions/${encodeURIComponent(emoji)}`);

/** What makes each type of event happen to Zoe. A type that is missing here does not compile, and fails below. */
const actions: Record<EventType, ((scene: Scene) => Promise<unknown>)[]> = {
  'conversation-created': [({ ada, zoe }) => createGroup(ada, zoe)],
  'conversation-renamed': [
    ({ ada, id }) => ok(ada, 'PATCH', `/v1/conversations/${id}`, { title: 'Umbenannt «neu»' }),
    ({ ada, id }) => ok(ada, 'PATCH', `/v1/conversations/${id}`, { title: null }),
  ],
  'member-joined': [
    ({ ada, omar, id }) => addMember(ada, id, omar),
    async ({ ada, omar, id }) => {
      const user_ids = [omar.user.id, (await signUp()).user.id];
      await ok(ada, 'POST', `/v1/conversations/${id}/members`, { user_ids });
    },
  ],
  'member-left': [
    async ({ ada, omar, id }) => {
      await addMember(ada, id, omar);
      await removeMember(ada, id, omar);
    },
    // The only owner leaves: someone inherits.
    ({ ada, id }) => removeMember(ada, id, ada),
  ],
  'member-role-changed': [
    ({ ada, zoe, id }) => ok(ada, 'PATCH', `/v1/conversations/${id}/members/${zoe.user.id}`, { role: 'owner' }),
  ],
  'message-created': [
    ({ zoe, id }) => post(zoe, id, 'von mir'),
    ({ ada, id }) => post(ada, id, 'von anderen'),
    ({ ada, id, own }) => ok(ada, 'POST', '/v1/messages', { conversation_id: id, content: 'Antwort', reply_to: own }),
  ],
  'message-edited': [
    ({ zoe, own }) => ok(zoe, 'PATCH', `/v1/messages/${own}`, { content: 'verbessert' }),
    ({ ada, zoe, others }) =>
      ok(ada, 'PATCH', `/v1/messages/${others}`, { content: `an @${zoe.user.username} und @${ada.user.username}` }),
  ],
  'message-deleted': [
    ({ zoe, own }) => ok(zoe, 'DELETE', `/v1/messages/${own}`),
    // Unread, mentioned in, and with a reaction.
    async ({ ada, zoe, others }) => {
      await react(zoe, others, '👍');
      await ok(ada, 'DELETE', `/v1/messages/${others}`);
    },
  ],
  'reaction-added': [
    ({ ada, own }) => react(ada, own, '🎉'),
    ({ ada, own }) => react(ada, own, '👍🏽'),
    ({ zoe, others }) => react(zoe, others, '❤️'),
  ],
  'reaction-removed': [
    ({ zoe, own }) => unreact(zoe, own, '🎉'),
    async ({ ada, zoe, own }) => {
      await react(ada, own, '🎉');
      await unreact(zoe, own, '🎉');
    },
  ],
  'run-started': [
    async ({ ada, id }) => {
      const { run } = await askAssistant(ada, id, '@assistant, was kannst du?');
      await endedRun(ada, run.id);
    },
  ],
  'run-ended': [
    async ({ zoe, id }) => {
      const { run } = await askAssistant(zoe, id, 'Hallo @Assistant!');
      await endedRun(zoe, run.id);
    },
  ],
  'conversation-added': [
    ({ ada, zoe }) => createGroup(ada, zoe),
    ({ ada, zoe }) => ok(ada, 'POST', '/v1/conversations', { member_ids: [zoe.user.id] }),
    async ({ ada, zoe, id }) => {
      await removeMember(ada, id, zoe);
      await post(ada, id, 'ohne dich');
      await addMember(ada, id, zoe);
      await post(ada, id, 'wieder mit dir');
    },
  ],
  'conversation-removed': [
    ({ ada, zoe, id }) => removeMember(ada, id, zoe),
    ({ zoe, id }) => removeMember(zoe, id, zoe),
    ({ ada, id }) => ok(ada, 'DELETE', `/v1/conversations/${id}`),
  ],
  'read-advanced': [
    ({ zoe, id }) => ok(zoe, 'POST', `/v1/conversations/${id}/read`, { seq: 3 }),
    async ({ zoe, ada, id }) => {
      await ok(zoe, 'POST', `/v1/conversations/${id}/read`, { seq: 99 });
      await post(ada, id, 'danach');
    },
  ],
  mentioned: [
    ({ ada, zoe, id }) => post(ada, id, `@${zoe.user.username}, schau!`),
    ({ ada, zoe, id }) => post(ada, id, `${zoe.user.username}: @${zoe.user.username.toUpperCase()}`),
  ],
  'preferences-changed': [({ zoe }) => ok(zoe, 'PUT', '/v1/users/me/preferences', { theme: 'dark', language: 'de' })],
  'profile-changed': [({ zoe }) => ok(zoe, 'PUT', '/v1/users/me', { email: `${zoe.user.username}@example.org` })],
};

interface Seen {
  conversationId: string | null;
  event: ConversationEvent | UserEvent;
}

async function eventsAfter(person: Person, path: string, after: number): Promise<(ConversationEvent | UserEvent)[]> {
  const { status, body } = await person.call<EventPage<ConversationEvent | UserEvent>>(
    'GET',
    `${path}?after=${after}&limit=200`,
  );
  return status === 200 ? body.items : [];
}

/** What happened after a state, in its own log and in those of its conversations. */
async function whatHappened(person: Person, state: AccountState): Promise<Seen[]> {
  const own = await eventsAfter(person, '/v1/users/me/events', state.position.seq);
  const seen: Seen[] = own.map((event) => ({ conversationId: null, event }));
  for (const { id, position } of state.conversations.values()) {
    for (const event of await eventsAfter(person, `/v1/conversations/${id}/events`, position.seq))
      seen.push({ conversationId: id, event });
  }
  return seen;
}

/** The state after these events; each must be the next of its log. A conversation one is added to is fetched, as by the SDK. */
async function follow(person: Person, state: AccountState, seen: Seen[]): Promise<AccountState> {
  let current = state;
  for (const { conversationId, event } of seen) {
    const { outcome, state: next } = applyEvent(current, conversationId, event);
    assert.notEqual(outcome, 'gap', `${event.type} ${event.seq}`);
    current = next;
    if (event.type !== 'conversation-added') continue;
    const fetched = await fetchConversation(person, event.conversation_id);
    current = { ...current, conversations: new Map(current.conversations).set(fetched.id, fetched) };
  }
  return current;
}

const literals = (union: { anyOf: readonly { properties: { type: { const: string } } }[] }) =>
  union.anyOf.map(({ properties }) => properties.type.const);
const types = [...literals(ConversationEvent), ...literals(UserEvent)];

test('every type of event in the contract is exercised', () => {
  assert.deepEqual(Object.keys(actions).sort(), types.toSorted());
});

describe('a state and the events after it make the state as it is fetched anew:', () => {
  for (const type of types) {
    test(type, async () => {
      for (const act of actions[type as EventType]) {
        const stage = await scene();
        const before = await fetchAccount(stage.zoe);
        await act(stage);
        const seen = await whatHappened(stage.zoe, before);
        const fresh = await fetchAccount(stage.zoe);
        if (type !== 'conversation-created')
          assert.ok(
            seen.some(({ event }) => event.type === type),
            `no ${type} among ${seen.map(({ event }) => event.type)}`,
          );
        // The logs keep their own orders, and none among each other.
        for (const order of [
          seen,
          [
            ...seen.filter(({ conversationId }) => conversationId),
            ...seen.filter(({ conversationId }) => !conversationId),
          ],
        ])
          assert.deepEqual(visible(await follow(stage.zoe, before, order)), visible(fresh));
      }
    });
  }

  test('conversation-created and all after it, from nothing', async () => {
    const { ada, zoe, omar } = await scene();
    const id = await createGroup(ada, zoe);
    await addMember(ada, id, omar);
    await post(omar, id, 'ungelesen');
    const fresh = await fetchConversation(zoe, id);
    const { body: wire } = await zoe.call<Parameters<typeof conversationFromWire>[0]>('GET', `/v1/conversations/${id}`);
    const empty = { ...wire, title: null, members: [], last_message: null, unread_count: 0, head_seq: 0 };
    const start = { ...conversationFromWire(empty, zoe.user.id), history: 'loaded' as const };
    const account = await fetchAccount(zoe);
    const at = (conversation: typeof start | typeof fresh): AccountState => ({
      ...account,
      conversations: new Map([[id, conversation]]),
    });
    const seen = await whatHappened(zoe, at(start));
    assert.equal(seen[0]?.event.type, 'conversation-created');
    assert.deepEqual(visible(await follow(zoe, at(start), seen)), visible(at(fresh)));
  });

  test('a mention is known until it is read', async () => {
    const stage = await scene();
    const before = await fetchAccount(stage.zoe);
    const { seq } = await post(stage.ada, stage.id, `@${stage.zoe.user.username}`);
    const mentioned = await follow(stage.zoe, before, await whatHappened(stage.zoe, before));
    assert.deepEqual(mentioned.conversations.get(stage.id)?.mentionSeqs, [seq]);
    await ok(stage.zoe, 'POST', `/v1/conversations/${stage.id}/read`, { seq });
    const read = await follow(stage.zoe, mentioned, await whatHappened(stage.zoe, mentioned));
    assert.deepEqual(read.conversations.get(stage.id)?.mentionSeqs, []);
  });
});
