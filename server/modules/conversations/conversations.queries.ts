import { type Conversation, limits, type PageQuery, Uuid } from '@parlance/contracts';
import { sql } from 'kysely';
import { Type } from 'typebox';
import type { Db, Tx } from '../../platform/db/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { conversationNotFound } from './conversations.access.ts';
import { type ConversationRow, presentConversation } from './conversations.present.ts';
import { messageColumns, unreadCount } from './messages.queries.ts';

/** Conversations of a user with everything their list shows, in one statement; `filter` is about `c`, `m` (own membership) and `l` (log). */
async function selectConversations(
  db: Db | Tx,
  userId: string,
  filter: ReturnType<typeof sql>,
): Promise<ConversationRow[]> {
  const { rows } = await sql<ConversationRow>`
    with mine as (
      select c.id, c.kind, c.title, c.created_at, m.last_read_seq, l.head_seq, l.epoch, date_trunc('milliseconds', l.updated_at) as active_at
      from conversation_members m
      join conversations c on c.id = m.conversation_id
      join logs l on l.log_id = c.id
      where m.user_id = ${userId} ${filter}
    )
    select mine.*, people.members, last.message as last_message,
      ${unreadCount(sql`mine.id`, sql`${userId}::uuid`, sql`mine.last_read_seq`)} as unread_count
    from mine
    cross join lateral (
      select json_agg(json_build_object('user_id', p.user_id, 'username', u.username, 'full_name', u.full_name,
        'role', p.role, 'last_read_seq', p.last_read_seq) order by p.joined_at, p.user_id) as members
      from conversation_members p join users u on u.id = p.user_id where p.conversation_id = mine.id
    ) people
    left join lateral (
      select to_json(found) as message from (
        select ${messageColumns} from messages x where x.conversation_id = mine.id order by x.seq desc limit 1
      ) found
    ) last on true
    order by mine.active_at desc, mine.id desc`.execute(db);
  return rows;
}

/** A page of the user's conversations, the latest activity first. */
export async function listConversations(
  db: Db,
  userId: string,
  query: PageQuery,
): Promise<{ items: Conversation[]; next_cursor: string | null }> {
  const limit = query.limit ?? limits.pageDefault;
  const rows = await selectConversations(
    db,
    userId,
    sql`${beforeCursor(query.cursor)} order by active_at desc, c.id desc limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? encodeCursor([last.active_at.getTime(), last.id]) : null;
  return { items: page.map(presentConversation), next_cursor: next };
}

// Times are compared as they stand in the cursor: to the millisecond.
const ListCursor = Type.Tuple([Type.Integer({ minimum: 0, maximum: Date.UTC(9999, 0) }), Uuid]);

function beforeCursor(cursor: string | undefined) {
  if (cursor === undefined) return sql``;
  const [at, id] = decodeCursor(cursor, ListCursor);
  return sql`and (date_trunc('milliseconds', l.updated_at), c.id) < (${new Date(at)}::timestamptz, ${id}::uuid)`;
}

/** One conversation as this member sees it; 404 when it is not theirs. */
export async function getConversation(db: Db | Tx, userId: string, id: string): Promise<Conversation> {
  const [row] = await selectConversations(db, userId, sql`and c.id = ${id}`);
  if (!row) throw conversationNotFound();
  return presentConversation(row);
}

/**
 * Where a user's conversations stand, together with their own log: one statement, so one moment. With `only` that log alone,
 * and nothing when it is not (or no longer) theirs.
 */
export async function listFollowedLogs(
  db: Db,
  userId: string,
  only?: string,
): Promise<{ log_id: string; head_seq: number; epoch: string }[]> {
  const filter = only === undefined ? sql`` : sql`and l.log_id = ${only}`;
  const { rows } = await sql<{ log_id: string; head_seq: number; epoch: string }>`
    select l.log_id, l.head_seq, l.epoch from logs l where l.log_id = ${userId} ${filter}
    union all
    select l.log_id, l.head_seq, l.epoch from conversation_members m join logs l on l.log_id = m.conversation_id
    where m.user_id = ${userId} ${filter}`.execute(db);
  return rows;
}

/** The ids of a conversation's members. */
export async function listMemberIds(db: Db | Tx, conversationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', conversationId)
    .execute();
  return rows.map((row) => row.user_id);
}
