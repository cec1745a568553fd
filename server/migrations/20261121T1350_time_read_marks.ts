import { type Kysely, sql } from 'kysely';

/** When each member read on last: a mark whose signal got lost is found by its time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table conversation_members add column read_at timestamptz not null default now()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table conversation_members drop column read_at`.execute(db);
}
