import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import { isVisible, type Scope } from '../documents.access.ts';

/** Where a search looks. */
export interface Searched {
  scope: Scope;
  /** Only among these; undefined for all. */
  documentIds: string[] | undefined;
}

/** Whether the document `d` of a statement is searched: readable for the scope, and its words are indexed. */
export function isSearched({ scope, documentIds }: Searched): RawBuilder<SqlBool> {
  const among = documentIds === undefined ? sql`` : sql`and d.id = any(${documentIds}::uuid[])`;
  return sql<SqlBool>`${isVisible(scope)} and d.chunk_count > 0 and d.stage in ('chunked', 'embedded', 'indexed') ${among}`;
}

/** What BM25 has to know of the searched documents as a whole. */
export interface Statistics {
  chunks: number;
  words: number;
  languages: string[];
}

/**
 * Counts what is searched. Only what one may read counts: scores that rest on all documents would tell how often a word stands in
 * those of others.
 */
export async function readStatistics(db: Db, searched: Searched): Promise<Statistics> {
  const { rows } = await sql<{ language: string | null; chunks: number; words: number }>`
    select d.language, sum(d.chunk_count)::int as chunks, sum(d.word_count)::int as words
    from documents d where ${isSearched(searched)} group by d.language`.execute(db);
  return {
    chunks: rows.reduce((sum, { chunks }) => sum + chunks, 0),
    words: rows.reduce((sum, { words }) => sum + words, 0),
    languages: rows.map(({ language }) => language ?? 'und'),
  };
}
