import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { localStorageOutbox, type StoredOutgoing } from './outbox-storage.ts';
import { ids } from './testing/fixtures.ts';
import { MemoryStorage } from './testing/memory-storage.ts';
import { localStorageTokens, type StoredTokens } from './tokens.ts';

const stored: StoredTokens = { user_id: ids.zoe, access_token: 'a', refresh_token: 'r', expires_at: 1 };
const platform = Object.getOwnPropertyDescriptors(globalThis);

beforeEach(() => {
  const events = new EventTarget();
  Object.defineProperties(globalThis, {
    localStorage: { value: new MemoryStorage(), configurable: true },
    addEventListener: { value: events.addEventListener.bind(events), configurable: true },
    removeEventListener: { value: events.removeEventListener.bind(events), configurable: true },
    dispatchEvent: { value: events.dispatchEvent.bind(events), configurable: true },
  });
});

afterEach(() => {
  for (const name of ['localStorage', 'addEventListener', 'removeEventListener', 'dispatchEvent'] as const) {
    Reflect.deleteProperty(globalThis, name);
    const before = platform[name];
    if (before !== undefined) Object.defineProperty(globalThis, name, before);
  }
});

test('tokens are kept in localStorage, and a broken entry is none', () => {
  const store = localStorageTokens('k');
  assert.equal(store.get(), null);
  store.set(stored);
  assert.deepEqual(localStorageTokens('k').get(), stored);
  for (const broken of ['{', '"x"', '{"user_id":1}', 'null']) {
    localStorage.setItem('k', broken);
    assert.equal(store.get(), null);
  }
  store.set(null);
  assert.equal(localStorage.getItem('k'), null);
});

test('changes by this tab and by others are told, those of other keys are not', () => {
  const store = localStorageTokens('k');
  let told = 0;
  const unsubscribe = store.subscribe(() => {
    told += 1;
  });
  const storage = (key: string | null) => Object.assign(new Event('storage'), { key });
  store.set(stored);
  assert.equal(told, 1);
  dispatchEvent(storage('k'));
  dispatchEvent(storage(null));
  assert.equal(told, 3);
  dispatchEvent(storage('something else'));
  assert.equal(told, 3);
  unsubscribe();
  store.set(null);
  dispatchEvent(storage('k'));
  assert.equal(told, 3);
});

test('unsent messages are kept for each user and each message by itself', () => {
  const storage = localStorageOutbox();
  const message: StoredOutgoing = {
    message_id: 'm-1',
    conversation_id: ids.conversation,
    draft: 'später',
    reply_to: null,
    created_at: '2026-11-21T09:00:00.000Z',
    order: 1,
    error: null,
  };
  storage.put(ids.zoe, message);
  storage.put(ids.zoe, { ...message, message_id: 'm-2', order: 2 });
  storage.put(ids.omar, { ...message, message_id: 'm-3' });
  localStorage.setItem(`parlance.outbox.${ids.zoe}.m-4`, 'not JSON');
  assert.deepEqual(
    storage.load(ids.zoe).map(({ message_id }) => message_id),
    ['m-1', 'm-2'],
  );
  storage.remove(ids.zoe, 'm-1');
  assert.deepEqual(storage.load(ids.zoe), [{ ...message, message_id: 'm-2', order: 2 }]);
});
