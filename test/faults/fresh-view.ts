import type { Conversation, ConversationEvent, Member, Message } from '@parlance/contracts';
import type { ConversationState, Page, ParlanceClient } from '@parlance/sdk';

/** A conversation as a member has it who asks now. */
export interface FreshConversation {
  readonly wire: Conversation;
  readonly messages: readonly Message[];
}

/** Everything a person sees, fetched anew. */
export async function fetchView(client: ParlanceClient): Promise<Map<string, FreshConversation>> {
  const list = await everything((cursor) => client.conversations.list({ limit: 200, ...cursor }));
  const conversations = list.map(async (wire) => {
    const messages = await everything((cursor) => client.conversations.messages(wire.id, { limit: 200, ...cursor }));
    return [wire.id, { wire, messages: messages.sort((a, b) => a.seq - b.seq) }] as const;
  });
  return new Map(await Promise.all(conversations));
}

/** The whole log of a conversation. */
export async function fetchLog(client: ParlanceClient, id: string): Promise<ConversationEvent[]> {
  const log: ConversationEvent[] = [];
  for (;;) {
    const page = await client.conversations.events(id, { after: log.at(-1)?.seq ?? 0, limit: 200 });
    log.push(...page.items);
    if (page.items.length === 0) return log;
  }
}

/** The first thing in which a replica differs from what is fetched, or undefined. */
export function findDifference(
  replica: ReadonlyMap<string, ConversationState>,
  fresh: ReadonlyMap<string, FreshConversation>,
): string | undefined {
  const missing = [...fresh.keys()].find((id) => !replica.has(id));
  if (missing !== undefined) return `conversation ${missing} is missing`;
  for (const [id, state] of replica) {
    const other = fresh.get(id);
    if (other === undefined) return `conversation ${id} is there though it is not ours any more`;
    const difference = compareConversation(state, other);
    if (difference !== undefined) return `conversation ${id}: ${difference}`;
  }
  return undefined;
}

function compareConversation(state: ConversationState, { wire, messages }: FreshConversation): string | undefined {
  const oldest = state.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const shown = messages.filter(({ seq }) => seq >= oldest);
  const pairs: [what: string, held: unknown, fetched: unknown][] = [
    ['kind', state.kind, wire.kind],
    ['title', state.title, wire.title],
    ['epoch', state.position.epoch, wire.epoch],
    ['position', state.position.seq, wire.head_seq],
    ['members', byId(state.members), byId(wire.members)],
    ['unread', state.unreadCount, wire.unread_count],
    ['last message', comparable(state.lastMessage), comparable(wire.last_message)],
    ['history', state.history, 'loaded'],
    [
      'start of the history',
      state.hasOlder || messages.length === 0,
      messages.length === 0 || shown.length < messages.length,
    ],
    ['length of the history', state.messages.length, shown.length],
    ...shown.map((message, index): [string, unknown, unknown] => [
      `message ${message.message_id}`,
      comparable(state.messages[index] ?? null),
      comparable(message),
    ]),
  ];
  const different = pairs.find(([, held, fetched]) => JSON.stringify(held) !== JSON.stringify(fetched));
  if (different === undefined) return undefined;
  const [what, held, fetched] = different;
  return `${what} is ${JSON.stringify(held)}, fetched anew ${JSON.stringify(fetched)}`;
}

const byId = (members: readonly Member[]) =>
  members
    .map(({ user_id, username, full_name, role, last_read_seq }) => ({
      user_id,
      username,
      full_name,
      role,
      last_read_seq,
    }))
    .sort((a, b) => (a.user_id < b.user_id ? -1 : 1));

/** Fields in one order, and reactions in an order of their own: that of the events means nothing. */
function comparable(message: Message | null): unknown {
  if (message === null) return null;
  const reactions = message.reactions
    .map(({ emoji, count, user_ids }) => ({ emoji, count, user_ids: user_ids.toSorted() }))
    .sort((a, b) => (a.emoji < b.emoji ? -1 : 1));
  const sorted = Object.entries({ ...message, reactions }).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}

async function everything<T>(fetchPage: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let next: { cursor?: string } = {};
  for (;;) {
    const page = await fetchPage(next);
    items.push(...page.items);
    if (page.next_cursor === null) return items;
    next = { cursor: page.next_cursor };
  }
}
