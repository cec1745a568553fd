import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Message } from './messages.ts';
import { Nullable, Page, Seq, Timestamp, Uuid } from './primitives.ts';

export const ConversationKind = Type.Union([
  Type.Literal('direct'),
  Type.Literal('group'),
  Type.Literal('assistant'),
  Type.Literal('database'),
]);
export type ConversationKind = Static<typeof ConversationKind>;

export const Role = Type.Union([Type.Literal('owner'), Type.Literal('member')]);
export type Role = Static<typeof Role>;

export const Member = Type.Object({
  user_id: Uuid,
  username: Type.String(),
  full_name: Nullable(Type.String()),
  role: Role,
  last_read_seq: Seq,
});
export type Member = Static<typeof Member>;

export const Title = Type.String({ minLength: 1, maxLength: limits.titleMax });

/** A conversation as one of its members sees it; `unread_count` is that member's own. */
export const Conversation = Type.Object({
  id: Uuid,
  kind: ConversationKind,
  title: Nullable(Type.String()),
  members: Type.Array(Member),
  last_message: Nullable(Message),
  unread_count: Type.Integer({ minimum: 0 }),
  head_seq: Seq,
  epoch: Type.String({
    description: 'Changes when the log was restored from a backup: positions from before mean nothing then.',
  }),
  created_at: Timestamp,
});
export type Conversation = Static<typeof Conversation>;

export const ConversationPage = Page(Conversation);

export const CreateConversation = Type.Object({
  member_ids: Type.Optional(Type.Array(Uuid, { maxItems: limits.membersMax, default: [] })),
  title: Type.Optional(Nullable(Title)),
  kind: Type.Optional(ConversationKind),
});
export type CreateConversation = Static<typeof CreateConversation>;

export const UpdateConversation = Type.Object({ title: Nullable(Title) });

export const AddMembers = Type.Union([
  Type.Object({ user_id: Uuid, role: Type.Optional(Role) }),
  Type.Object({ user_ids: Type.Array(Uuid, { minItems: 1, maxItems: limits.membersMax }), role: Type.Optional(Role) }),
]);
export type AddMembers = Static<typeof AddMembers>;

export const UpdateMember = Type.Object({ role: Role });

export const AdvanceRead = Type.Object({ seq: Seq });
export const ReadState = Type.Object({
  conversation_id: Uuid,
  last_read_seq: Seq,
  unread_count: Type.Integer({ minimum: 0 }),
});
export type ReadState = Static<typeof ReadState>;
