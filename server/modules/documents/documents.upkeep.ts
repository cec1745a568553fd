import { sql } from 'kysely';
import { blobKey } from '../../platform/blobs/index.ts';
import { transact } from '../../platform/db/index.ts';
import { EmbeddingError } from '../../platform/embeddings/index.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import { deleteLogs } from '../../platform/log/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { DocumentsContext } from './context.ts';
import { fileArea } from './documents.actions.ts';
import { embedDocumentJob, ingestDocumentJob, tendDocumentsJob } from './documents.job-definitions.ts';
import { startReindex } from './vectors/reindex.ts';
import { buildVectorIndex } from './vectors/vector-index.ts';

/** A document whose job was lost with a queue, e.g. by a restore without jobs, is started again after this. */
const stalledHours = 2;
/** A model that did not answer is asked again after this. */
const retryMinutes = 30;
const graceHours = 24;
const batch = 200;

/** Has the upkeep run now, as after a start with another EMBEDDINGS. */
export async function beginUpkeep({ db, jobs }: Pick<Platform, 'db' | 'jobs'>): Promise<void> {
  await transact(db, (tx) => jobs.enqueue(tx, tendDocumentsJob, {}));
}

/** Finishes what a fault or a change of the settings left undone, and removes what belongs to nothing. */
export async function tendDocuments(ctx: DocumentsContext, job: JobRun): Promise<void> {
  try {
    await startReindex(ctx);
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    ctx.logger.warn({ err: error }, 'the embedding model does not answer');
  }
  await buildVectorIndex(ctx);
  await restartStalled(ctx);
  await retryEmbedding(ctx);
  await removeLostLogs(ctx);
  await removeLostFiles(ctx, job);
}

async function restartStalled({ db, jobs, now }: Platform): Promise<void> {
  const before = new Date(now().getTime() - stalledHours * 3_600_000);
  await transact(db, async (tx) => {
    const { rows } = await sql<{ id: string; stage: string }>`
      update documents set updated_at = ${now()} where id in (
        select id from documents where status = 'processing' and updated_at < ${before} order by id limit ${batch} for update
      ) returning id, stage`.execute(tx);
    for (const { id, stage } of rows)
      await jobs.enqueue(tx, stage === 'chunked' ? embedDocumentJob : ingestDocumentJob, { document_id: id });
  });
}

async function retryEmbedding({ db, jobs, now }: Platform): Promise<void> {
  const before = new Date(now().getTime() - retryMinutes * 60_000);
  await transact(db, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      update documents set status = 'processing', error_code = null, error_detail = null, updated_at = ${now()} where id in (
        select id from documents where status = 'failed' and error_code = 'embedding_failed' and updated_at < ${before}
        order by id limit ${batch} for update
      ) returning id`.execute(tx);
    for (const { id } of rows) await jobs.enqueue(tx, embedDocumentJob, { document_id: id });
  });
}

/** Documents go with their owner's account; their logs and files don't know of accounts. */
async function removeLostLogs({ db }: Platform): Promise<void> {
  await transact(db, async (tx) => {
    const { rows } = await sql<{ log_id: string }>`
      select log_id from logs l where kind = 'document' and not exists (select 1 from documents d where d.id = l.log_id)
      limit ${batch} for update`.execute(tx);
    if (rows.length > 0)
      await deleteLogs(
        tx,
        rows.map(({ log_id }) => log_id),
      );
  });
}

async function removeLostFiles({ blobs, db, now }: Platform, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  const before = new Date(now().getTime() - graceHours * 3_600_000);
  const check = async (keys: string[]): Promise<void> => {
    signal.throwIfAborted();
    const ids = keys.map((key) => key.slice(fileArea.length + 1));
    const { rows } = await sql<{ id: string }>`
      select id from unnest(${ids}::uuid[]) id where not exists (select 1 from documents d where d.id = id.id)`.execute(
      db,
    );
    for (const { id } of rows) await blobs.remove(blobKey(fileArea, id));
  };
  let keys: string[] = [];
  for await (const key of blobs.list(fileArea, { before })) {
    if (keys.push(key) < batch) continue;
    await check(keys);
    keys = [];
  }
  if (keys.length > 0) await check(keys);
}

/** Removes files; those that are gone already are no fault. */
export async function removeFiles(
  { blobs }: Pick<Platform, 'blobs'>,
  keys: string[],
  { signal }: Pick<JobRun, 'signal'>,
): Promise<void> {
  for (const key of keys) {
    signal.throwIfAborted();
    await blobs.remove(key);
  }
}
