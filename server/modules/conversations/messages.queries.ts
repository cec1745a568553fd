import type { HistoryQuery, Message } from '@parlance/contracts';
import { limits } from '@parlance/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/db/index.ts';
import { invalidField } from '../../platform/errors.ts';
import { messageNotFound } from './conversations.access.ts';
import { type MessageRow, presentMessage } from './conversations.present.ts';

/** The columns of a message `x` with its reactions folded in, emoji in the order they first came. */
export const messageColumns: RawBuilder<MessageRow> = sql`
  x.id, x.message_id, x.conversation_id, x.seq, x.sender, x.sender_id, x.content, x.reply_to, x.mentions, x.run_id,
  x.created_at, x.edited_at, x.deleted_at,
  (select json_agg(json_build_object('emoji', g.emoji, 'count', g.n, 'user_ids', g.user_ids) order by g.first, g.emoji)
   from (select emoji, count(*) as n, min(created_at) as first, json_agg(user_id order by created_at, user_id) as user_ids
         from reactions where id = x.id group by emoji) g) as reactions`;

/** A page of history in ascending seq; the caller has checked access. */
export async function listMessages(
  db: Db,
  conversationId: string,
  query: HistoryQuery,
): Promise<{ items: Message[]; next_cursor: string | null }> {
  const limit = query.limit ?? limits.pageDefault;
  const { forward, before, after } = directionOf(query);
  const { rows } = await sql<MessageRow>`
    select ${messageColumns} from messages x
    where x.conversation_id = ${conversationId} and x.seq > ${after} and x.seq < ${before}
    order by x.seq ${sql.raw(forward ? 'asc' : 'desc')} limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit).map(presentMessage);
  if (!forward) page.reverse();
  const edge = forward ? page.at(-1) : page[0];
  const next = rows.length > limit && edge ? `${forward ? 'after' : 'before'}:${edge.seq}` : null;
  return { items: page, next_cursor: next };
}

const latest = Number.MAX_SAFE_INTEGER;

function directionOf(query: HistoryQuery): { forward: boolean; before: number; after: number } {
  const bounds = { before: query.before_seq ?? latest, after: query.after_seq ?? 0 };
  if (query.cursor === undefined) return { forward: query.after_seq !== undefined, ...bounds };
  const match = /^(before|after):(\d{1,15})$/.exec(query.cursor);
  if (!match) throw invalidField('cursor', 'is not one that this list gave out');
  const seq = Number(match[2]);
  return match[1] === 'after' ? { forward: true, ...bounds, after: seq } : { forward: false, ...bounds, before: seq };
}

/** A message by id; the caller has checked access. Throws `not_found` when its conversation was deleted meanwhile. */
export async function getMessage(db: Db | Tx, id: string): Promise<Message> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from messages x where x.id = ${id}`.execute(db);
  const row = rows[0];
  if (!row) throw messageNotFound();
  return presentMessage(row);
}

/** How many messages a member has not read: those of others, not deleted, after the read position. */
export const unreadCount = (
  conversationId: RawBuilder<unknown>,
  userId: RawBuilder<unknown>,
  lastRead: RawBuilder<unknown>,
) => sql<number>`
  (select count(*)::int from messages u
   where u.conversation_id = ${conversationId} and u.seq > ${lastRead} and u.deleted_at is null
     and u.sender_id is distinct from ${userId})`;

/** The search index entry of a text that went through `indexedText`: its words as written, and their English stems. */
export const searchVector = (words: RawBuilder<unknown>) =>
  sql<string>`to_tsvector('simple', ${words}::text) || to_tsvector('english', ${words}::text)`;
