import { sql } from 'kysely';
import { Type } from 'typebox';
import { defineTool, type Tool, type ToolContext } from '../../platform/agent/tool.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { foldForSearch } from '../users/index.ts';
import { excerpt, searchTerms } from './search-text.ts';

const mostFound = 5;
/** Words that say nothing about what is looked for, folded; English and German. */
const stopWords = new Set(
  `a about all am an and any anyone anything are ask assistant at be been by can could did do does for from had has have he her his how i in
  is it its last latest many me mention mentioned message messages my of on or our said say says send sent she so somebody someone something
  talk talked tell than that the their them there they this to told us was we were what when where which who whom whose why will with
  write wrote you your hat habe haben ist sind war waren wer wen wem wann wo was wie warum welche welcher welches der die das den dem des
  ein eine einen einem einer und oder uber von vom mit in im am an auf fur zu zum zur es er sie wir ihr ich du mir mich uns euch nicht
  gesagt gesprochen geschrieben erwahnt nachricht nachrichten zuletzt`.split(/\s+/),
);

interface FoundRow {
  id: string;
  text: string;
  created_at: Date;
  author: string;
  title: string | null;
  matched: number;
}

/** Finds what people said, by any of the words of a question and by who said it, within what the audience may read. */
export const searchMessagesTool = ({ db }: Pick<Platform, 'db'>): Tool =>
  defineTool({
    name: 'search_messages',
    title: 'Search messages',
    description:
      'Searches what people wrote in the conversations of the user, by words and by the names of who wrote it. Use it for questions about what was said, by whom or when.',
    parameters: Type.Object({ query: Type.String({ minLength: 1, maxLength: 2_000 }) }),
    risk: 'read',
    call: async ({ query }, ctx) => {
      const found = await find(db, query, ctx);
      if (found.length === 0) return { ok: false, code: 'not_found', detail: 'Nothing was found in the messages.' };
      const lines = found.map((row) => quote(row, query));
      const intro = found.length === 1 ? 'This was said:' : 'These messages fit best:';
      return { ok: true, content: lines.join('\n\n'), answer: [intro, ...lines].join('\n\n') };
    },
  });

async function find(db: Db, query: string, { userId, conversationId, audience }: ToolContext): Promise<FoundRow[]> {
  const words = searchTerms(query)
    .map(({ text }) => text)
    .filter((word) => !stopWords.has(word));
  if (words.length === 0) return [];
  const authors = await findAuthors(db, { userId, words });
  const names = new Set(authors.flatMap(({ names: own }) => own));
  const about = words.filter((word) => !names.has(word));
  if (about.length === 0 && authors.length === 0) return [];
  const authorIds = authors.map(({ id }) => id);
  const { rows } = await sql<FoundRow>`
    select x.id, x.content->>'text' as text, x.created_at, coalesce(u.full_name, u.username) as author, c.title, hits.matched
    from messages x
    join conversations c on c.id = x.conversation_id
    join conversation_members m on m.conversation_id = x.conversation_id and m.user_id = ${userId}
    join users u on u.id = x.sender_id
    cross join lateral (
      select count(*)::int as matched from unnest(${about}::text[]) word
      where x.search @@ (plainto_tsquery('simple', word) || plainto_tsquery('english', word))
    ) hits
    where x.deleted_at is null and x.sender = 'user'
      and ${audience === 'shared' ? sql`x.conversation_id = ${conversationId} and x.content->>'text' not ilike '%@assistant%'` : sql`c.kind in ('direct', 'group')`}
      and ${authorIds.length > 0 ? sql`x.sender_id = any(${authorIds}::uuid[])` : sql`true`}
      and ${about.length > 0 ? sql`x.search @@ (${anyOf(about)})` : sql`true`}
    order by hits.matched desc, x.created_at desc limit ${mostFound}`.execute(db);
  const best = rows[0]?.matched ?? 0;
  // What shares one word of many with the question is no answer to it.
  return rows.filter(({ matched }) => matched === best && matched * 2 >= about.length);
}

const anyOf = (words: string[]) =>
  sql.join(
    words.map((word) => sql`plainto_tsquery('simple', ${word}) || plainto_tsquery('english', ${word})`),
    sql` || `,
  );

/** People whom a word of the question names: by username, or by a part of the full name. */
async function findAuthors(
  db: Db,
  { userId, words }: { userId: string; words: string[] },
): Promise<{ id: string; names: string[] }[]> {
  const { rows } = await sql<{ id: string; search_text: string }>`
    select distinct u.id, u.search_text from users u
    join conversation_members o on o.user_id = u.id
    join conversation_members m on m.conversation_id = o.conversation_id and m.user_id = ${userId}
    where u.search_text like any(${words.map((word) => `% ${word.replace(/[\\%_]/g, '\\$&')}%`)}::text[]) limit 20`.execute(
    db,
  );
  return rows.flatMap(({ id, search_text }) => {
    const names = search_text.trim().split(/\s+/).map(foldForSearch);
    const named = names.filter((name) => words.includes(name));
    return named.length > 0 ? [{ id, names: named }] : [];
  });
}

function quote({ text, created_at, author, title }: FoundRow, query: string): string {
  const where = title === null ? '' : ` in “${title}”`;
  const day = created_at.toISOString().slice(0, 16).replace('T', ' ');
  const quoted = excerpt(text, query).text.split('\n').join('\n> ');
  return `**${author}** on ${day} UTC${where}:\n> ${quoted}`;
}
