import assert from 'node:assert/strict';
import type {
  Conversation,
  ConversationEvent,
  EventPage,
  Message,
  Preferences,
  User,
  UserEvent,
} from '@parlance/contracts';
import { applyConversationEvent, conversationFromWire, mergeHistory } from '../../sdk/replica.ts';
import { applyUserEvent } from '../../sdk/replica-account.ts';
import type { AccountState, Applied, ConversationState } from '../../sdk/state.ts';
import type { Person } from './index.ts';

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

async function get<T>(person: Person, path: string): Promise<T> {
  const { status, body } = await person.call<T>('GET', path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body;
}

async function allPages<T>(person: Person, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<T> = await get(person, `${path}?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

/** A conversation with all its messages, as it is fetched now. Nothing may be happening in it meanwhile. */
export async function fetchConversation(person: Person, id: string): Promise<ConversationState> {
  const wire = await get<Conversation>(person, `/v1/conversations/${id}`);
  const history = await allPages<Message>(person, `/v1/conversations/${id}/messages`);
  const items = history.toSorted((a, b) => a.seq - b.seq);
  const state = conversationFromWire(wire, person.user.id);
  return mergeHistory(state, { items, hasOlder: false, meanwhile: [] }, person.user.id);
}

/** All that a person's device knows, as it is fetched now. */
export async function fetchAccount(person: Person): Promise<AccountState> {
  const { head_seq: seq, epoch } = await get<EventPage>(person, '/v1/users/me/events?limit=1');
  const me = await get<User>(person, '/v1/users/me');
  const preferences = await get<Preferences>(person, '/v1/users/me/preferences');
  const ids = (await allPages<Conversation>(person, '/v1/conversations')).map(({ id }) => id);
  const conversations = new Map<string, ConversationState>();
  for (const id of ids) conversations.set(id, await fetchConversation(person, id));
  return { position: { seq, epoch }, me, preferences, conversations };
}

/** The account after an event, applied as the SDK does it; `outcome` says whether it was its turn. */
export function applyEvent(
  state: AccountState,
  conversationId: string | null,
  event: ConversationEvent | UserEvent,
): Applied<AccountState> {
  if (conversationId === null) return applyUserEvent(state, event as UserEvent);
  const conversation = state.conversations.get(conversationId);
  if (!conversation) return { outcome: 'ignored', state };
  const applied = applyConversationEvent(conversation, event as ConversationEvent, state.me?.id ?? '');
  const conversations = new Map(state.conversations).set(conversationId, applied.state);
  return { outcome: applied.outcome, state: { ...state, conversations } };
}

/** What a person sees of a state: without what only one device knows, and without orders that mean nothing. */
export function visible(state: AccountState) {
  const conversations = [...state.conversations.values()].map(visibleConversation);
  return { ...state, conversations: conversations.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function visibleConversation(conversation: ConversationState) {
  const { unread, mentionSeqs, typing, history, hasOlder, older, outgoing, runs, ...seen } = conversation;
  const byUser = <T extends { user_id: string }>(list: readonly T[]) =>
    list.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1));
  const messages = seen.messages.map(visibleMessage);
  const lastMessage = seen.lastMessage && visibleMessage(seen.lastMessage);
  return { ...seen, members: byUser(seen.members), messages, lastMessage };
}

function visibleMessage(message: Message): Message {
  const reactions = message.reactions.map((reaction) => ({ ...reaction, user_ids: reaction.user_ids.toSorted() }));
  return { ...message, reactions: reactions.sort((a, b) => (a.emoji < b.emoji ? -1 : 1)) };
}
