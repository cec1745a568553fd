import type { Message } from '@parlance/contracts';
import type { ConversationState, UnreadLedger } from './state.ts';

type Counted = Pick<ConversationState, 'unread' | 'unreadCount' | 'lastReadSeq'>;
type Arrival = Pick<Message, 'id' | 'seq'>;

/** The ledger of a conversation that was just fetched: nothing after its head is known yet. */
export function emptyLedger(headSeq: number): UnreadLedger {
  return { since: headSeq, others: [] };
}

/** Whether a message is one that `me` has to read: somebody else's, and not deleted. */
export function countsFor(message: Message, me: string): boolean {
  return message.sender_id !== me && message.deleted_at === null;
}

/** Counts a message that somebody else just wrote, unless it was counted before. */
export function countArrival({ unread, unreadCount, lastReadSeq }: Counted, { id, seq }: Arrival): Counted {
  if (seq <= unread.since || unread.others.some((other) => other.id === id)) {
    return { unread, unreadCount, lastReadSeq };
  }
  const others = [...unread.others, { id, seq }];
  return { unread: { ...unread, others }, unreadCount: unreadCount + (seq > lastReadSeq ? 1 : 0), lastReadSeq };
}

/** Takes a deleted message off the count if it was on it. */
export function countDeletion({ unread, unreadCount, lastReadSeq }: Counted, id: string): Counted {
  const deleted = unread.others.find((other) => other.id === id);
  if (deleted === undefined) return { unread, unreadCount, lastReadSeq };
  const others = unread.others.filter((other) => other !== deleted);
  return { unread: { ...unread, others }, unreadCount: unreadCount - (deleted.seq > lastReadSeq ? 1 : 0), lastReadSeq };
}

/** Takes a stretch of history into the ledger; it has all messages after `since` up to the newest. */
export function countHistory(state: Counted, messages: readonly Message[], me: string, since: number): Counted {
  const others = messages.filter((message) => countsFor(message, me)).map(({ id, seq }) => ({ id, seq }));
  // The stretch may be newer than the position: what it has beyond is counted now, and not again with its event.
  const arrived = others.reduce(countArrival, state);
  if (since >= arrived.unread.since) return arrived;
  return recount({ ...arrived, unread: { since, others } }, arrived.unreadCount);
}

/** Moves the read position forward. `counted` is the server's own count, used where the ledger doesn't reach back. */
export function advanceRead({ unread, unreadCount, lastReadSeq }: Counted, seq: number, counted: number): Counted {
  if (seq < lastReadSeq) return { unread, unreadCount, lastReadSeq };
  return recount({ unread, unreadCount, lastReadSeq: seq }, counted);
}

/** Whether the count can be kept exact from here on without asking the server. */
export function reachesBack({ unread, lastReadSeq }: Counted): boolean {
  return lastReadSeq >= unread.since;
}

/**
 * The server's count is of the moment it was made, and messages may have come since: wherever the ledger reaches back
 * to the read position, what it says is exact.
 */
function recount(state: Counted, otherwise: number): Counted {
  const { unread, lastReadSeq } = state;
  if (!reachesBack(state)) return { unread, lastReadSeq, unreadCount: otherwise };
  // What was read never has to be counted again, so the ledger stays as short as the unread messages are few.
  const others = unread.others.filter(({ seq }) => seq > lastReadSeq);
  return { unread: { since: lastReadSeq, others }, lastReadSeq, unreadCount: others.length };
}
