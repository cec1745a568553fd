import type { ConnectionShare, CreateConnectionShare } from '@parlance/contracts';
import type { Db } from '../../platform/db/index.ts';
import { transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { findUsersByIds } from '../users/index.ts';
import { lockConnection } from './connections.access.ts';
import type { ConnectionsContext } from './context.ts';

type Who = Pick<Actor, 'userId'>;
const sharesPerConnection = 1_000;

/** With whom a connection is shared, in the order of their ids, from after one on. */
export async function listShares(
  db: Db,
  connectionId: string,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<ConnectionShare[]> {
  let query = db
    .selectFrom('connection_shares as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select(['s.user_id', 'u.username', 'u.full_name', 's.permission', 's.created_at'])
    .where('s.connection_id', '=', connectionId);
  if (afterId !== undefined) query = query.where('s.user_id', '>', afterId);
  const rows = await query.orderBy('s.user_id').limit(limit).execute();
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}

/** Shares a connection, or changes what somebody may do with it. Throws `not_found`, `forbidden`, `validation_failed`, `conflict`. */
export async function shareConnection(
  { db }: Pick<ConnectionsContext, 'db'>,
  actor: Who,
  connectionId: string,
  { user_id: given, permission }: CreateConnectionShare,
): Promise<ConnectionShare> {
  const userId = given.toLowerCase();
  return transact(db, async (tx) => {
    const { owner_id: ownerId } = await lockConnection(tx, actor, connectionId, 'owner');
    if (userId === ownerId) throw invalidField('user_id', 'owns this connection already');
    const [user] = await findUsersByIds(tx, [userId]);
    if (!user) throw invalidField('user_id', 'is not an active user');
    const { shares } = await tx
      .selectFrom('connection_shares')
      .select((eb) => eb.fn.countAll<number>().as('shares'))
      .where('connection_id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (shares >= sharesPerConnection)
      throw new AppError('conflict', 'This connection is shared with too many people.');
    const row = await tx
      .insertInto('connection_shares')
      .values({ connection_id: connectionId, user_id: userId, permission })
      .onConflict((conflict) => conflict.columns(['connection_id', 'user_id']).doUpdateSet({ permission }))
      .returning('created_at')
      .executeTakeFirstOrThrow();
    const { username, full_name } = user;
    return { user_id: userId, username, full_name, permission, created_at: row.created_at.toISOString() };
  });
}

/** Takes a share back; everybody may give up their own. Throws `not_found`, `forbidden`. */
export async function unshareConnection(
  { db }: Pick<ConnectionsContext, 'db'>,
  actor: Who,
  connectionId: string,
  given: string,
): Promise<void> {
  const userId = given.toLowerCase();
  await transact(db, async (tx) => {
    await lockConnection(tx, actor, connectionId, userId === actor.userId ? 'chat' : 'owner');
    const { numDeletedRows } = await tx
      .deleteFrom('connection_shares')
      .where('connection_id', '=', connectionId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new AppError('not_found', 'The connection is not shared with this person.');
  });
}
