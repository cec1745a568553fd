import type { Message } from '@parlance/contracts';
import type { OutgoingMessage, RunState } from '@parlance/sdk';
import { isUnderWay } from '../assistant/run-words.ts';

/** One line of the history as it is laid out. Keys stay the same when a message that was sent comes back. */
export type Row =
  | { type: 'start'; key: string }
  | { type: 'older'; key: string }
  | { type: 'day'; key: string; at: string }
  | { type: 'new'; key: string }
  | { type: 'message'; key: string; message: Message; first: boolean }
  | { type: 'answer'; key: string; message: Message | null; runId: string | null; about: string | null }
  | { type: 'outgoing'; key: string; outgoing: OutgoingMessage; first: boolean };

interface History {
  messages: readonly Message[];
  outgoing: readonly OutgoingMessage[];
  runs: readonly RunState[];
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
export function buildRows({ messages, outgoing, runs, hasOlder, myId, newAfter }: History): Row[] {
  const rows: Row[] = [hasOlder ? { type: 'older', key: 'older' } : { type: 'start', key: 'start' }];
  let previous: Previous | undefined;
  let marked = newAfter === null;

  const startDay = (at: string) => {
    if (previous && sameDay(previous.at, at)) return;
    rows.push({ type: 'day', key: `day:${new Date(at).toDateString()}`, at });
    previous = undefined;
  };
  const answers = findAnswers(messages, runs);
  let above: string | undefined;
  const aboutOf = (run: RunState | undefined) => (run === undefined || run.triggerId === above ? null : run.triggerId);
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
    if (message.sender === 'assistant') {
      const run = answers.runOf(message);
      rows.push({ type: 'answer', key: answerKey(message), message, runId: message.run_id, about: aboutOf(run) });
      above = run?.triggerId;
    } else {
      const first = isFirst(message.created_at, message.sender_id) || message.reply_to !== null;
      rows.push({ type: 'message', key: message.message_id, message, first });
      above = message.id;
    }
    previous = { at: message.created_at, senderId: message.sender_id, plain: message.sender === 'user' };
    const failed = answers.failedFor(message);
    if (failed) rows.push({ type: 'answer', key: runKey(failed.id), message: null, runId: failed.id, about: null });
    if (failed) previous = { ...previous, plain: false };
  }
  if (answers.current) {
    const { id, createdAt } = answers.current;
    startDay(createdAt);
    rows.push({ type: 'answer', key: runKey(id), message: null, runId: id, about: aboutOf(answers.current) });
    previous = { at: createdAt, senderId: null, plain: false };
  }
  for (const item of outgoing) {
    startDay(item.created_at);
    const first = isFirst(item.created_at, myId) || item.reply_to !== null;
    rows.push({ type: 'outgoing', key: item.message_id, outgoing: item, first });
    previous = { at: item.created_at, senderId: myId, plain: true };
  }
  return rows;
}

const runKey = (id: string) => `run:${id}`;

/** An answer keeps its row when it becomes a message. */
const answerKey = (message: Message) => (message.run_id === null ? message.message_id : runKey(message.run_id));

/** Where runs show up: in the message that answers, at the end while they are at work, or under their question when they failed. */
function findAnswers(messages: readonly Message[], runs: readonly RunState[]) {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const latest = new Map(runs.map((run) => [run.triggerId, run]));
  const current = runs.find(isUnderWay);
  const isAnswered = messages.some(({ run_id }) => run_id !== null && run_id === current?.id);
  return {
    current: isAnswered ? undefined : current,
    runOf: ({ run_id }: Message) => (run_id === null ? undefined : byId.get(run_id)),
    failedFor: ({ id }: Message) => {
      const run = latest.get(id);
      const saidNothing = run !== undefined && !isUnderWay(run) && run.messageId === null && run.status !== 'succeeded';
      return saidNothing ? run : undefined;
    },
  };
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
