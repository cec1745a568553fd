import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { password, startApp } from '../test/harness/index.ts';
import { pause, startScriptedModel, text } from '../test/harness/scripted-model.ts';
import { createClient } from './client.ts';
import type { RunState } from './run-state.ts';
import type { StoreSnapshot } from './state.ts';
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

const words = ['Am ', 'Hafen ', 'brennen ', '4 200 ', 'Laternen 🏮, ', 'und ', 'niemand ', 'löscht ', 'sie.'];
const gates = words.map(() => Promise.withResolvers<void>());
const model = await startScriptedModel(({ tools }) =>
  // What has no tools to choose from is the question for a title.
  tools.length === 0
    ? [text('Laternen')]
    : words.flatMap((word, index) => [pause(gates[index]?.promise ?? Promise.resolve()), text(word)]),
);
const app = await startApp({ settings: model.settings() });
const stores: ChatStore[] = [];
after(() => {
  for (const store of stores) store.stop();
});

const textOf = (run: RunState | undefined): string =>
  (run?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');

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

test('an answer whose reader loses the connection at every word comes whole, and each word once', async () => {
  const client = createClient({ baseUrl: app.url, WebSocket: CuttableWebSocket, random: () => 0 });
  await client.auth.signup({ username: 'zoë', password });
  const store = new ChatStore(client);
  const other = new ChatStore(client);
  stores.push(store, other);
  await Promise.all([store.start(), other.start()]);
  const { id } = await store.createConversation({ kind: 'assistant', member_ids: [] });
  await until(other, ({ conversations }) => conversations.has(id));
  await Promise.all([store.open(id), other.open(id)]);
  const runIn = (one: ChatStore) => one.getSnapshot().conversations.get(id)?.runs[0];

  const whole = words.join('');
  const seen: string[] = [];
  store.subscribe(() => {
    const said = textOf(runIn(store));
    if (said !== seen.at(-1)) seen.push(said);
  });
  store.send(id, 'Was ist am Hafen los?');
  for (const [index, gate] of gates.entries()) {
    for (const socket of CuttableWebSocket.open) socket.close();
    gate.resolve();
    const soFar = words.slice(0, index + 1).join('');
    await Promise.all([store, other].map((one) => until(one, () => textOf(runIn(one)) === soFar)));
  }
  await Promise.all([store, other].map((one) => until(one, () => runIn(one)?.complete === true)));
  await until(store, () => runIn(store)?.status === 'succeeded');
  for (const said of seen) assert.ok(whole.startsWith(said), `"${said}" is no beginning of the answer`);
  assert.deepEqual(
    seen.map(({ length }) => length),
    seen.map(({ length }) => length).toSorted((a, b) => a - b),
  );
  const answer = store.getSnapshot().conversations.get(id)?.messages.at(-1);
  assert.equal(answer?.content.text, whole);
  assert.equal(answer?.id, runIn(store)?.messageId);

  const late = new ChatStore(client);
  stores.push(late);
  await late.start();
  await late.open(id);
  await late.loadRun(id, runIn(store)?.id ?? '');
  assert.deepEqual(runIn(late)?.parts, runIn(store)?.parts);
});
