import {
  type Conversation,
  type ConversationKind,
  type CreateConversation,
  limits,
  type Member,
  type NewLogEvent,
} from '@parlance/contracts';
import { sql } from 'kysely';
import { type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { append, createLogs, deleteLogs } from '../../platform/log/index.ts';
import { findUsersByIds } from '../users/index.ts';
import type { ConversationsContext } from './context.ts';
import { lockConversation } from './conversations.access.ts';
import { getConversation, listMemberIds } from './conversations.queries.ts';

type Who = Pick<Actor, 'userId'>;

/** So many members stand in `conversation-created`; those beyond follow one by one, since an event has a size limit. */
const membersInEvent = 200;

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
  if (others.length + 1 > limits.membersMax)
    throw invalidField('member_ids', `must not name more than ${limits.membersMax} people`);
  const kind = kindOf(input.kind, others.length);
  const memberIds = [actor.userId, ...others];
  const directKey = kind === 'direct' ? [...memberIds].sort().join(':') : null;
  const title = kind === 'direct' ? null : readTitle(input.title ?? null);
  return transact(ctx.db, async (tx) => {
    const existing = directKey && (await findDirect(tx, actor, directKey));
    if (existing) return { conversation: existing, created: false };
    const members = await requireUsers(tx, memberIds);
    const id = newId();
    const inserted = await tx
      .insertInto('conversations')
      .values({ id, kind, title, direct_key: directKey, created_by: actor.userId, created_at: ctx.now() })
      .onConflict((oc) => oc.column('direct_key').doNothing())
      .executeTakeFirst();
    // The other one of the pair was faster: their insert was waited for.
    const theirs = directKey && inserted.numInsertedOrUpdatedRows === 0n && (await findDirect(tx, actor, directKey));
    if (theirs) return { conversation: theirs, created: false };
    await createLogs(tx, 'conversation', [id]);
    await admit(ctx, tx, actor, { id, kind, title, members });
    return { conversation: await getConversation(tx, actor.userId, id), created: true };
  });
}

type JoinedMember = Omit<Member, 'last_read_seq'>;

/** Brings the first members into a new conversation and tells them. */
async function admit(
  ctx: ConversationsContext,
  tx: Tx,
  actor: Who,
  { id, kind, title, members }: { id: string; kind: ConversationKind; title: string | null; members: JoinedMember[] },
): Promise<void> {
  const events: NewLogEvent[] = [
    { type: 'conversation-created', kind, title, members: members.slice(0, membersInEvent) },
    ...members.slice(membersInEvent).map((member) => ({ type: 'member-joined' as const, member })),
  ];
  const logged = await append(
    ctx,
    tx,
    events.map((event) => ({ logId: id, actorId: actor.userId, event })),
  );
  // Who has a joining event of their own has read up to it, as everyone who joins; clients know it from there.
  const lastRead = (index: number) => (index < membersInEvent ? 0 : (logged[index - membersInEvent + 1]?.seq ?? 0));
  await insertMembers(
    tx,
    id,
    members.map((member, index) => ({ ...member, last_read_seq: lastRead(index) })),
  );
  const userIds = members.map((member) => member.user_id);
  await announceAdded(ctx, tx, { conversationId: id, actorId: actor.userId, userIds, atSeq: logged[0]?.seq ?? 1 });
}

/** A title as it is kept. Throws for one that nobody could see. */
function readTitle(title: string | null): string | null {
  if (title?.trim() === '') throw invalidField('title', 'must not be blank');
  return title;
}

function kindOf(wish: ConversationKind | undefined, others: number): ConversationKind {
  const kind = wish ?? (others === 0 ? 'assistant' : others === 1 ? 'direct' : 'group');
  if (kind === 'database') throw invalidField('kind', 'must be direct, group or assistant: no database is connected');
  if (kind === 'assistant' && others > 0)
    throw invalidField('member_ids', 'must be empty: a conversation with the assistant stays between you and it');
  if (kind === 'direct' && others !== 1) throw invalidField('member_ids', 'must name exactly one other person');
  return kind;
}

/** The people of a new conversation; whoever comes first owns it. */
async function requireUsers(tx: Tx, ids: string[]): Promise<JoinedMember[]> {
  const people = new Map((await findUsersByIds(tx, ids)).map((person) => [person.id, person]));
  return ids.map((id, index) => {
    const person = people.get(id);
    if (!person) throw userNotFound('member_ids', id);
    const { username, full_name } = person;
    return { user_id: id, username, full_name, role: index === 0 ? 'owner' : 'member' };
  });
}

/** Names the field that named someone who does not exist, or not any more. */
export function userNotFound(path: string, id: string): AppError {
  return new AppError('not_found', `${path}: there is no user ${id}.`, {
    fields: [{ path, message: `names ${id}, who does not exist` }],
  });
}

async function findDirect(tx: Tx, actor: Who, directKey: string): Promise<Conversation | undefined> {
  const row = await tx.selectFrom('conversations').select('id').where('direct_key', '=', directKey).executeTakeFirst();
  return row && getConversation(tx, actor.userId, row.id);
}

/** Adds rows for people who are not in it yet. */
export async function insertMembers(
  tx: Tx,
  conversationId: string,
  members: Pick<Member, 'user_id' | 'role' | 'last_read_seq'>[],
): Promise<void> {
  await tx
    .insertInto('conversation_members')
    .values(
      members.map(({ user_id, role, last_read_seq }) => ({
        conversation_id: conversationId,
        user_id,
        role,
        last_read_seq,
      })),
    )
    .execute();
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
  conversationId: string,
  newTitle: string | null,
): Promise<Conversation> {
  const title = readTitle(newTitle);
  return transact(ctx.db, async (tx) => {
    const { id, ...conversation } = await lockConversation(tx, actor, conversationId, 'manage');
    if (conversation.kind === 'direct') throw new AppError('forbidden', 'A direct conversation has no title.');
    if (conversation.title !== title) {
      await tx.updateTable('conversations').set({ title }).where('id', '=', id).execute();
      await append(ctx, tx, [{ logId: id, actorId: actor.userId, event: { type: 'conversation-renamed', title } }]);
    }
    return getConversation(tx, actor.userId, id);
  });
}

/** Deletes a conversation with everything in it, for all members. Throws `not_found`, `forbidden`. */
export async function deleteConversation(ctx: ConversationsContext, actor: Who, conversationId: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const { id, kind } = await lockConversation(tx, actor, conversationId, 'manage');
    if (kind === 'direct')
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
  await ctx.ports.eraseRuns(tx, id);
  // The members first: this waits for sends under way, and later ones find themselves outside.
  await tx.deleteFrom('conversation_members').where('conversation_id', '=', id).execute();
  const withFiles = await tx
    .selectFrom('messages')
    .select('id')
    .where('conversation_id', '=', id)
    .where(sql<boolean>`content::text like '%"media_id":"%'`)
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
