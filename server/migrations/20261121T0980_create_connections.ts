import { type Kysely, sql } from 'kysely';

/** Connected databases, what is known about them, and what people asked them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createConnections(db);
  await createInsights(db);
  await createQuestions(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of [
    'sql_history',
    'ask_answers',
    'ask_sessions',
    'verified_pairs',
    'connection_values',
    'connection_metrics',
    'connection_joins',
    'connection_columns',
    'connection_tables',
    'connection_shares',
    'connections',
  ])
    await sql`drop table ${sql.table(table)}`.execute(db);
}

async function createConnections(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connections (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      name text not null,
      description text,
      kind text not null check (kind in ('postgresql', 'sqlite')),
      host text,
      port integer,
      database text not null,
      username text,
      sealed_password text,
      ssl_mode text not null default 'prefer',
      allow_superuser boolean not null default false,
      blob_key text,
      file_size bigint,
      is_demo boolean not null default false,
      status text not null default 'pending',
      status_message text,
      analysis_progress real not null default 0,
      server_version text,
      last_analyzed_at timestamptz,
      next_analysis_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index connections_by_owner on connections (owner_id, id)`.execute(db);
  await sql`create index connections_due on connections (next_analysis_at)`.execute(db);
  await sql`
    create table connection_shares (
      connection_id uuid not null references connections on delete cascade,
      user_id uuid not null references users on delete cascade,
      permission text not null check (permission in ('chat', 'view', 'owner')),
      created_at timestamptz not null default now(),
      primary key (connection_id, user_id)
    )`.execute(db);
  await sql`create index connection_shares_by_user on connection_shares (user_id, connection_id)`.execute(db);
}

/** A schema of '' stands for a database without schemas. What people edited lives in columns that an analysis never writes. */
async function createInsights(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connection_tables (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      schema_name text not null,
      table_name text not null,
      kind text not null,
      comment text,
      row_count bigint,
      row_count_exact boolean not null default false,
      summary text not null default '',
      document text not null default '',
      description text,
      synonyms text[] not null default '{}',
      hidden boolean not null default false,
      updated_at timestamptz not null default now(),
      unique (connection_id, schema_name, table_name)
    )`.execute(db);
  await sql`
    create table connection_columns (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      table_id uuid not null references connection_tables on delete cascade,
      name text not null,
      position integer not null,
      type text not null,
      native_type text not null,
      is_nullable boolean not null,
      is_primary_key boolean not null,
      is_unique boolean not null,
      comment text,
      distinct_count bigint,
      null_count bigint,
      min_value text,
      max_value text,
      strategy text not null,
      reason text not null,
      is_sensitive boolean not null,
      frequent_values json,
      samples json not null default '[]',
      description text,
      synonyms text[] not null default '{}',
      hidden boolean not null default false,
      sensitive_override boolean,
      unique (table_id, name)
    )`.execute(db);
  await sql`create index connection_columns_by_connection on connection_columns (connection_id)`.execute(db);
  await sql`
    create table connection_joins (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      table_id uuid not null references connection_tables on delete cascade,
      column_names text[] not null,
      ref_table_id uuid not null references connection_tables on delete cascade,
      ref_column_names text[] not null,
      origin text not null check (origin in ('key', 'inferred', 'edited'))
    )`.execute(db);
  await sql`create index connection_joins_by_connection on connection_joins (connection_id)`.execute(db);
  await sql`
    create table connection_metrics (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      table_id uuid not null references connection_tables on delete cascade,
      name text not null,
      synonyms text[] not null default '{}',
      expression text not null
    )`.execute(db);
  await sql`create index connection_metrics_by_connection on connection_metrics (connection_id)`.execute(db);
  // Trigrams as numbers and not by pg_trgm, which not every PostgreSQL brings; each number also stands for the connection.
  await sql`
    create table connection_values (
      connection_id uuid not null references connections on delete cascade,
      column_id uuid not null references connection_columns on delete cascade,
      value text not null,
      folded text not null,
      grams integer[] not null
    )`.execute(db);
  await sql`create index connection_values_by_spelling on connection_values (connection_id, folded)`.execute(db);
  await sql`create index connection_values_by_column on connection_values (column_id)`.execute(db);
  await sql`create index connection_values_by_grams on connection_values using gin (grams)`.execute(db);
}

async function createQuestions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table verified_pairs (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      question text not null,
      folded text not null,
      sql_query text not null,
      created_by uuid references users on delete set null,
      created_at timestamptz not null default now(),
      unique (connection_id, folded)
    )`.execute(db);
  await sql`
    create table ask_sessions (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      user_id uuid not null references users on delete cascade,
      title text not null,
      share_token text unique,
      snapshot json,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index ask_sessions_by_user on ask_sessions (user_id, connection_id, id)`.execute(db);
  await sql`create index ask_sessions_by_connection on ask_sessions (connection_id)`.execute(db);
  await sql`
    create table ask_answers (
      id uuid primary key,
      session_id uuid not null references ask_sessions on delete cascade,
      question text not null,
      answer json not null,
      context json,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index ask_answers_by_session on ask_answers (session_id, id)`.execute(db);
  await sql`
    create table sql_history (
      id uuid primary key,
      connection_id uuid not null references connections on delete cascade,
      user_id uuid references users on delete set null,
      question text not null,
      sql_query text not null,
      status text not null check (status in ('succeeded', 'refused', 'failed', 'timeout')),
      error text,
      row_count integer,
      execution_time_ms integer not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index sql_history_by_connection on sql_history (connection_id, id)`.execute(db);
}
