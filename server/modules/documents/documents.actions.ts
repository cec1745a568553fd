import type { Readable } from 'node:stream';
import type { ChangeDocument, Visibility } from '@parlance/contracts';
import { blobKey } from '../../platform/blobs/index.ts';
import { type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { append, createLogs, deleteLogs } from '../../platform/log/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { accessConversation } from '../conversations/index.ts';
import { lockOwnDocument } from './documents.access.ts';
import { ingestDocumentJob, removeDocumentFilesJob } from './documents.job-definitions.ts';
import { countProcessing } from './documents.queries.ts';
import type { DocumentRow } from './documents.tables.ts';
import { titleOfName, typeOfName } from './file-types.ts';

/** Only `userId` matters here: an `Actor` fits. */
type Who = { userId: string };

/** Where a document belongs. */
interface Place {
  visibility: Visibility;
  conversationId: string | null;
}

/** Documents of one person that may wait to be read. */
const processingMax = 500;
/** Where files live, by the document's id. */
export const fileArea = 'documents';

/**
 * What a person asked for as a place. Throws `validation_failed` where visibility and conversation don't fit, `not_found` for a
 * conversation that is not theirs.
 */
export async function choosePlace(
  { db }: Pick<Platform, 'db'>,
  actor: Who,
  { visibility, conversation_id: conversationId }: Pick<ChangeDocument, 'visibility' | 'conversation_id'>,
): Promise<Place> {
  const chosen = visibility ?? (conversationId ? 'conversation' : 'private');
  if (chosen !== 'conversation') {
    if (conversationId) throw invalidField('conversation_id', 'only goes with the visibility "conversation"');
    return { visibility: chosen, conversationId: null };
  }
  if (!conversationId) throw invalidField('conversation_id', 'is required for the visibility "conversation"');
  return { visibility: chosen, conversationId: (await accessConversation(db, actor, conversationId)).id };
}

/** What an upload says about itself beside its bytes. */
export interface Upload extends Place {
  filename: string;
  title: string | undefined;
  metadata: Record<string, unknown>;
}

/** A file that is stored but belongs to nobody yet: recorded or discarded next. */
export interface StagedFile {
  id: string;
  size: number;
  sha256: string;
}

/** Refuses before bytes travel. Throws `rate_limited`. */
export async function assertMayUpload({ db }: Pick<Platform, 'db'>, { userId }: Who): Promise<void> {
  if ((await countProcessing(db, userId)) < processingMax) return;
  throw new AppError('rate_limited', 'Too many of your documents are still being read; wait until some are done.', {
    headers: { 'retry-after': '60' },
  });
}

/** Stores a file. Throws `payload_too_large`, `validation_failed` (empty), and the stream's own error. */
export async function stageFile(
  { blobs }: Pick<Platform, 'blobs'>,
  stream: Readable,
  { maxBytes }: { maxBytes: number },
): Promise<StagedFile> {
  const id = newId();
  const staged = { id, ...(await blobs.put(blobKey(fileArea, id), stream, { maxBytes })) };
  if (staged.size > 0) return staged;
  await discardFile({ blobs }, staged);
  throw invalidField('file', 'must not be empty');
}

/** Takes back what was stored for an upload that came to nothing. */
export async function discardFile({ blobs }: Pick<Platform, 'blobs'>, { id }: StagedFile): Promise<void> {
  await blobs.remove(blobKey(fileArea, id));
}

/**
 * Makes a stored file someone's document and enqueues its reading. The same content at the same place again gives the document that
 * is there, started anew if it had failed.
 */
export async function recordUpload(
  ctx: Platform,
  actor: Who,
  staged: StagedFile,
  upload: Upload,
): Promise<DocumentRow> {
  const row = await transact(ctx.db, (tx) => record(ctx, tx, { actor, upload, staged }));
  if (row.id !== staged.id) await discardFile(ctx, staged);
  return row;
}

interface Recording {
  actor: Who;
  upload: Upload;
  staged: StagedFile;
}

async function record(ctx: Platform, tx: Tx, { actor, upload, staged }: Recording): Promise<DocumentRow> {
  const { visibility, conversationId, filename, title, metadata } = upload;
  const uploadKey = `${actor.userId}/${conversationId ?? visibility}/${staged.sha256}`;
  const row = await tx
    .insertInto('documents')
    .values({
      ...staged,
      owner_id: actor.userId,
      upload_key: uploadKey,
      visibility,
      conversation_id: conversationId,
      title: title ?? titleOfName(filename),
      filename,
      mime: typeOfName(filename),
      metadata: JSON.stringify(metadata),
      blob_key: blobKey(fileArea, staged.id),
      status: 'processing',
      stage: 'received',
      created_at: ctx.now(),
      updated_at: ctx.now(),
    })
    .onConflict((conflict) => conflict.column('upload_key').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) return findAgain(ctx, tx, uploadKey);
  await createLogs(tx, 'document', [row.id]);
  await start(ctx, tx, row, actor);
  return row;
}

async function findAgain(ctx: Platform, tx: Tx, uploadKey: string): Promise<DocumentRow> {
  const row = await tx
    .selectFrom('documents')
    .selectAll()
    .where('upload_key', '=', uploadKey)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.status === 'failed' ? restart(ctx, tx, row) : row;
}

/** Gives a document that failed another try from the beginning. */
async function restart(ctx: Platform, tx: Tx, row: DocumentRow): Promise<DocumentRow> {
  const again = await tx
    .updateTable('documents')
    .set({ status: 'processing', stage: 'received', progress: 0, error_code: null, error_detail: null })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await start(ctx, tx, again, { userId: row.owner_id });
  return again;
}

async function start(ctx: Platform, tx: Tx, { id, filename }: DocumentRow, { userId }: Who): Promise<void> {
  await append(ctx, tx, [{ logId: id, actorId: userId, event: { type: 'ingest-started', document_id: id, filename } }]);
  await ctx.jobs.enqueue(tx, ingestDocumentJob, { document_id: id });
}

/** Renames one's own document or moves it to another place. Throws `not_found`, `forbidden`, `validation_failed`. */
export async function changeDocument(ctx: Platform, actor: Who, id: string, change: ChangeDocument): Promise<void> {
  const moves = change.visibility !== undefined || change.conversation_id !== undefined;
  await transact(ctx.db, async (tx) => {
    await lockOwnDocument(tx, actor, id);
    const place = moves ? await choosePlace({ db: tx }, actor, change) : undefined;
    await tx
      .updateTable('documents')
      .set({
        ...(change.title === undefined ? {} : { title: change.title.trim() }),
        ...(place ? { visibility: place.visibility, conversation_id: place.conversationId } : {}),
        updated_at: ctx.now(),
      })
      .where('id', '=', id)
      .execute();
  });
}

/** Removes one's own document with everything made from it; the file goes by a job after the commit. Throws `not_found`, `forbidden`. */
export async function deleteDocument(ctx: Platform, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const { blob_key: key } = await lockOwnDocument(tx, actor, id);
    await tx.deleteFrom('documents').where('id', '=', id).execute();
    await deleteLogs(tx, [id]);
    await ctx.jobs.enqueue(tx, removeDocumentFilesJob, { keys: [key] });
  });
}
