import { type Insertable, type SqlBool, sql } from 'kysely';
import type { Db, Tables, Tx } from '../../platform/db/index.ts';
import type { MediaRow } from './media.tables.ts';

/** Any upload, whoever may see it: only for callers that have another proof than membership, such as a signature. */
export async function findMedia(db: Db, id: string): Promise<MediaRow | undefined> {
  return db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Someone's own uploads, newest first; ids are time-ordered. */
export async function listMedia(
  db: Db,
  ownerId: string,
  { beforeId, limit }: { beforeId: string | undefined; limit: number },
): Promise<MediaRow[]> {
  let query = db.selectFrom('media').selectAll().where('owner_id', '=', ownerId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** How much someone has uploaded that no message carries. */
export async function countPending(db: Db | Tx, ownerId: string): Promise<{ files: number; bytes: number }> {
  return db
    .selectFrom('media')
    .select([sql<number>`count(*)`.as('files'), sql<number>`coalesce(sum(size), 0)::bigint`.as('bytes')])
    .where('owner_id', '=', ownerId)
    .where(isUnattached)
    .executeTakeFirstOrThrow();
}

/** Makes one person's uploads finish one after the other until the transaction ends, so that counting them holds. */
export async function lockUploadsOf(tx: Tx, ownerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`media:${ownerId}`}, 0))`.execute(tx);
}

export async function insertMedia(tx: Tx, row: Insertable<Tables['media']>): Promise<MediaRow> {
  return tx.insertInto('media').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Locks uploads in the order of their ids. */
export async function lockMedia(tx: Tx, ids: string[]): Promise<void> {
  await tx.selectFrom('media').select('id').where(isAmong(ids)).orderBy('id').forUpdate().execute();
}

/** Deletes those of the (locked) uploads that no message carries, and tells where their bytes are. */
export async function deleteUnattached(tx: Tx, ids: string[]): Promise<Pick<MediaRow, 'blob_key' | 'thumbnail_key'>[]> {
  return tx
    .deleteFrom('media')
    .where(isAmong(ids))
    .where(isUnattached)
    .returning(['blob_key', 'thumbnail_key'])
    .execute();
}

/** Uploads from before a time that never became part of a message. */
export async function listForgotten(db: Db, { before, limit }: { before: Date; limit: number }): Promise<string[]> {
  const rows = await db
    .selectFrom('media')
    .select('id')
    .where('created_at', '<', before)
    .where(isUnattached)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Messages that carry uploads and don't exist any more, such as those of a deleted conversation. */
export async function listLostMessages(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('media_attachments as attachment')
    .leftJoin('messages as message', 'message.id', 'attachment.message_id')
    .select('attachment.message_id')
    .distinct()
    .where((eb) => eb.or([eb('message.id', 'is', null), eb('message.deleted_at', 'is not', null)]))
    .limit(limit)
    .execute();
  return rows.map(({ message_id }) => message_id);
}

/** Those of the ids that belong to no upload. */
export async function listUnknown(db: Db, ids: string[]): Promise<string[]> {
  const rows = await db.selectFrom('media').select('id').where(isAmong(ids)).execute();
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

const isAmong = (ids: string[]) => sql<SqlBool>`media.id = any(${ids}::uuid[])`;

const isUnattached = sql<SqlBool>`not exists (select from media_attachments where media_attachments.media_id = media.id)`;
