import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConversationEvent, Message } from '@parlance/contracts';
import {
  applyConversationEvent,
  applyRead,
  conversationFromWire,
  mergeHistory,
  replaceConversation,
} from './replica.ts';
import { applyUserEvent } from './replica-account.ts';
import type { AccountState, ConversationState } from './state.ts';
import { conversation, ids, message, messageId, zoe } from './testing/fixtures.ts';

type Bare<E> = E extends unknown ? Omit<E, 'seq' | 'at' | 'actor_id'> : never;
const at = '2026-11-21T09:00:00.000Z';

/** A conversation whose history is open, after some events. */
function after(events: Bare<ConversationEvent>[], wire = conversation()): ConversationState {
  const opened = { ...conversationFromWire(wire, ids.zoe), history: 'loaded' as const, hasOlder: false };
  return events.reduce<ConversationState>((state, bare) => {
    const event = { ...bare, seq: state.position.seq + 1, at, actor_id: ids.omar } as ConversationEvent;
    return applyConversationEvent(state, event, ids.zoe).state;
  }, opened);
}

const created = (seq: number, changes: Partial<Message> = {}) => ({
  type: 'message-created' as const,
  message: message(seq, changes),
});

describe('applying events of a conversation', () => {
  test('an event that was applied is ignored and an early one is a gap, both without any change', () => {
    const state = after([created(2)]);
    const known = { ...created(2), seq: 2, at, actor_id: ids.omar };
    const early = { ...created(4), seq: 4, at, actor_id: ids.omar };
    assert.deepEqual(applyConversationEvent(state, known, ids.zoe), { outcome: 'ignored', state });
    assert.deepEqual(applyConversationEvent(state, early, ids.zoe), { outcome: 'gap', state });
  });

  test('a message of somebody else is the last one, counts as unread and ends their typing', () => {
    const typing = { ...after([]), typing: [ids.omar] };
    const event = { ...created(2), seq: 2, at, actor_id: ids.omar };
    const { state } = applyConversationEvent(typing, event, ids.zoe);
    assert.equal(state.unreadCount, 1);
    assert.equal(state.lastMessage?.id, messageId(2));
    assert.equal(state.lastActivityAt, message(2).created_at);
    assert.deepEqual(state.typing, []);
    assert.deepEqual(state.messages, [message(2)]);
  });

  test("one's own message does not count as unread", () => {
    assert.equal(after([created(2, { sender_id: ids.zoe })]).unreadCount, 0);
  });

  test('a message is edited in the history and as the last one', () => {
    const content = { text: 'besser', parts: [{ type: 'text' as const, text: 'besser' }] };
    const state = after([
      created(2),
      { type: 'message-edited', id: messageId(2), content, mentions: [ids.zoe], edited_at: at },
    ]);
    assert.equal(state.messages[0]?.content.text, 'besser');
    assert.deepEqual(state.lastMessage, state.messages[0]);
    assert.equal(state.lastMessage?.edited_at, at);
  });

  test('a deleted message loses its text, its reactions and its place in the count, and stays deleted', () => {
    const edited = { text: 'zu spät', parts: [] };
    const state = after([
      created(2),
      { type: 'reaction-added', id: messageId(2), emoji: '👍', user_id: ids.zoe },
      { type: 'message-deleted', id: messageId(2), deleted_at: at },
      { type: 'message-edited', id: messageId(2), content: edited, mentions: [], edited_at: at },
      { type: 'reaction-added', id: messageId(2), emoji: '👍', user_id: ids.zoe },
    ]);
    assert.deepEqual(state.messages[0]?.content, { text: '', parts: [] });
    assert.deepEqual(state.messages[0]?.reactions, []);
    assert.equal(state.messages[0]?.deleted_at, at);
    assert.equal(state.unreadCount, 0);
  });

  test('reactions are counted once for each person and go with the last one', () => {
    const add = (user_id: string) => ({ type: 'reaction-added' as const, id: messageId(2), emoji: '🎉', user_id });
    const remove = (user_id: string) => ({ type: 'reaction-removed' as const, id: messageId(2), emoji: '🎉', user_id });
    const twice = after([created(2), add(ids.zoe), add(ids.zoe), add(ids.omar)]);
    assert.deepEqual(twice.messages[0]?.reactions, [{ emoji: '🎉', count: 2, user_ids: [ids.zoe, ids.omar] }]);
    const one = after([created(2), add(ids.zoe), add(ids.omar), remove(ids.zoe), remove(ids.zoe)]);
    assert.deepEqual(one.messages[0]?.reactions, [{ emoji: '🎉', count: 1, user_ids: [ids.omar] }]);
    assert.deepEqual(after([created(2), add(ids.zoe), remove(ids.zoe)]).messages[0]?.reactions, []);
  });

  test('members join with nothing unread, change roles and leave; titles change', () => {
    const lea = { user_id: ids.other, username: 'léa', full_name: 'Léa', role: 'member' as const };
    const joined = after([created(2), { type: 'member-joined', member: lea }]);
    assert.deepEqual(joined.members.at(-1), { ...lea, last_read_seq: 3 });
    const state = after([
      { type: 'member-joined', member: lea },
      { type: 'member-role-changed', user_id: ids.other, role: 'owner' },
      { type: 'member-left', user_id: ids.omar },
      { type: 'conversation-renamed', title: '🏔️ Ausflug' },
    ]);
    assert.deepEqual(
      state.members.map(({ user_id, role }) => [user_id, role]),
      [
        [ids.zoe, 'owner'],
        [ids.other, 'owner'],
      ],
    );
    assert.equal(state.title, '🏔️ Ausflug');
  });

  test('what does not change stays the same object', () => {
    const before = after([created(2), created(3)]);
    const event = { type: 'reaction-added', id: messageId(3), emoji: '👍', user_id: ids.omar, seq: 4, at } as const;
    const { state } = applyConversationEvent(before, { ...event, actor_id: ids.omar }, ids.zoe);
    assert.equal(state.messages[0], before.messages[0]);
    assert.notEqual(state.messages[1], before.messages[1]);
    assert.equal(state.members, before.members);
  });

  test('an event that this client has not heard of only moves the position', () => {
    const before = after([created(2)]);
    const unheardOf = JSON.parse('{"type":"poll-opened","seq":3,"at":"2026-11-21T09:00:00.000Z","actor_id":null}');
    const { state } = applyConversationEvent(before, unheardOf as ConversationEvent, ids.zoe);
    assert.deepEqual(state, { ...before, position: { ...before.position, seq: 3 } });
  });
});

describe('read positions', () => {
  test('reading moves forward only, and messages after the position stay unread', () => {
    const state = after([created(2), created(3), created(4)]);
    const read = applyRead(state, { userId: ids.zoe, seq: 3, counted: 99 }, ids.zoe);
    assert.equal(read.unreadCount, 1, 'counted here, since all messages after the position are known');
    assert.equal(read.members[0]?.last_read_seq, 3);
    assert.equal(applyRead(read, { userId: ids.zoe, seq: 2, counted: 2 }, ids.zoe).lastReadSeq, 3);
  });

  test('a count made before a message came does not hide that message', () => {
    const wire = conversation({ unread_count: 2, head_seq: 5 });
    const state = after([created(6)], wire);
    assert.equal(state.unreadCount, 3);
    assert.equal(applyRead(state, { userId: ids.zoe, seq: 5, counted: 0 }, ids.zoe).unreadCount, 1);
  });

  test("somebody else's mark moves theirs alone", () => {
    const state = applyRead(after([created(2)]), { userId: ids.omar, seq: 2, counted: 0 }, ids.zoe);
    assert.equal(state.members[1]?.last_read_seq, 2);
    assert.equal(state.unreadCount, 1);
  });
});

describe('joining history', () => {
  test('a page that is newer than the position counts its messages once', () => {
    const wire = conversation({ head_seq: 40, unread_count: 30 });
    const items = [message(39), message(40), message(41)];
    const state = mergeHistory(conversationFromWire(wire, ids.zoe), { items, hasOlder: true, meanwhile: [] }, ids.zoe);
    assert.equal(state.unreadCount, 31);
    const event = { ...created(41), seq: 41, at, actor_id: ids.omar };
    const applied = applyConversationEvent(state, event, ids.zoe).state;
    assert.equal(applied.unreadCount, 31);
    assert.deepEqual(applied.messages, items);
  });

  test('what happened while the page was on its way is in it afterwards', () => {
    const deletion = {
      type: 'message-deleted' as const,
      id: messageId(2),
      deleted_at: at,
      seq: 4,
      at,
      actor_id: ids.omar,
    };
    const meanwhile = [{ ...created(3), seq: 3, at, actor_id: ids.omar }, deletion];
    const wire = conversation({ head_seq: 4 });
    const merge = { items: [message(2)], hasOlder: false, meanwhile };
    const state = mergeHistory(conversationFromWire(wire, ids.zoe), merge, ids.zoe);
    assert.deepEqual(
      state.messages.map(({ seq, deleted_at }) => [seq, deleted_at]),
      [
        [2, at],
        [3, null],
      ],
    );
  });

  test('a conversation that is fetched anew keeps what only this device knows', () => {
    const before = { ...after([created(2)]), typing: [ids.omar], mentionSeqs: [2] };
    const newest = { items: [message(9)], hasOlder: true };
    const state = replaceConversation(before, { wire: conversation({ head_seq: 9 }), newest }, ids.zoe);
    assert.deepEqual(state.typing, [ids.omar]);
    assert.deepEqual(state.mentionSeqs, [2]);
    assert.deepEqual(state.messages, [message(9)]);
    assert.equal(state.position.seq, 9);
  });
});

describe("applying events of one's own log", () => {
  const account: AccountState = {
    position: { seq: 0, epoch: 'e1' },
    me: zoe,
    preferences: null,
    conversations: new Map([[ids.conversation, after([created(2)])]]),
  };
  const stamp = { seq: 1, at, actor_id: ids.zoe };

  test('what was read on another device is read here', () => {
    const event = {
      type: 'read-advanced' as const,
      conversation_id: ids.conversation,
      last_read_seq: 2,
      unread_count: 0,
    };
    const { state } = applyUserEvent(account, { ...event, ...stamp });
    assert.equal(state.conversations.get(ids.conversation)?.unreadCount, 0);
    assert.equal(state.position.seq, 1);
  });

  test('a mention is marked until it is read, and not after', () => {
    const event = { type: 'mentioned' as const, conversation_id: ids.conversation, id: messageId(2), message_seq: 2 };
    const mentioned = applyUserEvent(account, { ...event, ...stamp }).state.conversations.get(ids.conversation);
    assert.ok(mentioned);
    assert.deepEqual(mentioned.mentionSeqs, [2]);
    const read = applyRead(mentioned, { userId: ids.zoe, seq: 2, counted: 0 }, ids.zoe);
    assert.deepEqual(read.mentionSeqs, []);
    const later = { ...account, conversations: new Map([[ids.conversation, read]]) };
    assert.deepEqual(applyUserEvent(later, { ...event, ...stamp }).state.conversations.get(ids.conversation), read);
  });

  test('a conversation that one was removed from goes, others stay the same objects', () => {
    const event = { type: 'conversation-removed' as const, conversation_id: ids.conversation, reason: 'left' as const };
    assert.equal(applyUserEvent(account, { ...event, ...stamp }).state.conversations.size, 0);
    const elsewhere = applyUserEvent(account, { ...event, conversation_id: ids.other, ...stamp }).state;
    assert.equal(elsewhere.conversations.get(ids.conversation), account.conversations.get(ids.conversation));
  });

  test('profile and preferences follow; known events and gaps change nothing', () => {
    const user = { ...zoe, full_name: 'Zoë M.' };
    const preferences = { theme: 'dark' as const, language: 'de' as const, notification_enabled: false };
    assert.equal(applyUserEvent(account, { type: 'profile-changed', user, ...stamp }).state.me, user);
    assert.equal(
      applyUserEvent(account, { type: 'preferences-changed', preferences, ...stamp }).state.preferences,
      preferences,
    );
    assert.equal(applyUserEvent(account, { type: 'profile-changed', user, ...stamp, seq: 0 }).outcome, 'ignored');
    assert.deepEqual(applyUserEvent(account, { type: 'profile-changed', user, ...stamp, seq: 2 }), {
      outcome: 'gap',
      state: account,
    });
  });
});
