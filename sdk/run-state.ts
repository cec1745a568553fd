import type {
  ConversationEvent,
  Run,
  RunError,
  RunEvent,
  RunSnapshotPart,
  RunStatus,
  Usage,
} from '@parlance/contracts';
import { applyRunEvent, isTerminal } from '@parlance/contracts/run-parts';
import type { Applied, LogPosition } from './state.ts';

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

/** What is known of a tool call beside its part. */
export interface RunCall {
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  /** What the person who asked is to decide. */
  readonly question: string | null;
}

/** One answer of the assistant in the local replica. A new object whenever anything in it changed, the same one otherwise. */
export interface RunState {
  readonly id: string;
  /** The id of the message that asked. */
  readonly triggerId: string;
  /** Who asked. */
  readonly userId: string;
  /** Ends with the conversation's log, so that the message which answers is there by then. */
  readonly status: RunStatus;
  readonly progress: number;
  readonly statusText: string;
  /** '' until known. */
  readonly engine: string;
  readonly model: string | null;
  /** What a reader should know, such as that the model was away. */
  readonly note: string | null;
  readonly usage: Usage | null;
  readonly error: RunError | null;
  /** The id of the message that answers. */
  readonly messageId: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  /** What it has said and done so far, in order; empty until it is followed or loaded. */
  readonly parts: readonly RunSnapshotPart[];
  /** By the ids of tool calls. */
  readonly calls: Readonly<Record<string, RunCall>>;
  /** Up to where its log was applied; its epoch is '' until the first event. */
  readonly position: LogPosition;
  /** Whether its log was applied to the end. */
  readonly complete: boolean;
}

/** Whether a run may still say something. */
export const isActive = (status: RunStatus): boolean =>
  status === 'queued' || status === 'running' || status === 'waiting';

const nothingSaid = { parts: [], calls: {}, position: { seq: 0, epoch: '' }, complete: false } as const;

/** A run as it was just fetched, of whose log nothing was read. */
export function runFromWire(wire: Run): RunState {
  return { id: wire.id, triggerId: wire.trigger_id, userId: wire.user_id, ...described(wire), ...nothingSaid };
}

function described(wire: Run) {
  return {
    status: wire.status,
    progress: wire.progress,
    statusText: wire.status_text,
    engine: wire.engine,
    model: wire.model,
    note: wire.note,
    usage: wire.usage,
    error: wire.error,
    messageId: wire.message_id,
    createdAt: wire.created_at,
    finishedAt: wire.finished_at,
  };
}

/** The run without anything of its log, to be read anew in another epoch. */
export const restartedRun = (run: RunState, epoch: string): RunState => ({
  ...run,
  ...nothingSaid,
  position: { seq: 0, epoch },
});

/** The runs with those that were fetched; what was followed further than they were read stays. */
export function mergeRuns(runs: readonly RunState[], fetched: readonly Run[]): readonly RunState[] {
  return fetched.reduce((all, wire) => {
    const known = all.find(({ id }) => id === wire.id);
    return putRun(all, known === undefined ? runFromWire(wire) : mergeRun(known, wire));
  }, runs);
}

function mergeRun(known: RunState, wire: Run): RunState {
  const { engine, model } = wire;
  const isBehind = isActive(wire.status) && (!isActive(known.status) || wire.head_seq < known.position.seq);
  return isBehind ? { ...known, engine, model } : { ...known, ...described(wire) };
}

/** The runs with one of them replaced, or added where its id puts it: ids ascend with time. */
export function putRun(runs: readonly RunState[], run: RunState): readonly RunState[] {
  const index = runs.findIndex(({ id }) => id === run.id);
  if (index >= 0) return runs.with(index, run);
  const place = runs.findIndex(({ id }) => id > run.id);
  return runs.toSpliced(place === -1 ? runs.length : place, 0, run);
}

/** A run was asked for. */
export function startRun(runs: readonly RunState[], event: EventOf<'run-started'>): readonly RunState[] {
  if (runs.some(({ id }) => id === event.run_id)) return runs;
  return putRun(runs, {
    id: event.run_id,
    triggerId: event.trigger_id,
    userId: event.user_id,
    status: 'queued',
    progress: 0,
    statusText: '',
    engine: '',
    model: null,
    note: null,
    usage: null,
    error: null,
    messageId: null,
    createdAt: event.at,
    finishedAt: null,
    ...nothingSaid,
  });
}

/** A run has ended; where it answered, its message came before. */
export function endRun(runs: readonly RunState[], event: EventOf<'run-ended'>): readonly RunState[] {
  const run = runs.find(({ id }) => id === event.run_id);
  if (run === undefined) return runs;
  return putRun(runs, { ...run, status: event.status, messageId: event.message_id, finishedAt: event.at });
}

/** A message was deleted: what a run said for it or because of it is gone. */
export function forgetRunsOf(runs: readonly RunState[], messageId: string): readonly RunState[] {
  const isOf = (run: RunState) => run.messageId === messageId || run.triggerId === messageId;
  return runs.some(isOf) ? runs.map((run) => (isOf(run) ? { ...run, parts: [], calls: {} } : run)) : runs;
}

/** The run after an event of its log. Known events are ignored, an early one is a `gap`. */
export function applyToRun(run: RunState, event: RunEvent): Applied<RunState> {
  if (event.seq <= run.position.seq) return { outcome: 'ignored', state: run };
  const isGap = event.seq > run.position.seq + 1 && event.type !== 'snapshot';
  if (isGap) return { outcome: 'gap', state: run };
  const state = {
    ...run,
    ...changes(run, event),
    calls: changeCalls(run.calls, event),
    parts: applyRunEvent(run.parts, event),
    position: { ...run.position, seq: event.seq },
    complete: run.complete || isTerminal(event),
  };
  return { outcome: 'applied', state };
}

function changes(run: RunState, event: RunEvent): Partial<RunState> | undefined {
  switch (event.type) {
    case 'run-started':
      return { ...whileActive(run, 'running'), engine: event.engine };
    case 'progress':
      return { progress: event.progress, statusText: event.status };
    case 'note':
      return { note: event.text };
    case 'usage':
      return { usage: event.usage };
    case 'approval-requested':
      return whileActive(run, 'waiting');
    case 'approval-decided':
      return whileActive(run, 'running');
    case 'run-failed':
    case 'run-interrupted':
      return { error: event.error };
    default:
      return undefined;
  }
}

const whileActive = (run: RunState, status: RunStatus) => (isActive(run.status) ? { status } : undefined);

function changeCalls(calls: RunState['calls'], event: RunEvent): RunState['calls'] {
  switch (event.type) {
    case 'tool-call-start':
      return { ...calls, [event.tool_call_id]: { startedAt: event.at, durationMs: null, question: null } };
    case 'tool-call-result':
      return changeCall(calls, event.tool_call_id, { durationMs: event.duration_ms });
    case 'approval-requested':
      return changeCall(calls, event.tool_call_id, { question: event.detail });
    default:
      return calls;
  }
}

function changeCall(calls: RunState['calls'], id: string, change: Partial<RunCall>): RunState['calls'] {
  const call = calls[id] ?? { startedAt: null, durationMs: null, question: null };
  return { ...calls, [id]: { ...call, ...change } };
}
