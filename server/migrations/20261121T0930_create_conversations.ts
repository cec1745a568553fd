import { type Kysely, sql } from 'kysely';

/** Conversations, who is in them, and what is said. A conversation's id is the id of its log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table conversations (
      id uuid primary key,
      kind text not null check (kind in ('direct', 'group', 'assistant', 'database')),
      title text,
      direct_key text unique,
      created_by uuid not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table conversation_members (
      conversation_id uuid not null references conversations on delete cascade,
      user_id uuid not null references users,
      role text not null check (role in ('owner', 'member')),
      last_read_seq bigint not null default 0,
      joined_at timestamptz not null default now(),
      primary key (conversation_id, user_id)
    ) with (fillfactor = 80)`.execute(db);
  await sql`create index conversation_members_by_user on conversation_members (user_id, conversation_id)`.execute(db);
  await sql`
    create table messages (
      id uuid primary key,
      conversation_id uuid not null references conversations on delete cascade,
      seq bigint not null,
      message_id text not null,
      content_hash text not null,
      sender text not null check (sender in ('user', 'assistant', 'system')),
      sender_id uuid,
      content json not null,
      reply_to uuid,
      mentions uuid[] not null default '{}',
      run_id uuid,
      search tsvector,
      created_at timestamptz not null,
      edited_at timestamptz,
      deleted_at timestamptz,
      unique (conversation_id, seq)
    )`.execute(db);
  await sql`create unique index messages_key on messages (conversation_id, sender_id, message_id)`.execute(db);
  await sql`create index messages_search on messages using gin (search)`.execute(db);
  await sql`
    create index messages_unread on messages (conversation_id, seq) include (sender_id) where deleted_at is null`.execute(
    db,
  );
  await sql`
    create table reactions (
      id uuid not null references messages on delete cascade,
      emoji text not null,
      user_id uuid not null,
      created_at timestamptz not null default now(),
      primary key (id, emoji, user_id)
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['reactions', 'messages', 'conversation_members', 'conversations']) {
    await sql`drop table ${sql.table(table)}`.execute(db);
  }
}
