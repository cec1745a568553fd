import { type Kysely, sql } from 'kysely';

/** Personal API keys. A key is kept as SHA-256; `prefix` is its start, by which people tell their keys apart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      name text not null,
      prefix text not null,
      hash bytea not null unique,
      scopes text[] not null check (scopes <@ array['openai', 'api'] and cardinality(scopes) > 0),
      expires_at timestamptz,
      last_used_at timestamptz,
      created_at timestamptz not null
    )`.execute(db);
  await sql`create index api_keys_user on api_keys (user_id, id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table api_keys`.execute(db);
}
