import { type Kysely, sql } from 'kysely';

/** Accounts. How someone proves who they are is not here but with `auth`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The _key columns and search_text are folded by the application, so the database's locale has no say in what is equal.
  await sql`
    create table users (
      id uuid primary key,
      username text not null,
      username_key text collate "C" not null constraint users_username_unique unique,
      email text,
      email_key text collate "C" constraint users_email_unique unique,
      full_name text,
      search_text text collate "C" not null,
      tier text not null default 'free' check (tier in ('free', 'premium')),
      is_active boolean not null default true,
      is_superuser boolean not null default false,
      theme text not null default 'system' check (theme in ('light', 'dark', 'system')),
      language text not null default 'en',
      notification_enabled boolean not null default true,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table users`.execute(db);
}
