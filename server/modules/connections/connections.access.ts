import type { ConnectionPermission } from '@parlance/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { connectionNotFound } from './connections.errors.ts';
import type { ConnectionRow } from './connections.tables.ts';

type Who = Pick<Actor, 'userId'>;

/** A connection, and what the asker may do with it. */
export type AccessibleConnection = ConnectionRow & { permission: ConnectionPermission };

const rank: Record<ConnectionPermission, number> = { chat: 1, view: 2, owner: 3 };
const lacking: Record<ConnectionPermission, string> = {
  chat: 'You may not ask this database.',
  view: 'You may ask this database, but not see what is known about it.',
  owner: 'Only an owner of the connection may do this.',
};

/** Connections that somebody owns or that are shared with them, with `permission`; the rest of the query is the caller's. */
export const visibleTo = (db: Db | Tx, userId: string) =>
  db
    .selectFrom('connections as c')
    .leftJoin('connection_shares as s', (join) =>
      join.onRef('s.connection_id', '=', 'c.id').on('s.user_id', '=', userId),
    )
    .selectAll('c')
    .select(
      sql<ConnectionPermission>`case when c.owner_id = ${userId} then 'owner' else s.permission end`.as('permission'),
    )
    .where((eb) => eb.or([eb('c.owner_id', '=', userId), eb('s.user_id', 'is not', null)]));

/** The connection, if the asker may do at least `need` with it: 404 for what is not theirs at all, 403 for what is not enough. */
export async function accessConnection(
  db: Db | Tx,
  actor: Who,
  id: string,
  need: ConnectionPermission,
): Promise<AccessibleConnection> {
  const row = await visibleTo(db, actor.userId).where('c.id', '=', id).executeTakeFirst();
  if (!row) throw connectionNotFound();
  if (rank[row.permission] < rank[need]) throw new AppError('forbidden', lacking[need]);
  return row;
}

/** What somebody may ask, newest first: the first hundred. */
export function listUsable(db: Db, userId: string): Promise<{ id: string; name: string }[]> {
  return visibleTo(db, userId).where('c.last_analyzed_at', 'is not', null).orderBy('c.id', 'desc').limit(100).execute();
}

/** The same for a change: its row stays locked until the transaction ends. */
export async function lockConnection(
  tx: Tx,
  actor: Who,
  id: string,
  need: ConnectionPermission,
): Promise<AccessibleConnection> {
  await tx.selectFrom('connections').select('id').where('id', '=', id).forUpdate().execute();
  return accessConnection(tx, actor, id, need);
}
