import type { Content, ConversationKind, Role } from '@parlance/contracts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';

type Who = Pick<Actor, 'userId'>;

export interface AccessibleConversation {
  id: string;
  kind: ConversationKind;
  title: string | null;
  role: Role;
}

/** The conversation if the actor is a member; else 404, as if there were none. */
export async function accessConversation(db: Db | Tx, actor: Who, id: string): Promise<AccessibleConversation> {
  const row = await db
    .selectFrom('conversations as c')
    .innerJoin('conversation_members as m', 'm.conversation_id', 'c.id')
    .select(['c.id', 'c.kind', 'c.title', 'm.role'])
    .where('c.id', '=', id)
    .where('m.user_id', '=', actor.userId)
    .executeTakeFirst();
  if (!row) throw conversationNotFound();
  return row;
}

/**
 * The same for a change of who is in it: its row stays locked, so that such changes happen one after the other. Sending does
 * not wait for it. `manage` needs the role `owner` (403).
 */
export async function lockConversation(
  tx: Tx,
  actor: Who,
  id: string,
  need: 'read' | 'manage',
): Promise<AccessibleConversation> {
  await tx.selectFrom('conversations').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const conversation = await accessConversation(tx, actor, id);
  if (need === 'manage' && conversation.role !== 'owner') {
    throw new AppError('forbidden', 'Only an owner of the conversation may do this.');
  }
  return conversation;
}

export interface AccessibleMessage {
  id: string;
  conversation_id: string;
  seq: number;
  sender_id: string | null;
  content: Content;
  mentions: string[];
  deleted_at: Date | null;
  kind: ConversationKind;
  role: Role;
}

/** A message of a conversation the actor is in, locked for a change; 404 else, and for a deleted one unless asked for. */
export async function lockMessage(
  tx: Tx,
  actor: Who,
  id: string,
  { deleted = false } = {},
): Promise<AccessibleMessage> {
  const row = await tx
    .selectFrom('messages as x')
    .innerJoin('conversations as c', 'c.id', 'x.conversation_id')
    .innerJoin('conversation_members as m', 'm.conversation_id', 'x.conversation_id')
    .select([
      'x.id',
      'x.conversation_id',
      'x.seq',
      'x.sender_id',
      'x.content',
      'x.mentions',
      'x.deleted_at',
      'c.kind',
      'm.role',
    ])
    .where('x.id', '=', id)
    .where('m.user_id', '=', actor.userId)
    .forUpdate('x')
    .executeTakeFirst();
  if (!row || (row.deleted_at && !deleted)) throw messageNotFound();
  return row;
}

export function conversationNotFound(): AppError {
  return new AppError('not_found', 'There is no such conversation, or you are not in it.');
}

export function messageNotFound(): AppError {
  return new AppError('not_found', 'There is no such message, or it is not in one of your conversations.');
}
