import { type Static, type TProperties, Type } from 'typebox';
import type { ConnectionEvent } from './connections.ts';
import { ConversationKind, Role } from './conversations.ts';
import type { DocumentEvent } from './documents.ts';
import { limits } from './limits.ts';
import { Content, Message } from './messages.ts';
import { Nullable, Seq, Timestamp, Uuid } from './primitives.ts';
import { type RunEvent, RunStatus } from './runs.ts';
import { Preferences, User } from './users.ts';

const event = <Name extends string, Payload extends TProperties>(type: Name, payload: Payload) =>
  Type.Object({ seq: Seq, type: Type.Literal(type), at: Timestamp, actor_id: Nullable(Uuid), ...payload });

const JoinedMember = Type.Object({
  user_id: Uuid,
  username: Type.String(),
  full_name: Nullable(Type.String()),
  role: Role,
});

/** The log of a conversation. `id` is always the message's `id`. */
export const ConversationEvent = Type.Union([
  event('conversation-created', {
    kind: ConversationKind,
    title: Nullable(Type.String()),
    members: Type.Array(JoinedMember),
  }),
  event('conversation-renamed', { title: Nullable(Type.String()) }),
  event('member-joined', { member: JoinedMember }),
  event('member-left', { user_id: Uuid }),
  event('member-role-changed', { user_id: Uuid, role: Role }),
  event('message-created', { message: Message }),
  event('message-edited', { id: Uuid, content: Content, mentions: Type.Array(Uuid), edited_at: Timestamp }),
  event('message-deleted', { id: Uuid, deleted_at: Timestamp }),
  event('reaction-added', { id: Uuid, emoji: Type.String(), user_id: Uuid }),
  event('reaction-removed', { id: Uuid, emoji: Type.String(), user_id: Uuid }),
  event('run-started', { run_id: Uuid, trigger_id: Uuid, user_id: Uuid }),
  event('run-ended', { run_id: Uuid, status: RunStatus, message_id: Nullable(Uuid) }),
]);
export type ConversationEvent = Static<typeof ConversationEvent>;

/** The log of a user: what this person's devices have to know beyond single conversations. */
export const UserEvent = Type.Union([
  event('conversation-added', { conversation_id: Uuid, at_seq: Seq }),
  event('conversation-removed', {
    conversation_id: Uuid,
    reason: Type.Union([Type.Literal('left'), Type.Literal('removed'), Type.Literal('deleted')]),
  }),
  event('read-advanced', { conversation_id: Uuid, last_read_seq: Seq, unread_count: Type.Integer() }),
  event('mentioned', { conversation_id: Uuid, id: Uuid, message_seq: Seq }),
  event('preferences-changed', { preferences: Preferences }),
  event('profile-changed', { user: User }),
]);
export type UserEvent = Static<typeof UserEvent>;

/** What an action hands to the log; seq, time and actor are added there. */
export type NewEvent<E> = E extends unknown ? Omit<E, 'seq' | 'at' | 'actor_id'> : never;
export type NewLogEvent =
  | NewEvent<ConversationEvent>
  | NewEvent<UserEvent>
  | NewEvent<RunEvent>
  | NewEvent<ConnectionEvent>
  | NewEvent<DocumentEvent>;

export const EventsQuery = Type.Object({
  after: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'Answer with the events after this seq.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageMax, default: limits.pageDefault })),
  epoch: Type.Optional(
    Type.String({ maxLength: 64, description: 'The epoch `after` belongs to; another one answers `limited`.' }),
  ),
});
export type EventsQuery = Static<typeof EventsQuery>;

const eventPage = <T extends typeof ConversationEvent | typeof UserEvent>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    head_seq: Seq,
    epoch: Type.String(),
    limited: Type.Boolean({
      description: 'The log no longer reaches back to `after`: fetch the state anew, then follow from `head_seq`.',
    }),
  });

export const ConversationEventPage = eventPage(ConversationEvent);
export const UserEventPage = eventPage(UserEvent);

/** A page of a log, whoever reads it. */
export interface EventPage<E = unknown> {
  items: E[];
  head_seq: number;
  epoch: string;
  limited: boolean;
}
