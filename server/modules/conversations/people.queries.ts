import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** Acquaintances of one user that are looked at; who has more sees some of them come online only when they do. */
const mostAcquaintances = 20_000;

/** The people that a user shares conversations with. */
export async function listAcquaintances(db: Db, userId: string): Promise<string[]> {
  const { rows } = await sql<{ user_id: string }>`
    select distinct other.user_id
    from conversation_members mine
    join conversation_members other on other.conversation_id = mine.conversation_id and other.user_id <> mine.user_id
    where mine.user_id = ${userId}
    limit ${mostAcquaintances}`.execute(db);
  return rows.map((row) => row.user_id);
}

/** The conversations of several users. */
export async function listConversationsOf(
  db: Db,
  userIds: string[],
): Promise<{ user_id: string; conversation_id: string }[]> {
  const { rows } = await sql<{ user_id: string; conversation_id: string }>`
    select user_id, conversation_id from conversation_members where user_id = any(${userIds}::uuid[])`.execute(db);
  return rows;
}
