import type { AskResult } from '@parlance/contracts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import type { AskSessionRow } from './ask-db.tables.ts';
import type { Query } from './engine/index.ts';

type Who = Pick<Actor, 'userId'>;

export const sessionNotFound = () => new AppError('not_found', 'There is no such session, or it is not yours.');

/** A session of the asker's own with this connection; whether they may still use the connection is the caller's question. */
export async function accessSession(db: Db | Tx, actor: Who, connectionId: string, id: string): Promise<AskSessionRow> {
  const row = await db
    .selectFrom('ask_sessions')
    .selectAll()
    .where('id', '=', id)
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', actor.userId)
    .executeTakeFirst();
  if (!row) throw sessionNotFound();
  return row;
}

interface Page {
  beforeId: string | undefined;
  limit: number;
}

/** The asker's own sessions with a connection, newest first. */
export function listSessions(
  db: Db,
  actor: Who,
  connectionId: string,
  { beforeId, limit }: Page,
): Promise<AskSessionRow[]> {
  let query = db
    .selectFrom('ask_sessions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', actor.userId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** Answers of a session, newest first. */
export async function listAnswers(db: Db | Tx, sessionId: string, { beforeId, limit }: Page): Promise<AskResult[]> {
  let query = db.selectFrom('ask_answers').select('answer').where('session_id', '=', sessionId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ answer }) => answer);
}

/** How the last question of a session was read, where it was. */
export async function findLastPlan(db: Db, sessionId: string): Promise<Query | null> {
  const row = await db
    .selectFrom('ask_answers')
    .select('context')
    .where('session_id', '=', sessionId)
    .where('context', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.context ?? null;
}
