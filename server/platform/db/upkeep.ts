import { sql } from 'kysely';
import { Type } from 'typebox';
import type { JobDefinition, JobRun } from '../jobs/index.ts';
import type { Database } from './database.ts';

/** Every ten minutes; does nothing on a PostgreSQL server, which has its own autovacuum. */
export const tendTablesJob = {
  queue: 'tend-tables',
  payload: Type.Object({}),
  attempts: 1,
  timeoutSeconds: 600,
  concurrency: 1,
  schedule: '*/10 * * * *',
} satisfies JobDefinition;

/**
 * Vacuums and analyses the tables of the embedded database that changed by a fifth, PostgreSQL's own measure. Without that the
 * planner believes them empty, dead rows pile up, and counting reads every row. One statement a table: others get their turn.
 */
export async function tendTables(
  { database }: { database: Database },
  { signal }: Pick<JobRun, 'signal'>,
): Promise<string[]> {
  if (database.mode !== 'embedded') return [];
  const { rows } = await sql<{ schema: string; name: string }>`
    select s.schemaname as schema, s.relname as name
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where greatest(s.n_dead_tup, s.n_ins_since_vacuum, s.n_mod_since_analyze) > 100 + 0.2 * greatest(c.reltuples, 0)
    order by s.relid`.execute(database.db);
  for (const { schema, name } of rows) {
    signal.throwIfAborted();
    await database.unhurried((db) => sql`vacuum (analyze) ${sql.id(schema, name)}`.execute(db));
  }
  return rows.map(({ name }) => name);
}
