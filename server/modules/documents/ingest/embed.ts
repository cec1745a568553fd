import { transact } from '../../../platform/db/index.ts';
import { EmbeddingError } from '../../../platform/embeddings/index.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import type { DocumentsContext } from '../context.ts';
import { embedDocumentJob } from '../documents.job-definitions.ts';
import type { EmbedderRow } from '../documents.tables.ts';
import { embedChunks } from '../vectors/embed-chunks.ts';
import { currentEmbedder, findServing } from '../vectors/embedders.ts';
import { advance, complete, DocumentGone, fail, findWork, holdDocument, type Work } from './progress.ts';

/** How long one job embeds before the next document gets its turn. */
const sliceMs = 15_000;
/** Share of the progress that embedding moves. */
const [first, last] = [30, 98];
const step = 5;

/** Gives a document's chunks their vectors, for some seconds; enqueues itself for the rest. The last one completes the document. */
export async function embedDocument(ctx: DocumentsContext, id: string, job: JobRun): Promise<void> {
  const work = await findWork(ctx.db, id);
  if (work?.stage !== 'chunked') return;
  try {
    const done = await embedSlice(ctx, work, job);
    await transact(ctx.db, async (tx) => {
      await holdDocument(tx, id, job);
      if (done) await complete(ctx, tx, work);
      else await ctx.jobs.enqueue(tx, embedDocumentJob, { document_id: id });
    });
  } catch (error) {
    if (error instanceof DocumentGone) return;
    job.signal.throwIfAborted();
    if (!(error instanceof EmbeddingError) || error.code === 'closed') throw error;
    if (job.attempt < embedDocumentJob.attempts) throw error;
    const detail = `${error.detail} The document is found by its words; by its meaning once the model answers again.`;
    await fail(ctx, id, { code: 'embedding_failed', detail }, job);
  }
}

async function embedSlice(ctx: DocumentsContext, work: Work, job: JobRun): Promise<boolean> {
  const until = performance.now() + sliceMs;
  const current = await currentEmbedder(ctx);
  if (!(await embedWith(ctx, { work, embedder: current, until, job }))) return false;
  const serving = await findServing(ctx.db);
  if (!serving || serving.id === current.id) return true;
  try {
    return await embedWith(ctx, { work, embedder: serving, until, job });
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    // The model that is on its way out may be gone already.
    ctx.logger.warn({ err: error, document: work.id }, 'the former embedding model does not answer');
    return true;
  }
}

interface Turn {
  work: Work;
  embedder: EmbedderRow;
  until: number;
  job: JobRun;
}

function embedWith(ctx: DocumentsContext, { work, embedder, until, job }: Turn): Promise<boolean> {
  let told = work.progress;
  return embedChunks(ctx, {
    documentId: work.id,
    embedder,
    until,
    signal: job.signal,
    onWrite: async (tx, done) => {
      await holdDocument(tx, work.id, job);
      const progress = Math.floor(first + (last - first) * (done / work.chunk_count));
      if (progress < told + step) return;
      await advance(ctx, tx, work.id, { stage: 'chunked', progress });
      told = progress;
    },
  });
}
