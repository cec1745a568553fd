import { limits, type NewEvent, type RunEvent } from '@parlance/contracts';
import { sql } from 'kysely';
import { afterCommit, type Db, type Tx } from '../../platform/db/index.ts';
import { type LoggedEvent, toLogged } from '../../platform/log/append.ts';
import type { Platform } from '../../platform/platform.ts';
import { StaleRun, type Turn } from './context.ts';

export type NewRunEvent = NewEvent<RunEvent>;

interface AppendedRow {
  base: number;
  epoch: string;
}

/**
 * Appends to a run's log what its worker says, in one statement: the fence, the numbering and the events. Progress among them
 * also goes to the run's row. Published once it is committed: by itself on `db`, with the caller's commit on a transaction.
 * Throws `StaleRun` when the turn is over; then nothing was written.
 */
export async function appendToRun(
  ctx: Pick<Platform, 'bus' | 'db'>,
  tx: Tx | undefined,
  turn: Turn,
  events: NewRunEvent[],
): Promise<LoggedEvent[]> {
  if (events.length === 0) return [];
  const at = new Date().toISOString();
  const payloads = events.map((event) => JSON.stringify({ ...event, at, actor_id: null }));
  const tooLarge = payloads.findIndex((payload) => Buffer.byteLength(payload) > limits.eventBytes);
  if (tooLarge >= 0) throw new Error(`A ${events[tooLarge]?.type} event of run ${turn.runId} is too large.`);
  const row = await insertEvents(tx ?? ctx.db, turn, { events, payloads });
  if (!row) throw new StaleRun(turn.runId);
  const logged = events.map((event, index) =>
    toLogged({
      log_id: turn.runId,
      seq: row.base + index + 1,
      epoch: row.epoch,
      type: event.type,
      payload: payloads[index] ?? '',
    }),
  );
  const publish = (): void => {
    for (const event of logged) ctx.bus.publish({ kind: 'event', event });
  };
  if (tx) afterCommit(tx, publish);
  else publish();
  return logged;
}

async function insertEvents(
  db: Db | Tx,
  { runId, attempt }: Turn,
  { events, payloads }: { events: NewRunEvent[]; payloads: string[] },
): Promise<AppendedRow | undefined> {
  const progress = events.findLast((event) => event.type === 'progress');
  const { rows } = await sql<AppendedRow>`
    with held as (
      update runs set
        progress = coalesce(${progress?.progress ?? null}::int, progress),
        status_text = coalesce(${progress?.status ?? null}::text, status_text)
      where id = ${runId} and attempt = ${attempt} and status = 'running' returning id
    ), bumped as (
      update logs set head_seq = head_seq + ${events.length}::bigint, updated_at = now()
      where log_id in (select id from held) returning head_seq - ${events.length}::bigint as base, epoch
    ), logged as (
      insert into events (log_id, seq, type, payload)
      select ${runId}::uuid, b.base + e.ord, e.type, e.payload::json
      from bumped b cross join unnest(${events.map(({ type }) => type)}::text[], ${payloads}::text[])
        with ordinality as e(type, payload, ord)
    )
    select base, epoch from bumped`.execute(db);
  return rows[0];
}
