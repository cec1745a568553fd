import { sql } from 'kysely';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import type { DocumentsContext } from '../context.ts';
import type { EmbedderRow } from '../documents.tables.ts';
import { passageText } from '../ingest/passage-text.ts';
import { vectorText } from './vector-text.ts';

interface EmbedTask {
  documentId: string;
  embedder: EmbedderRow;
  signal: AbortSignal;
  /** No further batch is begun after this, by `performance.now()`. */
  until: number;
  /** In the transaction of each write; throws when the work is no longer this job's. `done` counts the chunks that have vectors. */
  onWrite: (tx: Tx, done: number) => Promise<void>;
}

/** Chunks that are embedded and stored together. */
const batch = 16;

/** Gives chunks their vectors, in order, from the first that has none. Returns whether all have one. Throws `EmbeddingError`. */
export async function embedChunks(
  { db, embeddings }: Pick<DocumentsContext, 'db' | 'embeddings'>,
  { documentId, embedder, signal, until, onWrite }: EmbedTask,
): Promise<boolean> {
  const model = embeddings.get(embedder.name);
  let last = await findLast(db, documentId, embedder.id);
  for (;;) {
    const chunks = await db
      .selectFrom('document_chunks')
      .select(['ordinal', 'prefix', 'content'])
      .where('document_id', '=', documentId)
      .where('ordinal', '>', last)
      .orderBy('ordinal')
      .limit(batch)
      .execute();
    if (chunks.length === 0) return true;
    if (performance.now() > until) return false;
    const vectors = await model.embed(chunks.map(passageText), { kind: 'passage', signal });
    const ordinals = chunks.map(({ ordinal }) => ordinal);
    const done = (ordinals.at(-1) ?? last) + 1;
    await transact(db, async (tx) => {
      await onWrite(tx, done);
      await insertVectors(tx, { embedderId: embedder.id, documentId, ordinals, vectors });
    });
    last = done - 1;
  }
}

/** Chunks get their vectors in order, so the last one that has one tells where to go on. */
async function findLast(db: Db, documentId: string, embedderId: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(ordinal), -1) as last from chunk_vectors
    where embedder_id = ${embedderId} and document_id = ${documentId}`.execute(db);
  return rows[0]?.last ?? -1;
}

interface Embedded {
  embedderId: number;
  documentId: string;
  ordinals: number[];
  vectors: Float32Array[];
}

async function insertVectors(tx: Tx, { embedderId, documentId, ordinals, vectors }: Embedded): Promise<void> {
  await sql`
    insert into chunk_vectors (embedder_id, document_id, ordinal, embedding)
    select ${embedderId}, ${documentId}::uuid, ordinal, embedding::vector
    from unnest(${ordinals}::integer[], ${vectors.map(vectorText)}::text[]) as v(ordinal, embedding)
    on conflict do nothing`.execute(tx);
}
