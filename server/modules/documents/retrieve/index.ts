import { LRUCache } from 'lru-cache';
import { EmbeddingError, type EmbeddingModels } from '../../../platform/embeddings/index.ts';
import type { DocumentsContext } from '../context.ts';
import type { Scope } from '../documents.access.ts';
import type { EmbedderRow } from '../documents.tables.ts';
import { findServing } from '../vectors/embedders.ts';
import { type MeaningHit, measureMeaning, searchMeaning } from './by-meaning.ts';
import { analyseQuestion, bestScore, searchWords } from './by-words.ts';
import { choosePassages, type Passage } from './passages.ts';
import { type Candidate, fuse, keyOf, rerank, rerankMax } from './rank.ts';
import { readStatistics, type Searched } from './visible.ts';

export type { Passage } from './passages.ts';

/** What shall be found. */
export interface Search {
  query: string;
  /** Places at most; 50 is the most that makes sense to a reader. */
  topK: number;
  /** Only in these documents. */
  documentIds?: string[] | undefined;
  /** Places that score less are left out; 0.12 unless told. 0 abstains never. */
  minScore?: number | undefined;
  /** Both, unless told. */
  by?: 'words' | 'meaning' | 'both' | undefined;
  signal?: AbortSignal | undefined;
}

export interface Found {
  /** Best first; empty where nothing fits well enough. */
  passages: Passage[];
  /** The embedding model that helped, or `keyword` where words alone were searched. */
  engine: string;
  /** What a reader should know, e.g. that the embedding model does not answer. */
  note: string | null;
}

/** Below this a place has little to do with the question: a rare word of several, or a meaning from afar. */
const usualMinScore = 0.12;
/** Hits of each list that are fused. */
const hitsMax = 100;
/** Someone waits: after this, words alone answer. */
const embedMs = 5_000;

/**
 * Finds the places in documents that answer a question: by words (BM25) and by meaning (vectors), fused and ranked again. Only what
 * the scope may read is searched, counted or told.
 */
export async function retrieve(ctx: DocumentsContext, scope: Scope, search: Search): Promise<Found> {
  const { query, topK, documentIds, minScore = usualMinScore, by = 'both' } = search;
  const searched: Searched = { scope, documentIds };
  const statistics = await readStatistics(ctx.db, searched);
  if (statistics.chunks === 0) return { passages: [], engine: 'keyword', note: null };
  const limit = Math.max(hitsMax, topK);
  const asked = await analyseQuestion(ctx, query, statistics.languages);
  const words =
    by === 'meaning'
      ? { hits: [], frequencies: new Map<number, number>() }
      : await searchWords(ctx.db, searched, { asked, statistics, limit });
  const embedded = by === 'words' ? nothing : await embedQuestion(ctx, query, search.signal);
  const near = { ...embedded, limit, chunks: statistics.chunks };
  const meaning = isReady(near) ? await searchMeaning(ctx.db, searched, near) : [];
  // Twice what is wanted: what one list puts low may be what both together put high.
  const fused = fuse(words.hits, meaning, Math.max(rerankMax, 2 * topK));
  const candidates = isReady(near) ? await completeCosines(ctx, fused, near) : fused;
  const best = bestScore(asked, words.frequencies, statistics.chunks);
  const ranked = rerank(candidates, { best })
    .filter(({ score }) => score >= minScore)
    .slice(0, topK);
  const question = { asked, frequencies: words.frequencies, chunks: statistics.chunks };
  return {
    passages: await choosePassages(ctx, ranked, question),
    engine: embedded.embedder?.name ?? 'keyword',
    note: embedded.note,
  };
}

interface Embedded {
  embedder: EmbedderRow | undefined;
  vector: Float32Array | undefined;
  note: string | null;
}

const nothing: Embedded = { embedder: undefined, vector: undefined, note: null };

const isReady = <T extends Embedded>(near: T): near is T & { embedder: EmbedderRow; vector: Float32Array } =>
  near.embedder !== undefined && near.vector !== undefined;

/** The same question is asked again: for its next page, by another device, in another tool. */
const recent = new WeakMap<EmbeddingModels, LRUCache<string, Float32Array>>();

async function embedQuestion(
  { db, embeddings, logger }: DocumentsContext,
  query: string,
  given: AbortSignal | undefined,
): Promise<Embedded> {
  const embedder = await findServing(db);
  if (!embedder) return nothing;
  const cache = recent.get(embeddings) ?? new LRUCache<string, Float32Array>({ max: 500 });
  recent.set(embeddings, cache);
  const key = `${embedder.name} ${query}`;
  const limit = AbortSignal.timeout(embedMs);
  try {
    const signal = given ? AbortSignal.any([given, limit]) : limit;
    const [vector] = cache.has(key)
      ? [cache.get(key)]
      : await embeddings.get(embedder.name).embed([query], { kind: 'query', signal });
    // A model that was exchanged under the same name makes vectors of another length.
    if (vector?.length !== embedder.dimensions)
      throw new EmbeddingError('bad_answer', 'The vectors have another length.');
    cache.set(key, vector);
    return { embedder, vector, note: null };
  } catch (error) {
    given?.throwIfAborted();
    if (!(error instanceof EmbeddingError) && !limit.aborted) throw error;
    logger.warn({ err: error, embedder: embedder.name }, 'searching by words alone');
    return { ...nothing, note: 'The embedding model does not answer: only words were searched.' };
  }
}

/** What words found and meaning did not reach gets its cosine too. */
async function completeCosines(
  { db }: DocumentsContext,
  candidates: Candidate[],
  near: { embedder: EmbedderRow; vector: Float32Array },
): Promise<Candidate[]> {
  const without = candidates.filter(({ cosine }) => cosine === undefined);
  const measured = await measureMeaning(db, without, near);
  const cosines = new Map(measured.map((hit: MeaningHit) => [keyOf(hit), hit.cosine]));
  return candidates.map((candidate) => ({ ...candidate, cosine: candidate.cosine ?? cosines.get(keyOf(candidate)) }));
}
