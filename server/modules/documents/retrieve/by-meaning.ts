import { sql } from 'kysely';
import { type Db, transact } from '../../../platform/db/index.ts';
import type { EmbedderRow } from '../documents.tables.ts';
import { exactScanMax, indexedType } from '../vectors/vector-index.ts';
import { vectorText } from '../vectors/vector-text.ts';
import type { ChunkKey } from './by-words.ts';
import { isSearched, type Searched } from './visible.ts';

export interface MeaningHit extends ChunkKey {
  /** Cosine of question and chunk. */
  cosine: number;
}

interface Nearest {
  embedder: EmbedderRow;
  vector: Float32Array;
  limit: number;
  /** How many chunks are searched. */
  chunks: number;
}

interface Row {
  document_id: string;
  ordinal: number;
  cosine: number;
}

const toHit = ({ document_id, ordinal, cosine }: Row): MeaningHit => ({ documentId: document_id, ordinal, cosine });

/**
 * The chunks nearest to a question, best first. Exactly, by looking at each, up to 20,000; beyond that by the index, or in slices
 * where there is none.
 */
export async function searchMeaning(db: Db, searched: Searched, nearest: Nearest): Promise<MeaningHit[]> {
  if (nearest.chunks <= exactScanMax) return scan(db, isSearched(searched), nearest);
  return nearest.embedder.indexed ? askIndex(db, searched, nearest) : scanSlices(db, searched, nearest);
}

// Vectors have length 1, so the inner product is the cosine; pgvector's operator gives it negated, for it sorts upwards.
async function scan(
  db: Db,
  condition: ReturnType<typeof isSearched>,
  { embedder, vector, limit }: Nearest,
): Promise<MeaningHit[]> {
  const { rows } = await sql<Row>`
    select v.document_id, v.ordinal, -(v.embedding <#> ${vectorText(vector)}::vector) as cosine
    from chunk_vectors v join documents d on d.id = v.document_id
    where v.embedder_id = ${embedder.id} and ${condition}
    order by cosine desc, v.document_id, v.ordinal limit ${limit}`.execute(db);
  return rows.map(toHit);
}

/** Each statement takes some tens of milliseconds, so that others get their turn on the embedded database's one connection. */
async function scanSlices(db: Db, searched: Searched, nearest: Nearest): Promise<MeaningHit[]> {
  const { rows: documents } = await sql<{ id: string; chunk_count: number }>`
    select d.id, d.chunk_count from documents d where ${isSearched(searched)} order by d.id`.execute(db);
  const slices: { ids: string[]; chunks: number }[] = [];
  for (const { id, chunk_count } of documents) {
    const last = slices.at(-1);
    if (last && last.chunks + chunk_count <= exactScanMax) {
      last.ids.push(id);
      last.chunks += chunk_count;
    } else {
      slices.push({ ids: [id], chunks: chunk_count });
    }
  }
  const hits: MeaningHit[] = [];
  for (const { ids } of slices) hits.push(...(await scan(db, sql`d.id = any(${ids}::uuid[])`, nearest)));
  return hits.sort((one, other) => other.cosine - one.cosine).slice(0, nearest.limit);
}

/** The index goes on searching until enough of what it finds may be seen (pgvector 0.8, iterative scans). */
async function askIndex(db: Db, searched: Searched, { embedder, vector, limit }: Nearest): Promise<MeaningHit[]> {
  const type = indexedType(embedder.dimensions);
  const distance = sql`(v.embedding::${type} <#> ${vectorText(vector)}::${type})`;
  const rows = await transact(db, async (tx) => {
    await sql`set local hnsw.iterative_scan = strict_order`.execute(tx);
    await sql`set local hnsw.ef_search = 100`.execute(tx);
    const found = await sql<Row>`
      select v.document_id, v.ordinal, -${distance} as cosine from chunk_vectors v
      where v.embedder_id = ${sql.lit(embedder.id)}
        and v.document_id in (select d.id from documents d where ${isSearched(searched)})
      order by ${distance} limit ${limit}`.execute(tx);
    return found.rows;
  });
  return rows.map(toHit);
}

/** The cosines of chunks that were found by other means; those without a vector are missing. */
export async function measureMeaning(
  db: Db,
  keys: ChunkKey[],
  { embedder, vector }: Pick<Nearest, 'embedder' | 'vector'>,
): Promise<MeaningHit[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<Row>`
    select v.document_id, v.ordinal, -(v.embedding <#> ${vectorText(vector)}::vector) as cosine
    from unnest(${keys.map(({ documentId }) => documentId)}::uuid[], ${keys.map(({ ordinal }) => ordinal)}::int[]) as k(document_id, ordinal)
    join chunk_vectors v on v.embedder_id = ${embedder.id} and v.document_id = k.document_id and v.ordinal = k.ordinal`.execute(
    db,
  );
  return rows.map(toHit);
}
