import type { MeaningHit } from './by-meaning.ts';
import type { ChunkKey, WordHit } from './by-words.ts';

/** A chunk with what words and meaning say about it. */
export interface Candidate extends ChunkKey {
  /** BM25, 0 where no word matched. */
  words: number;
  /** Undefined where it has no vector yet. */
  cosine: number | undefined;
}

/** The usual constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */
const rrf = 60;
/** How many candidates are looked at again. */
export const rerankMax = 50;

export const keyOf = ({ documentId, ordinal }: ChunkKey): string => `${documentId}/${ordinal}`;

/** The best of both lists by reciprocal rank fusion: what either puts high, and what both know, comes first. */
export function fuse(words: WordHit[], meaning: MeaningHit[], limit: number): Candidate[] {
  const found = new Map<string, Candidate & { fused: number }>();
  const add = (hit: ChunkKey, rank: number, given: Partial<Candidate>) => {
    const { documentId, ordinal } = hit;
    const known = found.get(keyOf(hit)) ?? { documentId, ordinal, words: 0, cosine: undefined, fused: 0 };
    found.set(keyOf(hit), { ...known, ...given, fused: known.fused + 1 / (rrf + rank + 1) });
  };
  for (const [rank, hit] of words.entries()) add(hit, rank, { words: hit.score });
  for (const [rank, hit] of meaning.entries()) add(hit, rank, { cosine: hit.cosine });
  return [...found.values()]
    .sort((one, other) => other.fused - one.fused)
    .slice(0, limit)
    .map(({ fused, ...candidate }) => candidate);
}

/** What of the score words make up; meaning makes up the rest. */
const wordShare = 0.7;

/** A candidate with its final score, 0 to 1. */
export interface Ranked extends Candidate {
  score: number;
}

/**
 * Candidates by a convex combination of both scores, each within its own bounds (Bruch, Gai and Ingber 2023: better and steadier than
 * ranks alone): BM25 against the best that any chunk could reach, and the cosine.
 */
export function rerank(candidates: Candidate[], { best }: { best: number }): Ranked[] {
  const topWords = Math.max(...candidates.map(({ words }) => words), Number.MIN_VALUE);
  const topCosine = Math.max(...candidates.map(({ cosine = 0 }) => cosine), Number.MIN_VALUE);
  return candidates
    .map((candidate) => {
      const { words, cosine = 0 } = candidate;
      const order = wordShare * (words / topWords) + (1 - wordShare) * (Math.max(0, cosine) / topCosine);
      return { ...candidate, order, score: relevance(candidate, best) };
    })
    .sort((one, other) => other.order - one.order)
    .map(({ order, ...ranked }) => ranked);
}

/** How sure one can be, comparable between questions: the larger part of the words, or a meaning that is near. */
function relevance({ words, cosine = 0 }: Candidate, best: number): number {
  const covered = best > 0 ? Math.min(1, words / best) : 0;
  return Math.min(1, Math.max(0, wordShare * covered + (1 - wordShare) * Math.max(0, cosine)));
}
