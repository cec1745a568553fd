import type { Message } from '@parlance/contracts';
import type { OutgoingMessage } from '@parlance/sdk';

/** One line of the history as it is laid out. Keys stay the same when a message that was sent comes back. */
export type Row =
  | { type: 'start'; key: string }
  | { type: 'older'; key: string }
  | { type: 'day'; key: string; at: string }
  | { type: 'new'; key: string }
  | { type: 'message'; key: string; message: Message; first: boolean }
  | { type: 'outgoing'; key: string; outgoing: OutgoingMessage; first: boolean };

interface History {
  messages: readonly Message[];
  outgoing: readonly OutgoingMessage[];
  hasOlder: boolean;
  myId: string;
  /** Messages of others after this position are new; null marks none. */
  newAfter: number | null;
}

/** Messages of one sender closer together than this stand under one name. */
const groupMs = 5 * 60_000;

const sameDay = (a: string, b: string) => new Date(a).toDateString() === new Date(b).toDateString();

interface Previous {
  at: string;
  senderId: string | null;
  plain: boolean;
}

/** Lays out a history: days, the line above what is new, and runs of messages by one sender. */
export function buildRows({ messages, outgoing, hasOlder, myId, newAfter }: History): Row[] {
  const rows: Row[] = [hasOlder ? { type: 'older', key: 'older' } : { type: 'start', key: 'start' }];
  let previous: Previous | undefined;
  let marked = newAfter === null;

  const startDay = (at: string) => {
    if (previous && sameDay(previous.at, at)) return;
    rows.push({ type: 'day', key: `day:${new Date(at).toDateString()}`, at });
    previous = undefined;
  };
  const isFirst = (at: string, senderId: string | null) =>
    !previous?.plain ||
    previous.senderId !== senderId ||
    new Date(at).getTime() - new Date(previous.at).getTime() > groupMs;

  for (const message of messages) {
    startDay(message.created_at);
    if (!marked && message.sender_id !== myId && message.seq > (newAfter ?? 0)) {
      rows.push({ type: 'new', key: 'new' });
      previous = undefined;
      marked = true;
    }
    const first = isFirst(message.created_at, message.sender_id) || message.reply_to !== null;
    rows.push({ type: 'message', key: message.message_id, message, first });
    previous = { at: message.created_at, senderId: message.sender_id, plain: message.sender === 'user' };
  }
  for (const item of outgoing) {
    startDay(item.created_at);
    const first = isFirst(item.created_at, myId) || item.reply_to !== null;
    rows.push({ type: 'outgoing', key: item.message_id, outgoing: item, first });
    previous = { at: item.created_at, senderId: myId, plain: true };
  }
  return rows;
}

/** The last of one's own messages that the other has read, unless they have answered since. */
export function lastSeenKey(messages: readonly Message[], myId: string, readSeq: number): string | null {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (!message || message.sender_id !== myId) return null;
    if (message.seq <= readSeq) return message.deleted_at ? null : message.message_id;
  }
  return null;
}
