import { limits, type MessageHit, type SearchQuery, Uuid } from '@parlance/contracts';
import { sql } from 'kysely';
import { Type } from 'typebox';
import type { Db } from '../../platform/db/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { type MessageRow, presentMessage } from './conversations.present.ts';
import { messageColumns } from './messages.queries.ts';
import { excerpt, searchTerms } from './search-text.ts';

/**
 * Messages that hold all words of the query (the last one may be the beginning of a word), best first, out of the user's
 * conversations or one of them. Membership is part of the query.
 */
export async function searchMessages(
  db: Db,
  userId: string,
  { query, limit = limits.pageDefault, cursor }: SearchQuery,
  conversationId?: string,
): Promise<{ items: MessageHit[]; next_cursor: string | null }> {
  const terms = searchTerms(query);
  if (terms.length === 0) return { items: [], next_cursor: null };
  const exact = terms.map(({ text, open }) => (open ? `'${text}':*` : `'${text}'`)).join(' & ');
  const words = terms.map(({ text }) => text).join(' ');
  // Two queries, two ranks: joined into one, a word and its beginning would count as the same and the beginning as absent.
  const { rows } = await sql<MessageRow & { score: number }>`
    with found as (
      select x.id, greatest(ts_rank(x.search, q.exact, 1), ts_rank(x.search, q.stems, 1)) as score
      from messages x
      join conversation_members m on m.conversation_id = x.conversation_id and m.user_id = ${userId}
      cross join (select to_tsquery('simple', ${exact}) as exact, plainto_tsquery('english', ${words}) as stems) q
      where x.search @@ (q.exact || q.stems) and x.deleted_at is null
        ${conversationId ? sql`and x.conversation_id = ${conversationId}` : sql``}
    )
    select ${messageColumns}, found.score from found join messages x on x.id = found.id
    ${afterCursor(cursor)}
    order by found.score desc, x.id desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      ...presentMessage(row),
      score: row.score,
      highlight: excerpt(row.content.text, query),
    })),
    next_cursor: rows.length > limit && last ? encodeCursor([last.score, last.id]) : null,
  };
}

const Cursor = Type.Tuple([Type.Number({ minimum: 0, maximum: 1e6 }), Uuid]);

function afterCursor(cursor: string | undefined) {
  if (cursor === undefined) return sql``;
  const [score, id] = decodeCursor(cursor, Cursor);
  return sql`where (found.score, x.id) < (${score}::real, ${id}::uuid)`;
}
