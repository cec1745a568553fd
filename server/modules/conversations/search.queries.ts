import { limits, type MessageHit, type SearchQuery, Uuid } from '@parlance/contracts';
import { sql } from 'kysely';
import { Type } from 'typebox';
import type { Db } from '../../platform/db/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { type MessageRow, presentMessage } from './conversations.present.ts';
import { messageColumns } from './messages.queries.ts';
import { excerpt, tokenize } from './search-text.ts';

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
  const words = tokenize(query).map((token) => token.text);
  if (words.length === 0) return { items: [], next_cursor: null };
  const simple = words.map((word, index) => (index === words.length - 1 ? `'${word}':*` : `'${word}'`)).join(' & ');
  const { rows } = await sql<MessageRow & { score: number }>`
    with found as (
      select x.id, ts_rank(x.search, q.query) as score
      from messages x
      join conversation_members m on m.conversation_id = x.conversation_id and m.user_id = ${userId}
      cross join (select to_tsquery('simple', ${simple}) || plainto_tsquery('english', ${words.join(' ')}) as query) q
      where x.search @@ q.query and x.deleted_at is null
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
