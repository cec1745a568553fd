import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockReadableMedia } from './media.access.ts';
import { lockMedia } from './media.queries.ts';
import { removeUnattached } from './media.removal.ts';

/** What a message says about a file it carries. */
interface AttachedFile {
  filename: string;
  mime: string;
  size: number;
}

interface Attachment {
  messageId: string;
  conversationId: string;
  /** Who sends the message: may attach own uploads and what others share with them. */
  ownerId: string;
  mediaIds: string[];
}

/**
 * Makes uploads part of a message, and tells what they are, by lower-case id. Throws `not_found` for an upload the sender may
 * not read. The message may still have to be inserted; whether the sender may write there is the caller's question.
 */
export async function attachMedia(
  tx: Tx,
  { messageId, conversationId, ownerId, mediaIds }: Attachment,
): Promise<Map<string, AttachedFile>> {
  const ids = [...new Set(mediaIds.map((id) => id.toLowerCase()))];
  if (ids.length === 0) return new Map();
  const rows = await lockReadableMedia(tx, { userId: ownerId }, ids);
  const files = new Map(rows.map(({ id, filename, mime, size }) => [id, { filename, mime, size }]));
  const missing = ids.find((id) => !files.has(id));
  if (missing) {
    throw new AppError('not_found', `media_id: there is no file ${missing}, or it is not shared with you.`, {
      fields: [{ path: 'media_id', message: `there is no file ${missing}` }],
    });
  }
  await tx
    .insertInto('media_attachments')
    .values(ids.map((id) => ({ media_id: id, message_id: messageId, conversation_id: conversationId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return files;
}

/** The messages are deleted: files that no other message carries go with them, the bytes by a job after the commit. */
export async function detachMedia(platform: Pick<Platform, 'jobs'>, tx: Tx, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  // One array parameter: a statement takes 65,535 parameters, a conversation may hold more messages.
  const ofMessages = sql<SqlBool>`message_id = any(${messageIds}::uuid[])`;
  const carried = await tx.selectFrom('media_attachments').select('media_id').distinct().where(ofMessages).execute();
  if (carried.length === 0) return;
  const ids = carried.map(({ media_id }) => media_id);
  // The uploads first, then their attachments, as in attachMedia: two transactions never wait for each other in a circle.
  await lockMedia(tx, ids);
  await tx.deleteFrom('media_attachments').where(ofMessages).execute();
  await removeUnattached(platform, tx, ids);
}
