import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConversationEvent, Message } from '@parlance/contracts';
import fc from 'fast-check';
import { LogFollower } from './log-follower.ts';
import { applyConversationEvent, applyRead, conversationFromWire, mergeHistory } from './replica.ts';
import type { ConversationState } from './state.ts';
import { conversation, ids, message, messageId } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { countsFor } from './unread.ts';

const at = '2026-11-21T09:00:00.000Z';
const emojis = ['👍', '🎉', '❤️'];

interface Step {
  kind: 'say' | 'edit' | 'delete' | 'react' | 'unreact' | 'rename';
  by: string;
  /** Picks the message that is changed, among those there are. */
  pick: number;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('say', 'say', 'say', 'edit', 'delete', 'react', 'unreact', 'rename'),
    by: fc.constantFrom(ids.zoe, ids.omar),
    pick: fc.nat(20),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The log that these steps would leave; the first event is the creation of the conversation. */
function logOf(all: Step[]): ConversationEvent[] {
  const log: ConversationEvent[] = [
    { type: 'conversation-created', kind: 'group', title: null, members: [], seq: 1, at, actor_id: ids.zoe },
  ];
  const said: number[] = [];
  for (const { kind, by, pick } of all) {
    const seq = log.length + 1;
    const stamp = { seq, at, actor_id: by };
    const id = messageId(said[pick % Math.max(said.length, 1)] ?? 0);
    const emoji = emojis[pick % emojis.length] ?? '👍';
    if (kind === 'say') {
      said.push(seq);
      log.push({ type: 'message-created', message: message(seq, { sender_id: by }), ...stamp });
    } else if (kind === 'rename' || said.length === 0) {
      log.push({ type: 'conversation-renamed', title: `Titel ${seq}`, ...stamp });
    } else if (kind === 'edit') {
      const content = { text: `geändert ${seq}`, parts: [] };
      log.push({ type: 'message-edited', id, content, mentions: [], edited_at: at, ...stamp });
    } else if (kind === 'delete') {
      log.push({ type: 'message-deleted', id, deleted_at: at, ...stamp });
    } else {
      const type = kind === 'react' ? 'reaction-added' : 'reaction-removed';
      log.push({ type, id, emoji, user_id: by, ...stamp });
    }
  }
  return log;
}

/** The conversation as a client has it that was there from the start and got each event in order. */
function followed(log: ConversationEvent[]): ConversationState {
  const start = conversationFromWire(conversation({ kind: 'group', head_seq: 1 }), ids.zoe);
  return log.reduce<ConversationState>((state, event) => applyConversationEvent(state, event, ids.zoe).state, {
    ...start,
    history: 'loaded',
    hasOlder: false,
  });
}

/** A message with its reactions in an order of their own: that of their events depends on when a page was read. */
function sorted(one: Message): Message {
  const reactions = one.reactions.map((reaction) => ({ ...reaction, user_ids: reaction.user_ids.toSorted() }));
  return { ...one, reactions: reactions.sort((a, b) => (a.emoji < b.emoji ? -1 : 1)) };
}

function unreadIn(messages: readonly Message[], lastReadSeq: number): number {
  return messages.filter((one) => one.seq > lastReadSeq && countsFor(one, ids.zoe)).length;
}

describe('a replica', () => {
  test('converges however its events are repeated, reordered and lost, by asking for what is missing', () => {
    const delivery = fc.array(fc.record({ pick: fc.nat(60), lost: fc.boolean() }), { maxLength: 120 });
    fc.assert(
      fc.property(steps, delivery, (all, deliveries) => {
        const log = logOf(all);
        const clock = new ManualClock();
        let state = followed(log.slice(0, 1));
        const asked: number[] = [];
        const follower = new LogFollower<ConversationEvent>({
          clock,
          position: () => state.position.seq,
          apply(event) {
            const { outcome, state: next } = applyConversationEvent(state, event, ids.zoe);
            state = next;
            return outcome;
          },
          ask: (position) => asked.push(position) > 0,
        });
        for (const { pick, lost } of deliveries) {
          const event = log[pick % log.length];
          if (event !== undefined && !lost) follower.offer(event);
        }
        // The newest event arrives at last: whatever is missing before it is asked for and replayed in order.
        const newest = log.at(-1);
        if (newest !== undefined) follower.offer(newest);
        if (state.position.seq < log.length) {
          assert.notEqual(asked.length, 0);
          for (const event of log.slice(asked.at(-1))) follower.offer(event);
        }
        assert.deepEqual(state, followed(log));
      }),
      { numRuns: 500 },
    );
  });

  test('is the same whenever its history was fetched and whatever happened on the way', () => {
    const moments = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(steps, moments, (all, [first, second, third, limit]) => {
        const log = logOf(all);
        // The conversation is read at `base`, its page asked for at `asked`, read on the server at `read` and merged at `got`.
        const base = 1 + (first % log.length);
        const asked = base;
        const read = Math.min(log.length, asked + second);
        const got = Math.min(log.length, asked + third);
        const atBase = followed(log.slice(0, base));
        const unread_count = unreadIn(atBase.messages, 0);
        const last_message = atBase.messages.at(-1) ?? null;
        const wire = conversation({ kind: 'group', title: atBase.title, head_seq: base, unread_count, last_message });
        let state = conversationFromWire(wire, ids.zoe);
        const apply = (event: ConversationEvent) => {
          state = applyConversationEvent(state, event, ids.zoe).state;
        };
        const meanwhile = log.slice(asked, got);
        for (const event of meanwhile) apply(event);
        const onServer = followed(log.slice(0, read)).messages;
        const items = onServer.slice(-limit);
        state = mergeHistory(state, { items, hasOlder: items.length < onServer.length, meanwhile }, ids.zoe);
        for (const event of log.slice(got)) apply(event);
        const expected = followed(log);
        // It reaches back as far as the page, or further where messages came that the page had no room for.
        const oldest = state.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
        assert.ok(items.length === 0 || oldest <= (items[0]?.seq ?? 0));
        assert.deepEqual(state.messages.map(sorted), expected.messages.filter(({ seq }) => seq >= oldest).map(sorted));
        assert.deepEqual(state.lastMessage, expected.lastMessage);
        assert.equal(state.title, expected.title);
      }),
      { numRuns: 500 },
    );
  });

  test('counts what is unread as the server would, however marks and messages cross', () => {
    const marks = fc.array(
      fc.record({ seq: fc.integer({ min: 1, max: 45 }), counted: fc.nat(45), heard: fc.nat(45) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(steps, marks, (all, reads) => {
        const log = logOf(all);
        let state = followed(log.slice(0, 1));
        let lastRead = 0;
        for (const event of log) {
          state = applyConversationEvent(state, event, ids.zoe).state;
          for (const { seq, counted, heard } of reads) {
            if (heard % log.length !== event.seq - 1) continue;
            // The server counted at some other moment than the one we hear of it.
            const then = followed(log.slice(0, 1 + (counted % log.length))).messages;
            const upTo = Math.min(seq, event.seq);
            lastRead = Math.max(lastRead, upTo);
            const read = { userId: ids.zoe, seq: upTo, counted: unreadIn(then, upTo) };
            state = applyRead(state, read, ids.zoe);
          }
          assert.equal(state.unreadCount, unreadIn(state.messages, lastRead));
        }
      }),
      { numRuns: 500 },
    );
  });
});
