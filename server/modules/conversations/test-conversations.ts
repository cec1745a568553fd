import assert from 'node:assert/strict';
import type {
  ContentDraft,
  Conversation,
  ConversationEvent,
  ErrorBody,
  EventPage,
  Message,
  PostedMessage,
  UserEvent,
} from '@parlance/contracts';
import type { Person } from '../../../test/harness/index.ts';

/** Well-formed, and nobody's. */
export const unknownId = '01900000-0000-7000-8000-000000000000';

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** For this module's tests: opens a conversation that has to be new. */
export async function open(owner: Person, others: Person[], extra: object = {}): Promise<Conversation> {
  const { status, body } = await owner.call<Conversation>('POST', '/v1/conversations', {
    member_ids: others.map(({ user }) => user.id),
    ...extra,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** The same, always a group. */
export const openGroup = (owner: Person, others: Person[], title = 'Équipe 東京 🗼') =>
  open(owner, others, { kind: 'group', title });

interface SendOptions {
  message_id?: string;
  reply_to?: string | null;
}

/** A send as it is answered, whatever the answer. */
export function send(sender: Person, conversationId: string, content: ContentDraft, options: SendOptions = {}) {
  return sender.call<PostedMessage & ErrorBody>('POST', '/v1/messages', {
    conversation_id: conversationId,
    content,
    ...options,
  });
}

/** A send that has to succeed. */
export async function say(
  sender: Person,
  conversationId: string,
  content: ContentDraft,
  options: SendOptions = {},
): Promise<Message> {
  const { status, body } = await send(sender, conversationId, content, options);
  assert.equal(status, 201, JSON.stringify(body));
  return body.message;
}

/** A request that has to be answered with 200 or 201. */
export async function get<T>(person: Person, path: string): Promise<T> {
  const { status, body } = await person.call<T>('GET', path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body;
}

/** Every page of a list, put together. Fails when a page is longer than asked. */
export async function everyPage<T>(person: Person, path: string, limit: number): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await get(
      person,
      `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    assert.ok(page.items.length <= limit, `${page.items.length} items on a page of ${limit}`);
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

/** A whole log from a position on, page by page. */
async function eventsOf<E = ConversationEvent>(person: Person, path: string, after = 0): Promise<E[]> {
  const all: E[] = [];
  for (let position = after; ; ) {
    const page: EventPage<E & { seq: number }> = await get(person, `${path}?limit=200&after=${position}`);
    assert.equal(page.limited, false);
    all.push(...page.items);
    position = page.items.at(-1)?.seq ?? page.head_seq;
    if (position >= page.head_seq) return all;
  }
}

/** The log of a conversation. */
export const logOf = (person: Person, conversationId: string, after = 0) =>
  eventsOf(person, `/v1/conversations/${conversationId}/events`, after);

/** The person's own log. */
export const ownLogOf = (person: Person, after = 0) => eventsOf<UserEvent>(person, '/v1/users/me/events', after);

/** Where the person's own log stands. */
export const ownHead = async (person: Person): Promise<number> =>
  (await get<EventPage>(person, '/v1/users/me/events?limit=1')).head_seq;

/** The conversation as this person sees it now. */
export const read = (person: Person, conversationId: string) =>
  get<Conversation>(person, `/v1/conversations/${conversationId}`);

/** Asserts the status and the code of a refused request. */
export function assertRefused(
  answer: { status: number; body: unknown },
  status: number,
  code: string,
  field?: string,
): void {
  const body = answer.body as ErrorBody;
  assert.deepEqual([answer.status, body.error], [status, code], JSON.stringify(body));
  if (field)
    assert.ok(
      body.fields?.some(({ path }) => path === field),
      JSON.stringify(body),
    );
}
