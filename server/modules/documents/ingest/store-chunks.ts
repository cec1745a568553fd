import { sql } from 'kysely';
import { type Tx, transact } from '../../../platform/db/index.ts';
import type { Analyser } from '../analysis/terms.ts';
import type { DocumentsContext } from '../context.ts';
import type { ReadChunk, Reading } from './reading.ts';

/** Runs before each write, in its transaction; throws when the document is no longer this job's. */
type Guard = (tx: Tx) => Promise<void>;

/** Rows of one statement: others get their turn on the one connection between two. */
const chunkBatch = 100;
const termBatch = 2_000;

interface Counted {
  chunks: number;
  words: number;
}

/** Stores the chunks of a document and the places of their words, in place of what was there. Nothing finds them yet. */
export async function storeChunks(
  { db, analyser }: Pick<DocumentsContext, 'db' | 'analyser'>,
  documentId: string,
  { parsed, chunks, words }: Reading,
  guard: Guard,
): Promise<Counted> {
  await transact(db, async (tx) => {
    await guard(tx);
    await tx.deleteFrom('document_terms').where('document_id', '=', documentId).execute();
    await tx.deleteFrom('document_chunks').where('document_id', '=', documentId).execute();
  });
  for (let start = 0; start < chunks.length; start += chunkBatch) {
    const part = chunks.slice(start, start + chunkBatch);
    await transact(db, async (tx) => {
      await guard(tx);
      await insertChunks(tx, documentId, part, start);
    });
  }
  const terms = await collectTerms({ db, analyser }, parsed.language, words);
  const lengths = Array.from({ length: chunks.length }, () => 0);
  for (const places of terms.values())
    for (const [ordinal, count] of places) lengths[ordinal] = (lengths[ordinal] ?? 0) + count;
  const rows = [...terms].map(([term, places]) => termRow(term, places, lengths));
  for (let start = 0; start < rows.length; start += termBatch) {
    await transact(db, async (tx) => {
      await guard(tx);
      await insertTerms(tx, documentId, rows.slice(start, start + termBatch));
    });
  }
  return { chunks: chunks.length, words: lengths.reduce((sum, length) => sum + length, 0) };
}

async function insertChunks(tx: Tx, documentId: string, chunks: ReadChunk[], first: number): Promise<void> {
  await tx
    .insertInto('document_chunks')
    .values(
      chunks.map(({ start, end, page, heading, prefix, content, tokens }, index) => ({
        document_id: documentId,
        ordinal: first + index,
        start_offset: start,
        end_offset: end,
        page,
        heading,
        prefix,
        content,
        tokens,
      })),
    )
    .execute();
}

/** How often a term is in which chunk: different words may have the same stem. */
type Terms = Map<string, Map<number, number>>;

async function collectTerms(
  { db, analyser }: { db: DocumentsContext['db']; analyser: Analyser },
  language: string,
  words: Reading['words'],
): Promise<Terms> {
  const termOf = await analyser.termsOf(db, language, words.keys());
  const terms: Terms = new Map();
  for (const [word, postings] of words) {
    const term = termOf.get(word);
    if (!term) continue;
    const places = terms.get(term) ?? new Map<number, number>();
    terms.set(term, places);
    for (let index = 0; index < postings.length; index += 2) {
      const [ordinal = 0, count = 0] = [postings[index], postings[index + 1]];
      places.set(ordinal, (places.get(ordinal) ?? 0) + count);
    }
  }
  return terms;
}

interface TermRow {
  term: string;
  ordinals: number[];
  counts: number[];
  lengths: number[];
}

function termRow(term: string, places: Map<number, number>, lengths: number[]): TermRow {
  const ordinals = [...places.keys()].sort((a, b) => a - b);
  return {
    term,
    ordinals,
    counts: ordinals.map((ordinal) => places.get(ordinal) ?? 0),
    lengths: ordinals.map((ordinal) => lengths[ordinal] ?? 0),
  };
}

/** One parameter for all rows: lists of different lengths fit into no array of PostgreSQL's. */
async function insertTerms(tx: Tx, documentId: string, rows: TermRow[]): Promise<void> {
  await sql`
    insert into document_terms (document_id, term, ordinals, counts, lengths)
    select ${documentId}::uuid, term, ordinals, counts, lengths
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(term text, ordinals integer[], counts integer[], lengths integer[])`.execute(
    tx,
  );
}
