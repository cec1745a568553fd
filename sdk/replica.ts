import type { Conversation, ConversationEvent, Member, Message } from '@parlance/contracts';
import { changeMessage, changeMessages, isMessageChange, type MessageChange } from './message-changes.ts';
import { endRun, forgetRunsOf, startRun } from './run-state.ts';
import type { Applied, ConversationState } from './state.ts';
import { advanceRead, countArrival, countDeletion, countHistory, countsFor, emptyLedger } from './unread.ts';

/** A conversation as it was just fetched, at the position it was fetched at. */
export function conversationFromWire(wire: Conversation, me: string): ConversationState {
  return {
    id: wire.id,
    kind: wire.kind,
    title: wire.title,
    members: wire.members,
    createdAt: wire.created_at,
    lastMessage: wire.last_message,
    lastActivityAt: wire.last_message?.created_at ?? wire.created_at,
    unreadCount: wire.unread_count,
    lastReadSeq: wire.members.find((member) => member.user_id === me)?.last_read_seq ?? 0,
    mentionSeqs: [],
    typing: [],
    messages: [],
    history: 'none',
    hasOlder: wire.last_message !== null,
    older: 'idle',
    outgoing: [],
    runs: [],
    position: { seq: wire.head_seq, epoch: wire.epoch },
    unread: emptyLedger(wire.head_seq),
  };
}

/** The conversation after an event of its log, as `me` sees it. Known events are ignored, an early one is a `gap`. */
export function applyConversationEvent(
  state: ConversationState,
  event: ConversationEvent,
  me: string,
): Applied<ConversationState> {
  if (event.seq <= state.position.seq) return { outcome: 'ignored', state };
  if (event.seq > state.position.seq + 1) return { outcome: 'gap', state };
  const position = { ...state.position, seq: event.seq };
  return { outcome: 'applied', state: { ...changeConversation(state, event, me), position } };
}

function changeConversation(state: ConversationState, event: ConversationEvent, me: string): ConversationState {
  if (isMessageChange(event)) return changeKnownMessage(state, event);
  switch (event.type) {
    case 'conversation-created': {
      const members = event.members.map((member) => withReadPosition(member, state.members));
      return { ...state, kind: event.kind, title: event.title, members };
    }
    case 'conversation-renamed':
      return { ...state, title: event.title };
    case 'member-joined': {
      const others = state.members.filter(({ user_id }) => user_id !== event.member.user_id);
      return { ...state, members: [...others, withReadPosition(event.member, state.members, event.seq)] };
    }
    case 'member-left': {
      const members = state.members.filter(({ user_id }) => user_id !== event.user_id);
      return stopTyping({ ...state, members }, event.user_id);
    }
    case 'member-role-changed':
      return changeMember(state, event.user_id, { role: event.role });
    case 'message-created':
      return addMessage(state, event.message, me);
    case 'run-started':
      return { ...state, runs: startRun(state.runs, event) };
    case 'run-ended':
      return { ...state, runs: endRun(state.runs, event) };
    default:
      // An event of a newer server: its seq counts, its meaning is for newer clients.
      return state;
  }
}

function changeKnownMessage(state: ConversationState, change: MessageChange): ConversationState {
  const lastMessage = state.lastMessage && changeMessage(state.lastMessage, change);
  const counted = change.type === 'message-deleted' ? countDeletion(state, change.id) : null;
  const runs = change.type === 'message-deleted' ? forgetRunsOf(state.runs, change.id) : state.runs;
  return { ...state, ...counted, lastMessage, runs, messages: changeMessages(state.messages, change) };
}

function addMessage(state: ConversationState, message: Message, me: string): ConversationState {
  const isNewest = message.seq > (state.lastMessage?.seq ?? 0);
  const next: ConversationState = {
    ...state,
    ...(countsFor(message, me) && countArrival(state, message)),
    ...(isNewest && { lastMessage: message, lastActivityAt: message.created_at }),
    // Before the history was opened, keeping single messages would make holes in it.
    messages: state.history === 'loaded' ? insertMessages(state.messages, [message]) : state.messages,
  };
  return message.sender_id === null ? next : stopTyping(next, message.sender_id);
}

/**
 * The conversation as it was just fetched, with what only this device knows of it, and with the newest page of history
 * where it was opened here.
 */
export function replaceConversation(
  before: ConversationState | undefined,
  fresh: { wire: Conversation; newest: { items: readonly Message[]; hasOlder: boolean } | null },
  me: string,
): ConversationState {
  const state = conversationFromWire(fresh.wire, me);
  const kept = before && {
    typing: before.typing,
    outgoing: before.outgoing,
    mentionSeqs: before.mentionSeqs,
    runs: before.runs,
  };
  // Another epoch is another history, in which marks may stand further back.
  const members =
    before?.position.epoch === state.position.epoch ? keepMarks(state.members, before.members, me) : state.members;
  const known = { ...state, ...kept, members };
  return fresh.newest === null ? known : mergeHistory(known, { ...fresh.newest, meanwhile: [] }, me);
}

/** Marks of others only move on, and one may have been heard of while the members were being fetched. */
function keepMarks(members: readonly Member[], before: readonly Member[], me: string): readonly Member[] {
  const marks = new Map(before.map(({ user_id, last_read_seq }) => [user_id, last_read_seq]));
  return members.map((member) => {
    const last_read_seq = Math.max(member.last_read_seq, marks.get(member.user_id) ?? 0);
    return member.user_id === me ? member : { ...member, last_read_seq };
  });
}

/** A page of history and what happened while it was on its way. */
export interface HistoryMerge {
  items: readonly Message[];
  /** Whether there is more before the page. */
  hasOlder: boolean;
  /** The events applied since the page was asked for: it may have been read before or after each of them. */
  meanwhile: readonly ConversationEvent[];
}

/** The conversation with a page of history joined to the stretch that is there. */
export function mergeHistory(state: ConversationState, page: HistoryMerge, me: string): ConversationState {
  const created = page.meanwhile.flatMap((event) => (event.type === 'message-created' ? [event.message] : []));
  const known = new Set(state.messages.map(({ id }) => id));
  let added = insertMessages(page.items, created).filter(({ id }) => !known.has(id));
  for (const event of page.meanwhile) {
    if (isMessageChange(event)) added = [...changeMessages(added, event)];
  }
  const messages = insertMessages(state.messages, added);
  const since = page.hasOlder ? (messages[0]?.seq ?? 1) - 1 : 0;
  const counted = countHistory(state, messages, me, since);
  return { ...state, ...counted, messages, hasOlder: page.hasOlder, history: 'loaded', older: 'idle' };
}

/** Someone's read mark; one's own moves the unread count too, for which `counted` is what the server counted. */
export function applyRead(
  state: ConversationState,
  read: { userId: string; seq: number; counted: number },
  me: string,
): ConversationState {
  const member = state.members.find(({ user_id }) => user_id === read.userId);
  const isBehind = member !== undefined && member.last_read_seq < read.seq;
  const marked = isBehind ? changeMember(state, read.userId, { last_read_seq: read.seq }) : state;
  if (read.userId !== me) return marked;
  const counted = advanceRead(marked, read.seq, read.counted);
  const mentionSeqs = marked.mentionSeqs.filter((seq) => seq > counted.lastReadSeq);
  return { ...marked, ...counted, mentionSeqs };
}

/** The conversation without someone among those who type; the same object where they weren't. */
export function stopTyping(state: ConversationState, userId: string): ConversationState {
  if (!state.typing.includes(userId)) return state;
  return { ...state, typing: state.typing.filter((id) => id !== userId) };
}

function changeMember(state: ConversationState, userId: string, change: Partial<Member>): ConversationState {
  const members = state.members.map((member) => (member.user_id === userId ? { ...member, ...change } : member));
  return { ...state, members };
}

/** Events name members without their read positions: a known one stays, and who joins has read up to there. */
function withReadPosition(joined: Omit<Member, 'last_read_seq'>, known: readonly Member[], otherwise = 0): Member {
  const last_read_seq = known.find(({ user_id }) => user_id === joined.user_id)?.last_read_seq ?? otherwise;
  return { ...joined, last_read_seq };
}

/** Both lists in ascending `seq`; of a message in both, the first list's stays. */
function insertMessages(messages: readonly Message[], added: readonly Message[]): readonly Message[] {
  if (added.length === 0) return messages;
  const newest = messages.at(-1)?.seq ?? 0;
  if (added.length === 1 && added[0] !== undefined && added[0].seq > newest) return [...messages, added[0]];
  const bySeq = new Map(added.map((message) => [message.seq, message]));
  for (const message of messages) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
