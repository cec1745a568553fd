import { type Kysely, sql } from 'kysely';

/** Assistants that people make, and who answers in which conversation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table assistants (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      name text not null,
      description text not null,
      instructions text not null,
      model text,
      tools text[],
      document_ids uuid[] not null,
      visibility text not null check (visibility in ('private', 'public')),
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index assistants_by_owner on assistants (owner_id, id)`.execute(db);
  await sql`create index assistants_public on assistants (id) where visibility = 'public'`.execute(db);
  await sql`
    create table conversation_assistants (
      conversation_id uuid primary key references conversations on delete cascade,
      assistant_id uuid references assistants on delete set null,
      model text
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['conversation_assistants', 'assistants']) await sql`drop table ${sql.table(table)}`.execute(db);
}
