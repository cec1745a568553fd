import { type Kysely, sql } from 'kysely';

/**
 * Documents, their chunks, and what finds them: terms with their places for BM25, vectors for meaning. A document's id is the id
 * of its log.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createVectorExtension(db);
  await createDocuments(db);
  await sql`
    create table document_chunks (
      document_id uuid not null references documents on delete cascade,
      ordinal integer not null,
      start_offset integer not null,
      end_offset integer not null,
      page integer,
      heading text,
      prefix text not null,
      content text not null,
      tokens integer not null,
      primary key (document_id, ordinal)
    )`.execute(db);
  // One row per word and document: the chunks that hold it, how often each, and how many words each has in all.
  await sql`
    create table document_terms (
      document_id uuid not null references documents on delete cascade,
      term text not null,
      ordinals integer[] not null,
      counts integer[] not null,
      lengths integer[] not null,
      primary key (document_id, term)
    )`.execute(db);
  await sql`create index document_terms_by_term on document_terms (term, document_id)`.execute(db);
  await sql`
    create table embedders (
      id smallint primary key,
      name text not null unique,
      dimensions integer not null,
      state text not null check (state in ('building', 'serving')),
      indexed boolean not null default false,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table chunk_vectors (
      embedder_id smallint not null references embedders,
      document_id uuid not null,
      ordinal integer not null,
      embedding vector not null,
      primary key (embedder_id, document_id, ordinal),
      foreign key (document_id, ordinal) references document_chunks on delete cascade
    )`.execute(db);
  // In the row itself wherever it fits a page: an exact scan would else fetch every vector from another table.
  await sql`alter table chunk_vectors alter column embedding set storage main`.execute(db);
  await sql`create index chunk_vectors_by_chunk on chunk_vectors (document_id, ordinal)`.execute(db);
}

async function createVectorExtension(db: Kysely<unknown>): Promise<void> {
  try {
    await sql`create extension if not exists vector`.execute(db);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `PostgreSQL has no pgvector for this database (${reason}). Install the package, e.g. postgresql-16-pgvector, or run ` +
        '"create extension vector" as a superuser; then start again.',
      { cause: error },
    );
  }
}

async function createDocuments(db: Kysely<unknown>): Promise<void> {
  // upload_key: owner, place and content hash of the upload, so that sending it again finds it.
  await sql`
    create table documents (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      upload_key text not null unique,
      visibility text not null check (visibility in ('private', 'conversation', 'public')),
      conversation_id uuid references conversations on delete set null,
      title text not null,
      filename text not null,
      mime text not null,
      size bigint not null,
      sha256 text not null,
      metadata jsonb not null default '{}',
      blob_key text not null,
      language text,
      text text,
      sections json not null default '[]',
      pages json not null default '[]',
      notes text[] not null default '{}',
      status text not null check (status in ('processing', 'completed', 'failed')),
      stage text not null check (stage in ('received', 'parsed', 'chunked', 'embedded', 'indexed')),
      progress integer not null default 0,
      error_code text,
      error_detail text,
      chunk_count integer not null default 0,
      word_count integer not null default 0,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      completed_at timestamptz
    )`.execute(db);
  await sql`create index documents_by_owner on documents (owner_id, id)`.execute(db);
  await sql`
    create index documents_by_conversation on documents (conversation_id, id) where visibility = 'conversation'`.execute(
    db,
  );
  await sql`create index documents_public on documents (id) where visibility = 'public'`.execute(db);
  await sql`create index documents_unfinished on documents (id) where status = 'processing'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['chunk_vectors', 'embedders', 'document_terms', 'document_chunks', 'documents'])
    await sql`drop table ${sql.table(table)}`.execute(db);
  await sql`delete from events where log_id in (select log_id from logs where kind = 'document')`.execute(db);
  await sql`delete from logs where kind = 'document'`.execute(db);
  await sql`drop extension vector`.execute(db);
}
