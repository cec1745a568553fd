import type {
  Conversation,
  ConversationKind,
  CreateConversation,
  NewLogEvent,
  ReadState,
  Role,
} from '@parlance/contracts';
import { limits } from '@parlance/contracts';
import { sql } from 'kysely';
import { afterCommit, type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { append, createLogs, deleteLogs } from '../../platform/log/index.ts';
import { findUsersByIds } from '../users/index.ts';
import type { ConversationsContext } from './context.ts';
import { conversationNotFound, lockConversation } from './conversations.access.ts';
import { getConversation, listMemberIds } from './conversations.queries.ts';
import { unreadCount } from './messages.queries.ts';

type Who = Pick<Actor, 'userId'>;

/**
 * Opens a conversation. Two people have one direct conversation at most: asking for it again answers with the one there is
 * (`created: false`), also when both ask at once. Throws `not_found` for unknown people, `validation_failed`.
 */
export async function createConversation(
  ctx: ConversationsContext,
  actor: Who,
  input: CreateConversation,
): Promise<{ conversation: Conversation; created: boolean }> {
  const others = [...new Set((input.member_ids ?? []).map((id) => id.toLowerCase()))].filter(
    (id) => id !== actor.userId,
  );
  const kind = kindOf(input.kind, others.length);
  if (others.length + 1 > limits.membersMax)
    throw invalidField('member_ids', `must not name more than ${limits.membersMax} people`);
  return transact(ctx.db, async (tx) => {
    const memberIds = [actor.userId, ...others];
    const people = await requireUsers(tx, memberIds, 'member_ids');
    const id = newId();
    const directKey = kind === 'direct' ? [...memberIds].sort().join(':') : null;
    const title = kind === 'direct' ? null : (input.title ?? null);
    await createLogs(tx, 'conversation', [id]);
    const inserted = await tx
      .insertInto('conversations')
      .values({ id, kind, title, direct_key: directKey, created_by: actor.userId, created_at: ctx.now() })
      .onConflict((oc) => oc.column('direct_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted && directKey) {
      await deleteLogs(tx, [id]);
      return { conversation: await findDirect(tx, actor, directKey), created: false };
    }
    const members = people.map((person) => ({
      ...person,
      role: person.id === actor.userId ? ('owner' as const) : ('member' as const),
    }));
    await insertMembers(
      tx,
      id,
      members.map((member) => ({ user_id: member.id, role: member.role })),
      0,
    );
    const event: NewLogEvent = {
      type: 'conversation-created',
      kind,
      title,
      members: members.map(({ id: user_id, ...rest }) => ({ user_id, ...rest })),
    };
    const [logged] = await append(ctx, tx, [{ logId: id, actorId: actor.userId, event }]);
    await announceAdded(ctx, tx, {
      conversationId: id,
      actorId: actor.userId,
      userIds: memberIds,
      atSeq: logged?.seq ?? 1,
    });
    return { conversation: await getConversation(tx, actor.userId, id), created: true };
  });
}

function kindOf(wish: ConversationKind | undefined, others: number): ConversationKind {
  const kind = wish ?? (others === 0 ? 'assistant' : others === 1 ? 'direct' : 'group');
  if (kind === 'database') throw invalidField('kind', 'must be direct, group or assistant: no database is connected');
  if (kind === 'assistant' && others > 0)
    throw invalidField('member_ids', 'must be empty: a conversation with the assistant stays between you and it');
  if (kind === 'direct' && others !== 1) throw invalidField('member_ids', 'must name exactly one other person');
  return kind;
}

async function requireUsers(tx: Tx, ids: string[], path: string) {
  const people = new Map((await findUsersByIds(tx, ids)).map((person) => [person.id, person]));
  return ids.map((id) => {
    const person = people.get(id);
    if (!person)
      throw new AppError('not_found', `${path}: there is no user ${id}.`, {
        fields: [{ path, message: `names ${id}, who does not exist` }],
      });
    return { id, username: person.username, full_name: person.full_name };
  });
}

async function findDirect(tx: Tx, actor: Who, directKey: string): Promise<Conversation> {
  const row = await tx.selectFrom('conversations').select('id').where('direct_key', '=', directKey).executeTakeFirst();
  if (!row) throw conversationNotFound();
  return getConversation(tx, actor.userId, row.id);
}

/** Adds rows for new members; those already in are left as they are. Returns the ids that were added. */
export async function insertMembers(
  tx: Tx,
  conversationId: string,
  members: { user_id: string; role: Role }[],
  lastReadSeq: number,
): Promise<string[]> {
  const rows = await tx
    .insertInto('conversation_members')
    .values(members.map((member) => ({ conversation_id: conversationId, last_read_seq: lastReadSeq, ...member })))
    .onConflict((oc) => oc.doNothing())
    .returning('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** Tells the devices of new members: `at_seq` is where in the conversation's log they came in. */
export async function announceAdded(
  ctx: ConversationsContext,
  tx: Tx,
  input: { conversationId: string; actorId: string; userIds: string[]; atSeq: number },
): Promise<void> {
  const event: NewLogEvent = { type: 'conversation-added', conversation_id: input.conversationId, at_seq: input.atSeq };
  await append(
    ctx,
    tx,
    input.userIds.map((logId) => ({ logId, actorId: input.actorId, event })),
  );
}

/** Renames a group or an assistant conversation; `null` takes the title away. Throws `not_found`, `forbidden`. */
export async function renameConversation(
  ctx: ConversationsContext,
  actor: Who,
  id: string,
  title: string | null,
): Promise<Conversation> {
  return transact(ctx.db, async (tx) => {
    const conversation = await lockConversation(tx, actor, id, 'manage');
    if (conversation.kind === 'direct') throw new AppError('forbidden', 'A direct conversation has no title.');
    if (conversation.title !== title) {
      await tx.updateTable('conversations').set({ title }).where('id', '=', id).execute();
      await append(ctx, tx, [{ logId: id, actorId: actor.userId, event: { type: 'conversation-renamed', title } }]);
    }
    return getConversation(tx, actor.userId, id);
  });
}

/** Deletes a conversation with everything in it, for all members. Throws `not_found`, `forbidden`. */
export async function deleteConversation(ctx: ConversationsContext, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const conversation = await lockConversation(tx, actor, id, 'manage');
    if (conversation.kind === 'direct')
      throw new AppError(
        'forbidden',
        'A direct conversation belongs to both of you and is not deleted; delete your messages in it.',
      );
    await eraseConversation(ctx, tx, actor, id);
  });
}

/** The deletion itself, for a conversation whose row is locked. */
export async function eraseConversation(ctx: ConversationsContext, tx: Tx, actor: Who, id: string): Promise<void> {
  const userIds = await listMemberIds(tx, id);
  const withFiles = await tx
    .selectFrom('messages')
    .select('id')
    .where('conversation_id', '=', id)
    .where(sql<boolean>`content::text like '%"type":"file"%'`)
    .execute();
  await ctx.ports.detachMedia(
    tx,
    withFiles.map((row) => row.id),
  );
  await tx.deleteFrom('conversations').where('id', '=', id).execute();
  await deleteLogs(tx, [id]);
  const event: NewLogEvent = { type: 'conversation-removed', conversation_id: id, reason: 'deleted' };
  await append(
    ctx,
    tx,
    userIds.map((logId) => ({ logId, actorId: actor.userId, event })),
  );
}

/** Moves one's read position forward (never back, never past the end) and tells one's other devices. */
export async function advanceRead(ctx: ConversationsContext, actor: Who, id: string, seq: number): Promise<ReadState> {
  return transact(ctx.db, async (tx) => {
    const { rows } = await sql<{ before: number; last_read_seq: number; unread_count: number }>`
      with mine as (
        select m.last_read_seq as before, greatest(m.last_read_seq, least(${seq}::bigint, l.head_seq)) as target
        from conversation_members m join logs l on l.log_id = m.conversation_id
        where m.conversation_id = ${id} and m.user_id = ${actor.userId} for update of m
      ), moved as (
        update conversation_members m set last_read_seq = mine.target from mine
        where m.conversation_id = ${id} and m.user_id = ${actor.userId} and mine.target > mine.before
      )
      select before, target as last_read_seq, ${unreadCount(sql`${id}::uuid`, sql`${actor.userId}::uuid`, sql`target`)} as unread_count
      from mine`.execute(tx);
    const row = rows[0];
    if (!row) throw conversationNotFound();
    const state = { conversation_id: id, last_read_seq: row.last_read_seq, unread_count: row.unread_count };
    if (row.last_read_seq > row.before) {
      await append(ctx, tx, [
        { logId: actor.userId, actorId: actor.userId, event: { type: 'read-advanced', ...state } },
      ]);
      const json = JSON.stringify({ type: 'read', conversation_id: id, user_id: actor.userId, seq: row.last_read_seq });
      afterCommit(tx, () => ctx.bus.publish({ kind: 'moment', logId: id, from: actor.userId, json }));
    }
    return state;
  });
}
