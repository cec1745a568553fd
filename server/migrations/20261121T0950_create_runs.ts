import { type Kysely, sql } from 'kysely';

/** Runs of the assistant, what they called, what was approved, and the checkpoints of the agent's graph. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // has_turn: it is with the workers, the one of its conversation that is. trigger_id: the message that asked; message_id: the one that answers. snapshot: what the run said, once its log is compacted.
  await sql`
    create table runs (
      id uuid primary key,
      conversation_id uuid not null references conversations on delete cascade,
      user_id uuid not null,
      trigger_id uuid not null,
      status text not null
        check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'interrupted')),
      progress integer not null default 0,
      status_text text not null,
      engine text not null,
      model text,
      note text,
      options json not null,
      priority integer not null,
      usage json,
      error json,
      message_id uuid,
      attempt integer not null default 0,
      has_turn boolean not null default false,
      snapshot json,
      created_at timestamptz not null,
      started_at timestamptz,
      finished_at timestamptz,
      compacted_at timestamptz
    ) with (fillfactor = 70)`.execute(db);
  await sql`create index runs_by_conversation on runs (conversation_id, id)`.execute(db);
  await sql`create index runs_by_trigger on runs (trigger_id)`.execute(db);
  await sql`create index runs_by_message on runs (message_id) where message_id is not null`.execute(db);
  await sql`
    create index runs_active on runs (conversation_id, id) where status in ('queued', 'running', 'waiting')`.execute(
    db,
  );
  await sql`create index runs_to_compact on runs (finished_at) where finished_at is not null and compacted_at is null`.execute(
    db,
  );
  await sql`
    create table run_tool_calls (
      run_id uuid not null references runs on delete cascade,
      id text not null,
      name text not null,
      args json not null,
      risk text not null check (risk in ('read', 'write', 'dangerous')),
      state text not null check (state in ('running', 'waiting', 'approved', 'done', 'failed', 'rejected')),
      reason text,
      result json,
      created_at timestamptz not null,
      primary key (run_id, id)
    )`.execute(db);
  // conversation_id null: the tool is allowed everywhere, for this user.
  await sql`
    create table tool_grants (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      conversation_id uuid references conversations on delete cascade,
      tool text not null,
      created_at timestamptz not null,
      unique nulls not distinct (user_id, conversation_id, tool)
    )`.execute(db);
  // The names that callers of the text API give their conversations.
  await sql`
    create table assistant_sessions (
      user_id uuid not null references users on delete cascade,
      session_id text collate "C" not null,
      conversation_id uuid not null references conversations on delete cascade,
      primary key (user_id, session_id)
    )`.execute(db);
  await sql`create index assistant_sessions_by_conversation on assistant_sessions (conversation_id)`.execute(db);
  await sql`
    create table conversation_summaries (
      conversation_id uuid primary key references conversations on delete cascade,
      up_to_seq bigint not null,
      text text not null,
      updated_at timestamptz not null
    )`.execute(db);
  // As LangGraph's PostgresSaver expects them; threads are named {user_id}:{session_id}:{run_id}.
  await sql`
    create table checkpoints (
      thread_id text not null,
      checkpoint_ns text not null default '',
      checkpoint_id text not null,
      parent_checkpoint_id text,
      type text,
      checkpoint jsonb not null,
      metadata jsonb not null default '{}',
      primary key (thread_id, checkpoint_ns, checkpoint_id)
    )`.execute(db);
  await sql`
    create table checkpoint_blobs (
      thread_id text not null,
      checkpoint_ns text not null default '',
      channel text not null,
      version text not null,
      type text not null,
      blob bytea,
      primary key (thread_id, checkpoint_ns, channel, version)
    )`.execute(db);
  await sql`
    create table checkpoint_writes (
      thread_id text not null,
      checkpoint_ns text not null default '',
      checkpoint_id text not null,
      task_id text not null,
      idx integer not null,
      channel text not null,
      type text,
      blob bytea not null,
      primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of [
    'checkpoint_writes',
    'checkpoint_blobs',
    'checkpoints',
    'conversation_summaries',
    'assistant_sessions',
    'tool_grants',
    'run_tool_calls',
    'runs',
  ]) {
    await sql`drop table ${sql.table(table)}`.execute(db);
  }
}
