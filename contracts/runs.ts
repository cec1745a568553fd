import { type Static, type TProperties, Type } from 'typebox';
import { Nullable, Page, Seq, Timestamp, Uuid } from './primitives.ts';
import { Source } from './sources.ts';

export const RunStatus = Type.Union([
  Type.Literal('queued'),
  Type.Literal('running'),
  Type.Literal('waiting'),
  Type.Literal('succeeded'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('interrupted'),
]);
export type RunStatus = Static<typeof RunStatus>;

/** Tokens as the provider counted them; the cost is null where no price is known. */
export const Usage = Type.Object({
  input_tokens: Type.Integer({ minimum: 0 }),
  output_tokens: Type.Integer({ minimum: 0 }),
  total_tokens: Type.Integer({ minimum: 0 }),
  cost_usd: Nullable(Type.Number()),
});
export type Usage = Static<typeof Usage>;

export const RunError = Type.Object({ code: Type.String(), detail: Type.String() });
export type RunError = Static<typeof RunError>;

/** One answer of the assistant, from the message that asked for it to the message that carries it. */
export const Run = Type.Object({
  id: Uuid,
  conversation_id: Uuid,
  user_id: Uuid,
  trigger_id: Type.String({ format: 'uuid', description: 'The `id` of the message that asked.' }),
  status: RunStatus,
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  status_text: Type.String(),
  engine: Type.String({ description: '`builtin`, or the vendor of the model.' }),
  model: Nullable(Type.String()),
  note: Nullable(Type.String({ description: 'What a reader should know, e.g. that the model was away.' })),
  usage: Nullable(Usage),
  error: Nullable(RunError),
  message_id: Nullable(Uuid),
  head_seq: Seq,
  created_at: Timestamp,
  started_at: Nullable(Timestamp),
  finished_at: Nullable(Timestamp),
});
export type Run = Static<typeof Run>;

export const RunPage = Page(Run);

export const RunProgress = Type.Object({
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  status: Type.String(),
});
export type RunProgress = Static<typeof RunProgress>;

/** What to do with a message for the assistant while it still answers another one in the same conversation. */
export const WhenBusy = Type.Union([Type.Literal('queue'), Type.Literal('reject'), Type.Literal('interrupt')]);
export type WhenBusy = Static<typeof WhenBusy>;

/** How the assistant shall answer one message. */
export const RunOptions = Type.Object({
  when_busy: Type.Optional(WhenBusy),
  model: Type.Optional(Type.String({ maxLength: 200 })),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
  max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
export type RunOptions = Static<typeof RunOptions>;

export const ToolRisk = Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('dangerous')]);
export type ToolRisk = Static<typeof ToolRisk>;

export const ApprovalScope = Type.Union([Type.Literal('once'), Type.Literal('conversation'), Type.Literal('always')]);
export type ApprovalScope = Static<typeof ApprovalScope>;

export const DecideToolCall = Type.Object({
  tool_call_id: Type.String({ minLength: 1, maxLength: 200 }),
  scope: Type.Optional(ApprovalScope),
  reason: Type.Optional(Type.String({ maxLength: 1_000 })),
});
export type DecideToolCall = Static<typeof DecideToolCall>;

const event = <Name extends string, Payload extends TProperties>(type: Name, payload: Payload) =>
  Type.Object({ seq: Seq, type: Type.Literal(type), at: Timestamp, actor_id: Nullable(Uuid), ...payload });

const partId = Type.String({ description: 'Of one part of the answer; parts come in the order of their starts.' });
const callId = Type.String({ description: 'Of one tool call.' });
const spec = Type.Record(Type.String(), Type.Unknown());

/** What a run has said so far, part by part: what a reader gets instead of events that were compacted. */
export const RunSnapshotPart = Type.Union([
  Type.Object({ type: Type.Literal('text'), part_id: partId, text: Type.String(), done: Type.Boolean() }),
  Type.Object({ type: Type.Literal('reasoning'), part_id: partId, text: Type.String(), done: Type.Boolean() }),
  Type.Object({
    type: Type.Literal('tool-call'),
    tool_call_id: callId,
    name: Type.String(),
    title: Type.String(),
    risk: ToolRisk,
    args: Type.Unknown(),
    state: Type.Union([
      Type.Literal('running'),
      Type.Literal('waiting'),
      Type.Literal('done'),
      Type.Literal('failed'),
      Type.Literal('rejected'),
    ]),
    result: Nullable(Type.String()),
  }),
  Type.Object({ type: Type.Literal('chart'), part_id: partId, spec, media_id: Nullable(Uuid) }),
  Type.Object({
    type: Type.Literal('table'),
    part_id: partId,
    columns: Type.Array(Type.String()),
    data: Type.Array(Type.Array(Type.Unknown())),
  }),
  Type.Object({ type: Type.Literal('citation'), part_id: partId, marker: Type.String(), source: Source }),
]);
export type RunSnapshotPart = Static<typeof RunSnapshotPart>;

/**
 * The log of a run. Text comes in deltas; `text-reset` takes back a part that a cut model step had begun. The log ends with one of
 * `run-finished`, `run-failed`, `run-cancelled` and `run-interrupted`. Some time after the end all events before that one are
 * compacted: a reader who asks for them gets one `snapshot` instead, which replaces whatever it had.
 */
export const RunEvent = Type.Union([
  event('run-started', { run_id: Uuid, conversation_id: Uuid, attempt: Type.Integer(), engine: Type.String() }),
  event('progress', { progress: Type.Integer(), status: Type.String() }),
  event('note', { text: Type.String() }),
  event('text-start', { part_id: partId }),
  event('text-delta', { part_id: partId, delta: Type.String() }),
  event('text-end', { part_id: partId }),
  event('text-reset', { part_id: partId }),
  event('reasoning-start', { part_id: partId }),
  event('reasoning-delta', { part_id: partId, delta: Type.String() }),
  event('reasoning-end', { part_id: partId }),
  event('tool-call-start', { tool_call_id: callId, name: Type.String(), title: Type.String(), risk: ToolRisk }),
  event('tool-call-args', { tool_call_id: callId, args: Type.Unknown() }),
  event('approval-requested', { tool_call_id: callId, detail: Type.String() }),
  event('approval-decided', {
    tool_call_id: callId,
    decision: Type.Union([Type.Literal('approved'), Type.Literal('rejected')]),
    scope: Nullable(ApprovalScope),
    reason: Nullable(Type.String()),
  }),
  event('tool-call-result', {
    tool_call_id: callId,
    status: Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('rejected')]),
    result: Type.String({ description: 'What the tool said, shortened where it is long.' }),
    duration_ms: Type.Integer(),
  }),
  event('citation', { part_id: partId, marker: Type.String(), source: Source }),
  event('chart', { part_id: partId, spec, media_id: Nullable(Uuid) }),
  event('table', {
    part_id: partId,
    columns: Type.Array(Type.String()),
    data: Type.Array(Type.Array(Type.Unknown())),
  }),
  event('usage', { usage: Usage }),
  event('snapshot', { status: RunStatus, parts: Type.Array(RunSnapshotPart) }),
  event('run-finished', { message_id: Nullable(Uuid) }),
  event('run-failed', { error: RunError, message_id: Nullable(Uuid) }),
  event('run-cancelled', { message_id: Nullable(Uuid) }),
  event('run-interrupted', { error: RunError, message_id: Nullable(Uuid) }),
]);
export type RunEvent = Static<typeof RunEvent>;
