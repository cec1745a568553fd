import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { User } from '@parlance/contracts';
import fc from 'fast-check';
import { password, startApp } from '../test/harness/index.ts';
import { createClient, type ParlanceClient } from './client.ts';
import type { ConversationState, StoreSnapshot } from './state.ts';
import { ChatStore } from './store.ts';

/** Sockets that a test can cut, as a bad network does. */
class CuttableWebSocket extends WebSocket {
  static readonly open = new Set<CuttableWebSocket>();

  constructor(url: string | URL) {
    super(url);
    CuttableWebSocket.open.add(this);
    this.addEventListener('close', () => CuttableWebSocket.open.delete(this));
  }
}

const app = await startApp();
const stores: ChatStore[] = [];
after(() => {
  for (const store of stores) store.stop();
});

interface Person {
  user: User;
  client: ParlanceClient;
}

let people = 0;
async function signUp(name: string): Promise<Person> {
  people += 1;
  const client = createClient({ baseUrl: app.url, WebSocket: CuttableWebSocket, random: () => 0 });
  const user = await client.auth.signup({ username: `${name}-${people}`, password });
  return { user, client };
}

async function live(client: ParlanceClient): Promise<ChatStore> {
  const store = new ChatStore(client);
  stores.push(store);
  await store.start();
  await until(store, (snapshot) => snapshot.live);
  return store;
}

function until(store: ChatStore, fits: (snapshot: StoreSnapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!fits(store.getSnapshot())) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = store.subscribe(check);
    check();
  });
}

function conversationIn(store: ChatStore, id: string): ConversationState {
  const conversation = store.getSnapshot().conversations.get(id);
  assert.ok(conversation, 'the conversation is in the replica');
  return conversation;
}

/** All that a person sees of a conversation, without what only one device knows and without orders that mean nothing. */
function visible(store: ChatStore, id: string) {
  const { unread, mentionSeqs, typing, older, ...seen } = conversationIn(store, id);
  const byId = <T extends { user_id: string }>(list: readonly T[]) =>
    list.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1));
  const messages = seen.messages.map((message) => ({
    ...message,
    reactions: message.reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
  }));
  return { ...seen, members: byId(seen.members), messages, lastMessage: messages.at(-1) ?? null };
}

interface Step {
  kind: 'say' | 'edit' | 'delete' | 'react' | 'unreact' | 'read' | 'rename' | 'cut';
  pick: number;
  who: 0 | 1;
  /** Whether it is done before the next one begins. */
  wait: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('say', 'say', 'say', 'edit', 'delete', 'react', 'unreact', 'read', 'rename', 'cut'),
    pick: fc.nat(30),
    who: fc.constantFrom(0, 1),
    wait: fc.boolean(),
  }),
  { minLength: 5, maxLength: 60 },
);

interface Device extends Person {
  store: ChatStore;
}

/** Does a step; what the server refuses (another's message, a deleted one) is part of life. */
async function take({ kind, pick, who }: Step, devices: [Device, Device], id: string): Promise<void> {
  const { client, store } = devices[who];
  const { messages } = conversationIn(store, id);
  const message = messages[pick % Math.max(messages.length, 1)];
  if (kind === 'say') {
    const { message_id } = store.send(id, `Zeile ${pick} 👋 مرحبا`);
    await until(store, () => conversationIn(store, id).outgoing.every((one) => one.message_id !== message_id));
  }
  if (kind === 'read') store.markRead(id, message?.seq);
  if (kind === 'cut') for (const socket of CuttableWebSocket.open) socket.close();
  if (kind === 'rename') await client.conversations.rename(id, `Titel ${pick}`).catch(() => {});
  if (message === undefined) return;
  if (kind === 'edit') await client.messages.edit(message.id, `geändert ${pick}`).catch(() => {});
  if (kind === 'delete') await client.messages.remove(message.id).catch(() => {});
  if (kind === 'react') await client.messages.react(message.id, pick % 2 ? '🎉' : '👍').catch(() => {});
  if (kind === 'unreact') await client.messages.unreact(message.id, pick % 2 ? '🎉' : '👍').catch(() => {});
}

describe('against the real server', () => {
  test('two people talk, and each sees what the other does', async () => {
    const zoe = await signUp('zoë');
    const omar = await signUp('عمر');
    const [hers, his] = [await live(zoe.client), await live(omar.client)];
    const { id } = await hers.createConversation({ member_ids: [omar.user.id] });
    await until(his, ({ conversations, online }) => conversations.has(id) && online.has(zoe.user.id));
    await Promise.all([hers.open(id), his.open(id)]);
    hers.setTyping(id, true);
    await until(his, () => conversationIn(his, id).typing.length === 1);
    const { message_id } = hers.send(id, `Hallo @${omar.user.username} 👋`);
    await until(
      his,
      () => conversationIn(his, id).mentionSeqs.length === 1 && conversationIn(his, id).unreadCount === 1,
    );
    assert.deepEqual(conversationIn(his, id).typing, []);
    await until(hers, () => conversationIn(hers, id).outgoing.length === 0);
    assert.equal(conversationIn(hers, id).messages[0]?.message_id, message_id);
    his.markRead(id);
    const hisMark = () =>
      conversationIn(hers, id).members.find(({ user_id }) => user_id === omar.user.id)?.last_read_seq;
    await until(hers, () => hisMark() === conversationIn(hers, id).messages[0]?.seq);
    assert.deepEqual(conversationIn(his, id).mentionSeqs, []);
  });

  test('a message that the server refuses fails with its reason', async () => {
    const zoe = await signUp('zoë');
    const store = await live(zoe.client);
    const { id } = await store.createConversation({ member_ids: [] });
    store.send(id, '   ');
    await until(store, () => conversationIn(store, id).outgoing[0]?.status === 'failed');
    assert.equal(conversationIn(store, id).outgoing[0]?.error?.code, 'validation_failed');
  });

  test('a device that is signed out from another one stops at once', async () => {
    const zoe = await signUp('zoë');
    const phone = createClient({ baseUrl: app.url, random: () => 0 });
    await phone.auth.login({ username: zoe.user.username, password });
    const store = await live(phone);
    await zoe.client.auth.endOtherSessions();
    await until(store, ({ phase }) => phase === 'signed-out');
    assert.equal(phone.session.userId, null);
    await assert.rejects(phone.users.me(), { status: 401 });
  });

  test('a picture goes up, is attached and comes down to the other person only', async () => {
    const [zoe, omar, lea] = [await signUp('zoë'), await signUp('omar'), await signUp('léa')];
    const store = await live(zoe.client);
    const { id } = await store.createConversation({ member_ids: [omar.user.id] });
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const bytes = Buffer.from(pixel, 'base64');
    const media = await zoe.client.media.upload(new Blob([bytes]), 'Übersicht 📊.png');
    assert.equal(media.mime, 'image/png');
    assert.equal((await zoe.client.media.list()).items[0]?.id, media.id);
    await assert.rejects(omar.client.media.get(media.id), { code: 'not_found' });
    store.send(id, { text: 'Schau mal', parts: [{ type: 'file', media_id: media.id }] });
    await until(store, () => conversationIn(store, id).lastMessage !== null);
    assert.equal((await omar.client.media.download(media.id)).size, bytes.length);
    const { url } = await omar.client.media.get(media.id);
    assert.equal((await fetch(omar.client.url(url))).status, 200);
    await assert.rejects(lea.client.media.download(media.id), { code: 'not_found' });
  });

  test('whatever happens, a replica ends as a fresh one is', async () => {
    const [zoe, omar] = [await signUp('zoë'), await signUp('omar')];
    const devices: [Device, Device] = [
      { ...zoe, store: await live(zoe.client) },
      { ...omar, store: await live(omar.client) },
    ];
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { id } = await devices[0].store.createConversation({ member_ids: [omar.user.id], kind: 'group' });
        for (const { store } of devices) {
          await until(store, ({ conversations }) => conversations.has(id));
          await store.open(id);
        }
        const underWay: Promise<void>[] = [];
        for (const step of all) {
          underWay.push(take(step, devices, id));
          if (step.wait) await underWay.at(-1);
        }
        await Promise.all(underWay);
        for (const { client, store } of devices) {
          await until(store, () => conversationIn(store, id).outgoing.length === 0);
          await client.conversations.markRead(id, conversationIn(store, id).lastReadSeq);
        }
        // Nobody changes anything any more: the last event of all is the same for every device.
        await zoe.client.conversations.rename(id, 'Schluss');
        for (const { client, store } of devices) {
          const { head_seq } = await client.conversations.get(id);
          await until(store, ({ live }) => live && conversationIn(store, id).position.seq === head_seq);
          const fresh = await live(client);
          await fresh.open(id);
          assert.deepEqual(visible(store, id), visible(fresh, id));
          fresh.stop();
        }
      }),
      { numRuns: 12 },
    );
  });
});
