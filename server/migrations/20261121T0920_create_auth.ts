import { type Kysely, sql } from 'kysely';

/** Passwords, sessions and the tokens that renew or replace them. Tokens are kept as SHA-256, passwords as Argon2id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table passwords (
      user_id uuid primary key references users on delete cascade,
      hash text not null,
      changed_at timestamptz not null
    )`.execute(db);
  await sql`
    create table sessions (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      user_agent text,
      ip text,
      created_at timestamptz not null,
      last_used_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index sessions_user on sessions (user_id, id)`.execute(db);
  await sql`create index sessions_expires_at on sessions (expires_at)`.execute(db);
  // replaced_at: when a successor was about to be handed out; a request that arrives later reuses the token.
  await sql`
    create table refresh_tokens (
      hash bytea primary key,
      session_id uuid not null references sessions on delete cascade,
      expires_at timestamptz not null,
      replaced_at timestamptz
    )`.execute(db);
  await sql`create index refresh_tokens_session on refresh_tokens (session_id)`.execute(db);
  await sql`create index refresh_tokens_expires_at on refresh_tokens (expires_at)`.execute(db);
  // One per user: a new one takes the place of the older. email_key: the address it was sent to.
  await sql`
    create table reset_tokens (
      user_id uuid primary key references users on delete cascade,
      hash bytea not null unique,
      email_key text not null,
      expires_at timestamptz not null
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['reset_tokens', 'refresh_tokens', 'sessions', 'passwords']) {
    await sql`drop table ${sql.table(table)}`.execute(db);
  }
}
