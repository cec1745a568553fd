import type { ReadState } from '@parlance/contracts';
import { sql } from 'kysely';
import { afterCommit, transact } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/http/types.ts';
import { append } from '../../platform/log/index.ts';
import type { ConversationsContext } from './context.ts';
import { conversationNotFound } from './conversations.access.ts';
import { unreadCount } from './messages.queries.ts';

/** Moves one's read position forward (never back, never past the end) and tells one's other devices. */
export async function advanceRead(
  ctx: ConversationsContext,
  actor: Pick<Actor, 'userId'>,
  id: string,
  seq: number,
): Promise<ReadState> {
  return transact(ctx.db, async (tx) => {
    const { rows } = await sql<{ before: number; last_read_seq: number; unread_count: number }>`
      with mine as (
        select m.last_read_seq as before, greatest(m.last_read_seq, least(${seq}::bigint, l.head_seq)) as target
        from conversation_members m join logs l on l.log_id = m.conversation_id
        where m.conversation_id = ${id} and m.user_id = ${actor.userId} for no key update of m
      ), moved as (
        update conversation_members m set last_read_seq = mine.target, read_at = clock_timestamp() from mine
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
      const mark = { logId: id, userId: actor.userId, seq: row.last_read_seq };
      afterCommit(tx, () => ctx.bus.publish({ kind: 'read', ...mark }));
    }
    return state;
  });
}
