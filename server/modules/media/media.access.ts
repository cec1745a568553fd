import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Db, Tables, Tx } from '../../platform/db/index.ts';
import { mediaNotFound } from './media.errors.ts';
import type { MediaRow } from './media.tables.ts';

/** Only `userId` matters here: an `Actor` fits. */
interface Reader {
  userId: string;
}

/** The upload, if the reader owns it or is in a conversation where a message carries it. Throws `not_found`. */
export async function accessMedia(db: Db | Tx, reader: Reader, id: string): Promise<MediaRow> {
  const row = await db
    .selectFrom('media')
    .selectAll()
    .where('id', '=', id)
    .where((eb) => mayRead(eb, reader.userId))
    .executeTakeFirst();
  if (!row) throw mediaNotFound();
  return row;
}

/**
 * The uploads among `ids` that the reader may read, locked until the end of the transaction: nobody attaches, detaches or
 * deletes them meanwhile. Locked in the order of their ids.
 */
export async function lockReadableMedia(tx: Tx, reader: Reader, ids: string[]): Promise<MediaRow[]> {
  return tx
    .selectFrom('media')
    .selectAll()
    .where('id', 'in', ids)
    .where((eb) => mayRead(eb, reader.userId))
    .orderBy('id')
    .forUpdate()
    .execute();
}

// Membership is conversations' own; the join is here so that permission is part of the query.
function mayRead(eb: ExpressionBuilder<Tables, 'media'>, userId: string): Expression<SqlBool> {
  const shared = eb
    .selectFrom('media_attachments as attachment')
    .innerJoin('messages as message', 'message.id', 'attachment.message_id')
    .innerJoin('conversation_members as member', 'member.conversation_id', 'message.conversation_id')
    .select('attachment.media_id')
    .whereRef('attachment.media_id', '=', 'media.id')
    .where('member.user_id', '=', userId)
    .where('message.deleted_at', 'is', null);
  return eb.or([eb('media.owner_id', '=', userId), eb.exists(shared)]);
}
