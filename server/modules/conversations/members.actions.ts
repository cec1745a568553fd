import {
  type AddMembers,
  type Conversation,
  limits,
  type Member,
  type NewLogEvent,
  type Role,
} from '@parlance/contracts';
import { type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { append } from '../../platform/log/index.ts';
import { findUsersByIds } from '../users/index.ts';
import type { ConversationsContext } from './context.ts';
import { lockConversation } from './conversations.access.ts';
import { announceAdded, eraseConversation, insertMembers, userNotFound } from './conversations.actions.ts';
import { getConversation, listMemberIds } from './conversations.queries.ts';

type Who = Pick<Actor, 'userId'>;

/** Adds people to a group; they see what was said before. Those already in are left as they are. Throws `not_found`, `forbidden`. */
export async function addMembers(
  ctx: ConversationsContext,
  actor: Who,
  id: string,
  input: AddMembers,
): Promise<Conversation> {
  const role = input.role ?? 'member';
  const [path, named] = 'user_ids' in input ? ['user_ids', input.user_ids] : ['user_id', [input.user_id]];
  const userIds = [...new Set(named.map((userId) => userId.toLowerCase()))];
  return transact(ctx.db, async (tx) => {
    await lockGroup(tx, actor, id);
    const memberIds = new Set(await listMemberIds(tx, id));
    const people = new Map((await findUsersByIds(tx, userIds)).map((person) => [person.id, person]));
    const newcomers = userIds
      .filter((userId) => !memberIds.has(userId))
      .map((user_id) => {
        const person = people.get(user_id);
        if (!person) throw userNotFound(path, user_id);
        return { user_id, username: person.username, full_name: person.full_name, role };
      });
    if (memberIds.size + newcomers.length > limits.membersMax)
      throw invalidField(path, `must not bring the group above ${limits.membersMax} people`);
    if (newcomers.length > 0) await join(ctx, tx, { id, actor, newcomers });
    return getConversation(tx, actor.userId, id);
  });
}

/** Where they come in is how far they have read: what was said before is not new to them. */
async function join(
  ctx: ConversationsContext,
  tx: Tx,
  { id, actor, newcomers }: { id: string; actor: Who; newcomers: Omit<Member, 'last_read_seq'>[] },
): Promise<void> {
  const logged = await append(
    ctx,
    tx,
    newcomers.map((member) => ({ logId: id, actorId: actor.userId, event: { type: 'member-joined', member } })),
  );
  const members = newcomers.map((member, index) => ({ ...member, last_read_seq: logged[index]?.seq ?? 0 }));
  await insertMembers(tx, id, members);
  const atSeq = logged.at(-1)?.seq ?? 0;
  const userIds = newcomers.map((member) => member.user_id);
  await announceAdded(ctx, tx, { conversationId: id, actorId: actor.userId, userIds, atSeq });
}

/** Changes a member's role. A group keeps at least one owner (`conflict`). */
export async function setMemberRole(
  ctx: ConversationsContext,
  actor: Who,
  id: string,
  userId: string,
  role: Role,
): Promise<Conversation> {
  return transact(ctx.db, async (tx) => {
    await lockGroup(tx, actor, id);
    const before = await requireMemberRole(tx, id, userId);
    if (before !== role) {
      if (role === 'member' && (await countOwners(tx, id)) === 1)
        throw new AppError('conflict', 'A group needs an owner: make someone else one first.');
      await changeRole(ctx, tx, { id, actor, userId, role });
    }
    return getConversation(tx, actor.userId, id);
  });
}

/**
 * Takes a person out of a group: oneself (leaving), or anyone as an owner. When the last owner leaves, who has been there
 * longest becomes owner; when the last member leaves, the group is deleted. Throws `not_found`, `forbidden`.
 */
export async function removeMember(ctx: ConversationsContext, actor: Who, id: string, userId: string): Promise<void> {
  const leaving = userId === actor.userId;
  await transact(ctx.db, async (tx) => {
    const { kind } = await lockConversation(tx, actor, id, leaving ? 'read' : 'manage');
    if (kind !== 'group') throw new AppError('forbidden', `Nobody leaves a conversation of kind ${kind}.`);
    const role = await requireMemberRole(tx, id, userId);
    const heir = role === 'owner' && (await countOwners(tx, id)) === 1 ? await findHeir(tx, id, userId) : 'none needed';
    if (heir === undefined) {
      await eraseConversation(ctx, tx, actor, id);
      return;
    }
    await tx
      .deleteFrom('conversation_members')
      .where('conversation_id', '=', id)
      .where('user_id', '=', userId)
      .execute();
    await append(ctx, tx, [{ logId: id, actorId: actor.userId, event: { type: 'member-left', user_id: userId } }]);
    if (heir !== 'none needed') await changeRole(ctx, tx, { id, actor, userId: heir, role: 'owner' });
    const event: NewLogEvent = {
      type: 'conversation-removed',
      conversation_id: id,
      reason: leaving ? 'left' : 'removed',
    };
    await append(ctx, tx, [{ logId: userId, actorId: actor.userId, event }]);
  });
}

async function lockGroup(tx: Tx, actor: Who, id: string): Promise<void> {
  const { kind } = await lockConversation(tx, actor, id, 'manage');
  if (kind !== 'group')
    throw new AppError('forbidden', `Who is in a conversation of kind ${kind} does not change; start a group instead.`);
}

async function requireMemberRole(tx: Tx, id: string, userId: string): Promise<Role> {
  const row = await tx
    .selectFrom('conversation_members')
    .select('role')
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This person is not in the conversation.');
  return row.role;
}

async function countOwners(tx: Tx, id: string): Promise<number> {
  const { n } = await tx
    .selectFrom('conversation_members')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('conversation_id', '=', id)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow();
  return n;
}

async function findHeir(tx: Tx, id: string, leaverId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', id)
    .where('user_id', '!=', leaverId)
    .orderBy('joined_at')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
  return row?.user_id;
}

async function changeRole(
  ctx: ConversationsContext,
  tx: Tx,
  input: { id: string; actor: Who; userId: string; role: Role },
): Promise<void> {
  const { id, actor, userId, role } = input;
  await tx
    .updateTable('conversation_members')
    .set({ role })
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .execute();
  await append(ctx, tx, [
    { logId: id, actorId: actor.userId, event: { type: 'member-role-changed', user_id: userId, role } },
  ]);
}
