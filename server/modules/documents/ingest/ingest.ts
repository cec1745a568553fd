import { buffer } from 'node:stream/consumers';
import { transact } from '../../../platform/db/index.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import type { DocumentsContext } from '../context.ts';
import { embedDocumentJob, ingestDocumentJob } from '../documents.job-definitions.ts';
import { advance, DocumentGone, fail, findWork, holdDocument, type Work } from './progress.ts';
import { ReadError, readFile } from './read-file.ts';
import type { Reading } from './reading.ts';
import { storeChunks } from './store-chunks.ts';

/** What one file may cost. */
const maxPages = 3_000;
const maxTextUnits = 5_000_000;
const readMs = 120_000;

/**
 * Reads a received file, cuts it into chunks and makes their words searchable; embedding is the next job. Begins anew wherever an
 * earlier try was cut: reading takes seconds, and every step puts itself in the place of what was there.
 */
export async function ingestDocument(ctx: DocumentsContext, id: string, job: JobRun): Promise<void> {
  const work = await findWork(ctx.db, id);
  if (!work || (work.stage !== 'received' && work.stage !== 'parsed')) return;
  try {
    await indexWords(ctx, work, await read(ctx, work, job), job);
  } catch (error) {
    if (error instanceof DocumentGone) return;
    job.signal.throwIfAborted();
    if (error instanceof ReadError) return fail(ctx, id, error, job);
    if (job.attempt < ingestDocumentJob.attempts) throw error;
    ctx.logger.error({ err: error, document: id }, 'document could not be ingested');
    await fail(ctx, id, { code: 'internal', detail: 'Reading the file failed on our side. Upload it again.' }, job);
  }
}

async function read({ blobs, config }: DocumentsContext, work: Work, { signal }: JobRun): Promise<Reading> {
  const bytes = await buffer(await blobs.get(work.blob_key));
  return readFile(
    {
      bytes: new Uint8Array(bytes),
      filename: work.filename,
      mime: work.mime,
      limits: { maxBytes: config.MAX_UPLOAD_BYTES, maxPages, maxTextUnits, timeoutMs: readMs - 10_000 },
    },
    { timeoutMs: readMs, signal },
  );
}

/** Stores what was read and makes its words searchable. Throws `DocumentGone`. */
export async function indexWords(
  ctx: DocumentsContext,
  { id }: Pick<Work, 'id'>,
  reading: Reading,
  job: Pick<JobRun, 'hold'>,
): Promise<void> {
  const { db, jobs } = ctx;
  const { text, language, sections, pages, notes } = reading.parsed;
  await transact(db, async (tx) => {
    await holdDocument(tx, id, job);
    await advance(ctx, tx, id, {
      stage: 'parsed',
      progress: 10,
      text,
      language,
      notes,
      sections: JSON.stringify(sections),
      pages: JSON.stringify(pages),
    });
  });
  const { chunks, words } = await storeChunks(ctx, id, reading, (tx) => holdDocument(tx, id, job));
  await transact(db, async (tx) => {
    await holdDocument(tx, id, job);
    await advance(ctx, tx, id, { stage: 'chunked', progress: 30, chunk_count: chunks, word_count: words });
    await jobs.enqueue(tx, embedDocumentJob, { document_id: id });
  });
}
