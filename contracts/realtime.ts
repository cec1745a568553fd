import { type Static, Type } from 'typebox';
import { ConversationEvent, UserEvent } from './events.ts';
import { ContentDraft, MessageKey } from './messages.ts';
import { Nullable, Seq, Uuid } from './primitives.ts';
import { RunEvent, RunOptions } from './runs.ts';

/** Close codes of the socket. A client reconnects after every one of them but `unauthorized`. */
export const closeCodes = {
  /** The server goes down or is being replaced: reconnect and resume. */
  restart: 1012,
  /** No valid token, or its session has ended. Sign in again. */
  unauthorized: 4401,
  /** The client read too slowly; nothing was skipped. Reconnect and resume. */
  slow: 4408,
  /** Too many frames that make no sense. */
  abuse: 4429,
  /** More sockets than one user may hold. */
  tooMany: 4430,
} as const;

const Ref = Type.Optional(
  Type.String({ maxLength: 200, description: 'Comes back in an `error` that answers this frame.' }),
);

/** What a client may say. The first frame may be `auth` where the token is not in the address or the subprotocol. */
export const ClientFrame = Type.Union([
  Type.Object({ type: Type.Literal('auth'), token: Type.String({ maxLength: 4096 }), ref: Ref }),
  Type.Object({
    type: Type.Literal('message'),
    conversation_id: Uuid,
    message_id: Type.Optional(MessageKey),
    content: ContentDraft,
    reply_to: Type.Optional(Nullable(Uuid)),
    run: Type.Optional(RunOptions),
    ref: Ref,
  }),
  Type.Object({ type: Type.Literal('typing'), conversation_id: Uuid, typing: Type.Optional(Type.Boolean()), ref: Ref }),
  Type.Object({ type: Type.Literal('read'), conversation_id: Uuid, seq: Seq, ref: Ref }),
  Type.Object({
    type: Type.Literal('join'),
    conversation_id: Uuid,
    after: Type.Optional(Seq),
    epoch: Type.Optional(Type.String({ maxLength: 64 })),
    ref: Ref,
  }),
  Type.Object({
    type: Type.Literal('resume'),
    user: Type.Optional(Type.Object({ after: Seq, epoch: Type.Optional(Type.String({ maxLength: 64 })) })),
    conversations: Type.Array(
      Type.Object({ conversation_id: Uuid, after: Seq, epoch: Type.Optional(Type.String({ maxLength: 64 })) }),
      { maxItems: 1_000 },
    ),
    ref: Ref,
  }),
  Type.Object({
    type: Type.Literal('watch'),
    run_id: Uuid,
    after: Type.Optional(Seq),
    epoch: Type.Optional(Type.String({ maxLength: 64 })),
    ref: Ref,
  }),
  Type.Object({ type: Type.Literal('unwatch'), run_id: Uuid, ref: Ref }),
  Type.Object({ type: Type.Literal('leave'), conversation_id: Uuid, ref: Ref }),
  Type.Object({ type: Type.Literal('ping'), ref: Ref }),
]);
export type ClientFrame = Static<typeof ClientFrame>;

/** What the server says. An `event` without a conversation belongs to the user's own log. */
export const ServerFrame = Type.Union([
  Type.Object({
    type: Type.Literal('ready'),
    user_id: Uuid,
    connection_id: Uuid,
    seq: Seq,
    epoch: Type.String(),
    heartbeat_seconds: Type.Integer(),
    online: Type.Array(Uuid, { description: 'Who of the people you share a conversation with is online now.' }),
  }),
  Type.Object({
    type: Type.Literal('event'),
    conversation_id: Uuid,
    seq: Seq,
    epoch: Type.String(),
    event: ConversationEvent,
  }),
  Type.Object({
    type: Type.Literal('event'),
    conversation_id: Type.Null(),
    seq: Seq,
    epoch: Type.String(),
    event: UserEvent,
  }),
  Type.Object({
    type: Type.Literal('run'),
    run_id: Uuid,
    conversation_id: Uuid,
    seq: Seq,
    epoch: Type.String(),
    event: RunEvent,
  }),
  Type.Object({ type: Type.Literal('ack'), message_id: Type.String(), id: Uuid, conversation_id: Uuid, seq: Seq }),
  Type.Object({ type: Type.Literal('resumed'), ref: Type.Optional(Type.String()) }),
  Type.Object({ type: Type.Literal('typing'), conversation_id: Uuid, user_id: Uuid, typing: Type.Boolean() }),
  Type.Object({ type: Type.Literal('read'), conversation_id: Uuid, user_id: Uuid, seq: Seq }),
  Type.Object({ type: Type.Literal('presence'), user_id: Uuid, online: Type.Boolean() }),
  Type.Object({
    type: Type.Literal('limited'),
    conversation_id: Nullable(Uuid),
    run_id: Type.Optional(Uuid),
    head_seq: Seq,
    epoch: Type.String(),
  }),
  Type.Object({
    type: Type.Literal('error'),
    code: Type.String(),
    detail: Type.String(),
    ref: Nullable(Type.String({ description: "The frame's `ref`, or its message_id, conversation_id or run_id." })),
  }),
  Type.Object({ type: Type.Literal('pong'), ref: Type.Optional(Type.String()) }),
]);
export type ServerFrame = Static<typeof ServerFrame>;
