import { sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import type { Analyser } from '../analysis/terms.ts';
import { wordsOf } from '../analysis/words.ts';
import { isSearched, type Searched, type Statistics } from './visible.ts';

/** A chunk that was found, by the key it has in every table. */
export interface ChunkKey {
  documentId: string;
  ordinal: number;
}

export interface WordHit extends ChunkKey {
  /** BM25. */
  score: number;
}

/** A question as terms of one language. */
export interface AskedTerm {
  language: string;
  term: string;
  /** Which word of the question it comes from; forms of one word in several languages count as one. */
  word: number;
}

/** BM25's usual constants: how soon repetition stops to count, and how much long chunks are held back. */
const k1 = 1.2;
const b = 0.75;

/** The terms of a question in each of the languages that are searched; stop words are gone. */
export async function analyseQuestion(
  { db, analyser }: { db: Db; analyser: Analyser },
  question: string,
  languages: string[],
): Promise<AskedTerm[]> {
  const words = [...new Set(wordsOf(question).map(({ text }) => text))];
  const asked: AskedTerm[] = [];
  for (const language of languages) {
    const terms = await analyser.termsOf(db, language, words);
    const seen = new Set<string>();
    for (const [word, text] of words.entries()) {
      const term = terms.get(text);
      if (!term || seen.has(term)) continue;
      seen.add(term);
      asked.push({ language, term, word });
    }
  }
  return asked;
}

/** How much a word that stands in `df` of `chunks` chunks tells (Robertson and Zaragoza 2009, with Lucene's plus one). */
export const weightOf = (df: number, chunks: number): number => Math.log(1 + (chunks - df + 0.5) / (df + 0.5));

export interface WordSearch {
  hits: WordHit[];
  /** By word of the question: in how many chunks it stands. */
  frequencies: Map<number, number>;
}

/** The chunks that hold any word of the question, best first by BM25, with the statistics of what is searched. */
export async function searchWords(
  db: Db,
  searched: Searched,
  { asked, statistics, limit }: { asked: AskedTerm[]; statistics: Statistics; limit: number },
): Promise<WordSearch> {
  if (asked.length === 0 || statistics.chunks === 0) return { hits: [], frequencies: new Map() };
  const { chunks, words } = statistics;
  const average = Math.max(1, words / chunks);
  const { rows } = await sql<{ document_id: string; ordinal: number; score: number; frequencies: [number, number][] }>`
    with asked as (
      select * from unnest(${asked.map(({ language }) => language)}::text[], ${asked.map(({ term }) => term)}::text[],
        ${asked.map(({ word }) => word)}::int[]) as a(language, term, word)
    ), hits as (
      select a.word, t.document_id, t.ordinals, t.counts, t.lengths
      from documents d
      join asked a on a.language = coalesce(d.language, 'und')
      join document_terms t on t.document_id = d.id and t.term = a.term
      where ${isSearched(searched)}
    ), frequencies as (
      select word, sum(cardinality(ordinals))::float8 as df from hits group by word
    ), scored as (
      select h.document_id, p.ordinal,
        sum(ln(1 + (${chunks}::float8 - f.df + 0.5) / (f.df + 0.5)) * p.count * ${k1 + 1}::float8
          / (p.count + ${k1}::float8 * (${1 - b}::float8 + ${b}::float8 * p.length / ${average}::float8))) as score
      from hits h join frequencies f on f.word = h.word
      cross join lateral unnest(h.ordinals, h.counts, h.lengths) as p(ordinal, count, length)
      group by h.document_id, p.ordinal
    )
    select document_id, ordinal, score, (select json_agg(json_build_array(word, df)) from frequencies) as frequencies
    from scored order by score desc, document_id, ordinal limit ${limit}`.execute(db);
  return {
    hits: rows.map(({ document_id, ordinal, score }) => ({ documentId: document_id, ordinal, score })),
    frequencies: new Map(rows[0]?.frequencies ?? []),
  };
}

/** The best score any chunk could have: every word of the question, over and over. Words that stand nowhere count the most. */
export function bestScore(asked: AskedTerm[], frequencies: Map<number, number>, chunks: number): number {
  const words = [...new Set(asked.map(({ word }) => word))];
  return words.reduce((sum, word) => sum + weightOf(frequencies.get(word) ?? 0, chunks) * (k1 + 1), 0);
}
