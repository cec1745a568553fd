import { type PageQuery, type Run, type RunSnapshotPart, Uuid } from '@parlance/contracts';
import { type RawBuilder, sql } from 'kysely';
import { Type } from 'typebox';
import type { Db, Tx } from '../../platform/db/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { presentRun, type RunRow } from './runs.present.ts';

const columns = sql`
  r.id, r.conversation_id, r.user_id, r.trigger_id, r.status, r.progress, r.status_text, r.engine, r.model, r.note, r.usage,
  r.error, r.message_id, coalesce(l.head_seq, 0) as head_seq, r.created_at, r.started_at, r.finished_at`;

/** A run of a conversation the user is in, or undefined. */
export async function findRun(db: Db | Tx, userId: string, id: string): Promise<Run | undefined> {
  const [row] = await readRuns(
    db,
    sql`
    join conversation_members m on m.conversation_id = r.conversation_id and m.user_id = ${userId}
    where r.id = ${id}`,
  );
  return row && presentRun(row);
}

/** The newest run that a message asked for. */
export async function findRunOfMessage(db: Db | Tx, triggerId: string): Promise<Run | undefined> {
  const [row] = await readRuns(db, sql`where r.trigger_id = ${triggerId} order by r.id desc limit 1`);
  return row && presentRun(row);
}

/** The conversation that a run belongs to, whoever asks. */
export async function findRunConversation(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('runs').select('conversation_id').where('id', '=', id).executeTakeFirst();
  return row?.conversation_id;
}

/** A run whoever asks for it. */
export async function getRun(db: Db | Tx, id: string): Promise<Run> {
  const [row] = await readRuns(db, sql`where r.id = ${id}`);
  if (!row) throw new Error(`There is no run ${id}.`);
  return presentRun(row);
}

/** The runs of a conversation, newest first. */
export async function listRuns(
  db: Db,
  conversationId: string,
  { limit = 50, cursor }: PageQuery,
): Promise<{ items: Run[]; next_cursor: string | null }> {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, Type.Tuple([Uuid]))[0];
  const rows = await readRuns(
    db,
    sql`
    where r.conversation_id = ${conversationId} ${before === undefined ? sql`` : sql`and r.id < ${before}`}
    order by r.id desc limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(presentRun);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** What a compacted run said, or undefined where its log still holds all events. */
export async function findSnapshot(db: Db, id: string): Promise<RunSnapshotPart[] | undefined> {
  const row = await db.selectFrom('runs').select('snapshot').where('id', '=', id).executeTakeFirst();
  return row?.snapshot ?? undefined;
}

async function readRuns(db: Db | Tx, rest: RawBuilder<unknown>): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${columns} from runs r left join logs l on l.log_id = r.id ${rest}`.execute(db);
  return rows;
}
