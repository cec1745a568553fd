import { sql } from 'kysely';
import type { DocumentsContext } from '../context.ts';
import type { EmbedderRow } from '../documents.tables.ts';

/** Up to so many vectors an exact scan takes some tens of milliseconds, and no index finds better. */
export const exactScanMax = 20_000;
/** pgvector indexes longer vectors as halfvec only. */
const longestFull = 2_000;

/** A vector as its index has it: `embedding::vector(512)`, `embedding::halfvec(3072)`. */
export const indexedType = (dimensions: number) =>
  sql.raw(`${dimensions > longestFull ? 'halfvec' : 'vector'}(${Number(dimensions)})`);

/**
 * Builds the HNSW index of a model that has more vectors than an exact scan takes in its stride. On a PostgreSQL server with pgvector
 * 0.8, whose iterative scans also find the few chunks that one may see among many. Not in the embedded database: there an insert
 * into such an index takes 40 ms on the only connection, and an exact scan of 100,000 vectors less than a second.
 */
export async function buildVectorIndex({ database, db, logger }: DocumentsContext): Promise<void> {
  if (database.mode === 'embedded' || !(await hasIterativeScan(db))) return;
  const embedders = await db.selectFrom('embedders').selectAll().where('indexed', '=', false).execute();
  for (const embedder of embedders) {
    if ((await countUpTo(db, embedder, exactScanMax + 1)) <= exactScanMax) continue;
    logger.info({ embedder: embedder.name }, 'building the index of vectors');
    const { id, dimensions } = embedder;
    const name = sql.id(`chunk_vectors_hnsw_${id}`);
    const type = indexedType(dimensions);
    const operators = sql.raw(dimensions > longestFull ? 'halfvec_ip_ops' : 'vector_ip_ops');
    await database.unhurried(async (slow) => {
      // What a build that was cut left behind is invalid.
      await sql`drop index concurrently if exists ${name}`.execute(slow);
      await sql`
        create index concurrently ${name} on chunk_vectors using hnsw ((embedding::${type}) ${operators})
        where embedder_id = ${sql.lit(id)}`.execute(slow);
    });
    await db.updateTable('embedders').set({ indexed: true }).where('id', '=', id).execute();
  }
}

async function hasIterativeScan(db: DocumentsContext['db']): Promise<boolean> {
  const { rows } = await sql<{ version: string }>`
    select extversion as version from pg_extension where extname = 'vector'`.execute(db);
  const [major = 0, minor = 0] = (rows[0]?.version ?? '').split('.').map(Number);
  return major > 0 || minor >= 8;
}

async function countUpTo(db: DocumentsContext['db'], { id }: Pick<EmbedderRow, 'id'>, max: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select 1 from chunk_vectors where embedder_id = ${id} limit ${max}) v`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
