import { type Kysely, sql } from 'kysely';

/** Uploads, and the messages they are part of. Files of a deleted account stay where they were posted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table media (
      id uuid primary key,
      owner_id uuid references users on delete set null,
      blob_key text not null,
      filename text not null,
      mime text not null,
      size bigint not null,
      sha256 text not null,
      width integer,
      height integer,
      thumbnail_key text,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index media_by_owner on media (owner_id, id)`.execute(db);
  // No reference to messages: an upload is attached before its message is inserted, in the same transaction.
  await sql`
    create table media_attachments (
      media_id uuid not null references media on delete cascade,
      message_id uuid not null,
      conversation_id uuid not null,
      primary key (media_id, message_id)
    )`.execute(db);
  await sql`create index media_attachments_by_message on media_attachments (message_id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['media_attachments', 'media']) await sql`drop table ${sql.table(table)}`.execute(db);
}
