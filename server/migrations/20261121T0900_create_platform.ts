import { type Kysely, sql } from 'kysely';

/** The installation's own row, the logs with their events, and the audit trail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table instance (
      id boolean primary key default true check (id),
      first_admin_id uuid,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`insert into instance default values`.execute(db);
  // head_seq: newest event; floor_seq: events up to here were removed by retention.
  await sql`
    create table logs (
      log_id uuid primary key,
      kind text not null,
      epoch text not null default substr(md5(gen_random_uuid()::text), 1, 12),
      head_seq bigint not null default 0,
      floor_seq bigint not null default 0,
      updated_at timestamptz not null default now()
    ) with (fillfactor = 70)`.execute(db);
  await sql`
    create table events (
      log_id uuid not null,
      seq bigint not null,
      type text not null,
      subject_id uuid,
      payload json not null,
      primary key (log_id, seq)
    )`.execute(db);
  await sql`create index events_subject on events (log_id, subject_id) where subject_id is not null`.execute(db);
  await sql`
    create table audit_entries (
      id uuid primary key,
      at timestamptz not null default now(),
      actor_id uuid,
      action text not null,
      target_id uuid,
      ip text,
      request_id text,
      detail jsonb not null default '{}'
    )`.execute(db);
  await sql`create index audit_entries_at on audit_entries (at)`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only'; end $$`.execute(db);
  await sql`
    create trigger audit_entries_append_only before update or delete on audit_entries
    for each row execute function refuse_change()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['audit_entries', 'events', 'logs', 'instance']) {
    await sql`drop table ${sql.table(table)}`.execute(db);
  }
  await sql`drop function refuse_change()`.execute(db);
}
