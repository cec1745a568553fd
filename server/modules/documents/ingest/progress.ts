import type { DocumentStage } from '@parlance/contracts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import { append } from '../../../platform/log/index.ts';
import type { DocumentsContext } from '../context.ts';
import type { DocumentRow } from '../documents.tables.ts';

/** What a job knows of its document while it works on it. */
export type Work = Pick<DocumentRow, 'id' | 'owner_id' | 'filename' | 'mime' | 'blob_key' | 'status' | 'stage'> &
  Pick<DocumentRow, 'chunk_count' | 'progress'>;

const columns = [
  'id',
  'owner_id',
  'filename',
  'mime',
  'blob_key',
  'status',
  'stage',
  'chunk_count',
  'progress',
] as const;

/** The document a job works on; undefined where it was deleted or is in no need of work. */
export function findWork(db: DocumentsContext['db'], id: string): Promise<Work | undefined> {
  return db
    .selectFrom('documents')
    .select(columns)
    .where('id', '=', id)
    .where('status', '=', 'processing')
    .executeTakeFirst();
}

/** The document was deleted while a job worked on it: nothing more is to be done. */
export class DocumentGone extends Error {}

/** Keeps the document, and the job's hold on it, until the transaction ends. Throws `DocumentGone`. */
export async function holdDocument(tx: Tx, id: string, job: Pick<JobRun, 'hold'>): Promise<void> {
  await job.hold(tx);
  const row = await tx.selectFrom('documents').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  if (!row) throw new DocumentGone();
}

type Step = Partial<Pick<DocumentRow, 'text' | 'title' | 'language' | 'notes' | 'chunk_count' | 'word_count'>> & {
  sections?: string;
  pages?: string;
};

/** Moves a document on, and tells so in its log. */
export async function advance(
  { bus, now }: Pick<DocumentsContext, 'bus' | 'now'>,
  tx: Tx,
  id: string,
  { stage, progress, ...step }: Step & { stage: DocumentStage; progress: number },
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ stage, progress, ...step, updated_at: now() })
    .where('id', '=', id)
    .execute();
  await append({ bus }, tx, [{ logId: id, actorId: null, event: { type: 'ingest-progress', stage, progress } }]);
}

/** The document can be found by words and by meaning. */
export async function complete(
  { bus, now }: Pick<DocumentsContext, 'bus' | 'now'>,
  tx: Tx,
  { id, chunk_count }: Pick<Work, 'id' | 'chunk_count'>,
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({
      status: 'completed',
      stage: 'indexed',
      progress: 100,
      error_code: null,
      error_detail: null,
      completed_at: now(),
      updated_at: now(),
    })
    .where('id', '=', id)
    .execute();
  await append({ bus }, tx, [
    { logId: id, actorId: null, event: { type: 'ingest-progress', stage: 'embedded', progress: 99 } },
    { logId: id, actorId: null, event: { type: 'ingest-finished', chunks: chunk_count } },
  ]);
}

/** Says why a document will not go on by itself. What was reached stays: from `chunked` on its words find it. */
export async function fail(
  { db, bus, now }: Pick<DocumentsContext, 'db' | 'bus' | 'now'>,
  id: string,
  error: { code: string; detail: string },
  job: Pick<JobRun, 'hold'>,
): Promise<void> {
  await transact(db, async (tx) => {
    await holdDocument(tx, id, job);
    await tx
      .updateTable('documents')
      .set({ status: 'failed', error_code: error.code, error_detail: error.detail, updated_at: now() })
      .where('id', '=', id)
      .execute();
    await append({ bus }, tx, [{ logId: id, actorId: null, event: { type: 'ingest-failed', error } }]);
  });
}
