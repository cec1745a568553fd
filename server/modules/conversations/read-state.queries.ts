import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { ReadMark } from '../../platform/realtime/index.ts';

/** The members of these conversations who read on within the last `seconds`, and how far they have read. */
export async function listReadMarks(db: Db, conversationIds: string[], seconds: number): Promise<ReadMark[]> {
  const { rows } = await sql<ReadMark>`
    select conversation_id as "logId", user_id as "userId", last_read_seq as seq from conversation_members
    where conversation_id = any(${conversationIds}::uuid[]) and read_at > now() - make_interval(secs => ${seconds})`.execute(
    db,
  );
  return rows;
}
