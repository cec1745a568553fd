import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';
import { type LoggedEvent, toLogged } from './append.ts';
import type { LogKind } from './log.tables.ts';

export interface LogPosition {
  seq: number;
  epoch: string;
}

export interface LogPage {
  events: LoggedEvent[];
  head: LogPosition;
  /** The log can't say what happened after the asked position; the reader fetches the state anew. */
  limited: boolean;
  /** The log tells everything after this seq. */
  floor: number;
}

interface ReadOptions {
  after: number;
  /** The epoch `after` was read in; when the log has another one by now, the page is `limited`. */
  epoch?: string | undefined;
  limit: number;
}

/** Reads the events after a position, oldest first, or undefined where there is no such log. One statement, one snapshot. */
export async function readLog(db: Db | Tx, logId: string, options: ReadOptions): Promise<LogPage | undefined> {
  const { rows } = await sql<{
    head_seq: number;
    floor_seq: number;
    epoch: string;
    seq: number | null;
    type: string;
    payload: string;
  }>`
    select l.head_seq, l.floor_seq, l.epoch, e.seq, e.type, e.payload::text as payload
    from logs l
    left join lateral (
      select seq, type, payload from events where log_id = l.log_id and seq > ${options.after} order by seq limit ${options.limit}
    ) e on true
    where l.log_id = ${logId}
    order by e.seq`.execute(db);
  const first = rows[0];
  if (!first) return undefined;
  const head = { seq: first.head_seq, epoch: first.epoch };
  const limited =
    options.after < first.floor_seq ||
    options.after > first.head_seq ||
    (options.epoch !== undefined && options.epoch !== first.epoch);
  const events = limited
    ? []
    : rows.flatMap(({ seq, type, payload }) =>
        seq === null ? [] : [toLogged({ log_id: logId, seq, epoch: first.epoch, type, payload })],
      );
  return { events, head, limited, floor: first.floor_seq };
}

/** Where logs stand now; logs that don't exist are missing from the map. */
export async function readHeads(db: Db | Tx, logIds: string[]): Promise<Map<string, LogPosition>> {
  const rows = await db
    .selectFrom('logs')
    .select(['log_id', 'head_seq', 'epoch'])
    .where(sql<boolean>`log_id = any(${logIds}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.log_id, { seq: row.head_seq, epoch: row.epoch }]));
}

/**
 * Replaces what events about a subject say, wherever they stand in the log: the seqs stay, the old text is gone.
 * `patch` is merged into each payload, deep keys given as a path.
 */
export async function scrubEvents(
  tx: Tx,
  logId: string,
  subjectId: string,
  patch: { path: string[]; value: unknown }[],
): Promise<void> {
  for (const { path, value } of patch) {
    await sql`
      update events set payload = jsonb_set(payload::jsonb, ${path}::text[], ${JSON.stringify(value)}::jsonb, false)::json
      where log_id = ${logId} and subject_id = ${subjectId} and payload #> ${path}::text[] is not null`.execute(tx);
  }
}

/** One step takes this many logs and this many events of each at most, so that no statement runs long. */
const trimLogsPerStep = 50;
const trimEventsPerStep = 2_000;

/**
 * One step towards each log of a kind keeping its newest `keep` events; returns how many were removed, 0 when all is done.
 * Readers further behind get `limited`.
 */
export async function trimLogs(db: Db, kind: LogKind, keep: number): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with long as (
      select log_id from logs where kind = ${kind} and head_seq - floor_seq > ${keep}::bigint
      order by log_id limit ${trimLogsPerStep} for update
    ), trimmed as (
      update logs set floor_seq = least(head_seq - ${keep}::bigint, floor_seq + ${trimEventsPerStep})
      where log_id in (select log_id from long) returning log_id, floor_seq
    ), removed as (
      delete from events using trimmed where events.log_id = trimmed.log_id and events.seq <= trimmed.floor_seq returning 1
    )
    select count(*)::int as removed from removed`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** The page as it goes over the wire, `{items, head_seq, epoch, limited}`: events are JSON already and are not parsed again. */
export function presentLogPage({ events, head, limited }: LogPage): string {
  const items = events.map((event) => event.json).join(',');
  return `{"items":[${items}],"head_seq":${head.seq},"epoch":${JSON.stringify(head.epoch)},"limited":${limited}}`;
}
