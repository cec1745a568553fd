import { limits, type NewLogEvent } from '@parlance/contracts';
import { sql } from 'kysely';
import type { Bus } from '../bus/bus.ts';
import { afterCommit, type Tx } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { LogKind } from './log.tables.ts';

/** An event on its way into a log; `event` is its wire form without seq, time and actor. */
export interface Append {
  logId: string;
  actorId: string | null;
  /** What the event is about, e.g. a message: lets `scrub` find it again. */
  subjectId?: string;
  event: NewLogEvent;
}

/** An event that has its place: what `append` returns and what travels over the bus after the commit. */
export interface LoggedEvent {
  logId: string;
  seq: number;
  epoch: string;
  type: string;
  /** The whole event as JSON, serialised once. */
  json: string;
}

/** Creates the (empty) log of a new thing in the transaction that creates the thing. */
export async function createLogs(tx: Tx, kind: LogKind, logIds: string[]): Promise<void> {
  await tx
    .insertInto('logs')
    .values(logIds.map((log_id) => ({ log_id, kind })))
    .execute();
}

/**
 * Appends events in the caller's transaction and publishes them once it has committed. Seqs are gap-free per log: the
 * log's row stays locked until then. Several logs are locked in the order of their ids, conversations before users, so that
 * two appends never wait for each other in a circle; a transaction that appends more than once keeps to that order.
 */
export async function append(ctx: { bus: Bus }, tx: Tx, entries: Append[]): Promise<LoggedEvent[]> {
  if (entries.length === 0) return [];
  const heads = await reserve(tx, entries);
  const at = new Date().toISOString();
  const rows = entries.map(({ logId, actorId, subjectId, event }) => {
    const head = heads.get(logId);
    if (!head) throw new AppError('not_found', 'The log of this thing is gone.');
    head.seq += 1;
    const payload = JSON.stringify({ ...event, at, actor_id: actorId });
    assertSize(payload);
    return {
      log_id: logId,
      seq: head.seq,
      epoch: head.epoch,
      type: event.type,
      subject_id: subjectId ?? null,
      payload,
    };
  });
  await tx
    .insertInto('events')
    .values(rows.map(({ epoch, ...row }) => row))
    .execute();
  const logged = rows.map((row) => toLogged(row));
  afterCommit(tx, () => {
    for (const event of logged) ctx.bus.publish({ kind: 'event', event });
  });
  return logged;
}

/** The wire form of a stored event: its payload with the seq in front. */
export function toLogged(row: {
  log_id: string;
  seq: number;
  epoch: string;
  type: string;
  payload: string;
}): LoggedEvent {
  return {
    logId: row.log_id,
    seq: row.seq,
    epoch: row.epoch,
    type: row.type,
    json: `{"seq":${row.seq},${row.payload.slice(1)}`,
  };
}

/** Locks the logs' rows and moves their heads; the map holds each log's seq from before. */
async function reserve(tx: Tx, entries: Append[]): Promise<Map<string, { seq: number; epoch: string }>> {
  const counts = new Map<string, number>();
  for (const { logId } of entries) counts.set(logId, (counts.get(logId) ?? 0) + 1);
  const ids = [...counts.keys()];
  const { rows } = await sql<{ log_id: string; head_seq: number; epoch: string }>`
    with locked as (
      select log_id from logs where log_id = any(${ids}::uuid[]) order by kind, log_id for update
    ), wanted as (
      select * from unnest(${ids}::uuid[], ${[...counts.values()]}::int[]) as w(log_id, n)
    )
    update logs set head_seq = logs.head_seq + wanted.n, updated_at = now()
    from wanted where logs.log_id = wanted.log_id and logs.log_id in (select log_id from locked)
    returning logs.log_id, logs.head_seq - wanted.n as head_seq, logs.epoch`.execute(tx);
  return new Map(rows.map((row) => [row.log_id, { seq: row.head_seq, epoch: row.epoch }]));
}

function assertSize(payload: string): void {
  if (Buffer.byteLength(payload) > limits.eventBytes) {
    throw new AppError(
      'payload_too_large',
      `An event may hold ${limits.eventBytes / 1024} KiB; upload larger things as media.`,
    );
  }
}

/** Removes logs with all their events, in the transaction that removes the thing itself. */
export async function deleteLogs(tx: Tx, logIds: string[]): Promise<void> {
  await tx.deleteFrom('events').where('log_id', 'in', logIds).execute();
  await tx.deleteFrom('logs').where('log_id', 'in', logIds).execute();
}
