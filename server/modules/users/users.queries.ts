import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/db/index.ts';
import { userNotFound } from './users.errors.ts';
import { foldForSearch, foldName } from './users.names.ts';
import type { UserRow } from './users.tables.ts';

const publicColumns = ['id', 'username', 'full_name', 'created_at'] as const;
type PublicRow = Pick<UserRow, (typeof publicColumns)[number]>;

/** The user with this id, active or not: former members keep their name. Throws `not_found`. */
export async function getUser(db: Db | Tx, id: string): Promise<UserRow> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw userNotFound();
  return row;
}

/** The user as nobody else can change them until the transaction ends. Throws `not_found`. */
export async function lockUserById(tx: Tx, id: string): Promise<UserRow> {
  const row = await tx.selectFrom('users').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  if (!row) throw userNotFound();
  return row;
}

/** Who someone means by the name they sign in with: a username, or the e-mail address where it holds an @. */
export function findUserByLogin(db: Db | Tx, login: string): Promise<UserRow | undefined> {
  const column = login.includes('@') ? 'email_key' : 'username_key';
  return db.selectFrom('users').selectAll().where(column, '=', foldName(login.trim())).executeTakeFirst();
}

/** Those of the ids that belong to active users, in no particular order. */
export function findUsersByIds(db: Db | Tx, ids: string[]): Promise<Pick<UserRow, 'id' | 'username' | 'full_name'>[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'full_name'])
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('is_active', '=', true)
    .execute();
}

/** Active users by their names, whatever the case; names nobody has are left out. */
export async function findUserIdsByUsernames(db: Db | Tx, usernames: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where(sql<boolean>`username_key = any(${usernames.map(foldName)}::text[])`)
    .where('is_active', '=', true)
    .execute();
  return rows.map(({ id }) => id);
}

/** Active users in the order of their names, from after a name on. */
export function listUsers(db: Db, { after, limit }: { after: string; limit: number }) {
  return db
    .selectFrom('users')
    .select([...publicColumns, 'username_key'])
    .where('is_active', '=', true)
    .where('username_key', '>', after)
    .orderBy('username_key')
    .limit(limit)
    .execute();
}

/**
 * Active users whose names contain the text; those with a word that starts with it come first (`rank` 0, else 1). An e-mail
 * address finds its owner only when it is whole, so nobody can feel their way to one.
 */
export async function searchUsers(
  db: Db,
  { q, after, limit }: { q: string; after: { rank: number; key: string }; limit: number },
): Promise<(PublicRow & { username_key: string; rank: number })[]> {
  const text = foldForSearch(q).replace(/[\\%_]/g, '\\$&');
  // Only marks and blanks: that would match everyone.
  if (text === '') return [];
  const { rows } = await sql<PublicRow & { username_key: string; rank: number }>`
    select * from (
      select id, username, full_name, created_at, username_key,
        case when search_text like ${`% ${text}%`} then 0 else 1 end as rank
      from users
      where is_active and (search_text like ${`%${text}%`} or email_key = ${foldName(q.trim())})
    ) as found
    where (rank, username_key) > (${after.rank}::int, ${after.key}::text collate "C")
    order by rank, username_key
    limit ${limit}`.execute(db);
  return rows;
}
