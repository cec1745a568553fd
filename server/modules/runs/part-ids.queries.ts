import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** The ids of all parts that a run ever began, those included that it took back. */
export async function readPartIds(db: Db, runId: string): Promise<string[]> {
  const { rows } = await sql<{ part_id: string }>`
    select distinct payload->>'part_id' as part_id from events
    where log_id = ${runId} and payload->>'part_id' is not null`.execute(db);
  return rows.map(({ part_id }) => part_id);
}
