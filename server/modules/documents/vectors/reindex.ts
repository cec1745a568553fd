import { sql } from 'kysely';
import { transact } from '../../../platform/db/index.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import type { DocumentsContext } from '../context.ts';
import { reindexDocumentsJob } from '../documents.job-definitions.ts';
import type { EmbedderRow } from '../documents.tables.ts';
import { embedChunks } from './embed-chunks.ts';
import { currentEmbedder } from './embedders.ts';

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000';
const sliceMs = 15_000;
const removedAtOnce = 1_000;

/** Begins to build the index of the model that EMBEDDINGS names where another one serves, and removes what serves no more. */
export async function startReindex(ctx: DocumentsContext): Promise<void> {
  const { rows } = await sql<{ any: boolean }>`select exists (select 1 from documents) as any`.execute(ctx.db);
  if (!rows[0]?.any) return;
  const current = await currentEmbedder(ctx);
  const walking = ((await ctx.jobs.depth())[reindexDocumentsJob.queue] ?? 0) > 0;
  if (current.state === 'building' && !walking) await enqueue(ctx, current, firstId);
  await removeOthers(ctx, current);
}

const enqueue = ({ db, jobs }: DocumentsContext, { id }: Pick<EmbedderRow, 'id'>, after: string): Promise<void> =>
  transact(db, (tx) => jobs.enqueue(tx, reindexDocumentsJob, { embedder_id: id, after }));

/**
 * Embeds documents with the new model for some seconds, in the order of their ids, then goes on in the next job. After the last the
 * new index serves.
 */
export async function reindexDocuments(
  ctx: DocumentsContext,
  { embedder_id: embedderId, after }: { embedder_id: number; after: string },
  job: JobRun,
): Promise<void> {
  const embedder = await findBuilding(ctx, embedderId);
  if (!embedder) return;
  const until = performance.now() + sliceMs;
  for (let last = after; ; ) {
    const next = await findNext(ctx, last);
    if (!next) return serve(ctx, embedder, job);
    const onWrite = (tx: Parameters<JobRun['hold']>[0]) => job.hold(tx);
    const done = await embedChunks(ctx, { documentId: next, embedder, signal: job.signal, until, onWrite });
    if (!done) return enqueue(ctx, embedder, last);
    last = next;
  }
}

/** The index this job builds; undefined where the setting has changed again. */
async function findBuilding({ db, embeddings }: DocumentsContext, id: number): Promise<EmbedderRow | undefined> {
  const row = await db.selectFrom('embedders').selectAll().where('id', '=', id).executeTakeFirst();
  return row?.state === 'building' && row.name === embeddings.current.id ? row : undefined;
}

async function findNext({ db }: DocumentsContext, after: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('documents')
    .select('id')
    .where('id', '>', after)
    .where('chunk_count', '>', 0)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

async function serve(ctx: DocumentsContext, embedder: EmbedderRow, job: JobRun): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await job.hold(tx);
    await sql`lock table embedders in exclusive mode`.execute(tx);
    await tx.updateTable('embedders').set({ state: 'building' }).where('state', '=', 'serving').execute();
    await tx.updateTable('embedders').set({ state: 'serving' }).where('id', '=', embedder.id).execute();
  });
  ctx.logger.info({ embedder: embedder.name }, 'documents are found by the new embedding model');
  await removeOthers(ctx, { ...embedder, state: 'serving' });
}

/** Once the wanted index serves, all others are of no more use. */
async function removeOthers({ db }: DocumentsContext, current: EmbedderRow): Promise<void> {
  if (current.state !== 'serving') return;
  const others = await db.selectFrom('embedders').select('id').where('id', '!=', current.id).execute();
  for (const { id } of others) {
    for (let removed = removedAtOnce; removed === removedAtOnce; ) {
      const { numAffectedRows } = await sql`
        delete from chunk_vectors where ctid = any(array(
          select ctid from chunk_vectors where embedder_id = ${id} limit ${removedAtOnce}))`.execute(db);
      removed = Number(numAffectedRows ?? 0n);
    }
    await sql`drop index if exists ${sql.id(`chunk_vectors_hnsw_${id}`)}`.execute(db);
    await db.deleteFrom('embedders').where('id', '=', id).execute();
  }
}
