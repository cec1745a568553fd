import type { Source } from '@parlance/contracts';
import { sql } from 'kysely';
import { wordsOf } from '../analysis/words.ts';
import type { DocumentsContext } from '../context.ts';
import { type AskedTerm, weightOf } from './by-words.ts';
import { keyOf, type Ranked } from './rank.ts';
import { bestWindow } from './window.ts';

/** A source with what surrounds it. */
export interface Passage extends Source {
  title: string;
  /** The title and headings its chunk stands below. */
  prefix: string;
  /** The whole chunk: text from `start` to `end` of the document. */
  chunk: { start: number; end: number; text: string };
}

interface ChunkRow {
  document_id: string;
  ordinal: number;
  start_offset: number;
  end_offset: number;
  page: number | null;
  prefix: string;
  content: string;
  title: string;
  filename: string;
  language: string | null;
  pages: { number: number; start: number; end: number }[];
}

interface Question {
  asked: AskedTerm[];
  frequencies: Map<number, number>;
  chunks: number;
}

/** The places within chunks that a reader should see, in the chunks' order. */
export async function choosePassages(
  { db, analyser }: Pick<DocumentsContext, 'db' | 'analyser'>,
  ranked: Ranked[],
  question: Question,
): Promise<Passage[]> {
  if (ranked.length === 0) return [];
  const rows = await loadChunks(db, ranked);
  const passages: Passage[] = [];
  for (const candidate of ranked) {
    const row = rows.get(keyOf(candidate));
    if (!row) continue;
    const language = row.language ?? 'und';
    const words = wordsOf(row.content);
    const termOf = await analyser.termsOf(
      db,
      language,
      words.map(({ text }) => text),
    );
    const weights = weightsOf(question, language);
    const window = bestWindow(row.content, {
      words: words.map((word) => {
        const term = termOf.get(word.text) ?? '';
        return { ...word, term, weight: weights.get(term) ?? 0 };
      }),
    });
    passages.push(present(row, candidate, window));
  }
  return passages;
}

function weightsOf({ asked, frequencies, chunks }: Question, language: string): Map<string, number> {
  return new Map(
    asked
      .filter((one) => one.language === language)
      .map(({ term, word }) => [term, weightOf(frequencies.get(word) ?? 0, chunks)]),
  );
}

async function loadChunks(db: DocumentsContext['db'], ranked: Ranked[]): Promise<Map<string, ChunkRow>> {
  const { rows } = await sql<ChunkRow>`
    select c.document_id, c.ordinal, c.start_offset, c.end_offset, c.page, c.prefix, c.content, d.title, d.filename, d.language, d.pages
    from unnest(${ranked.map(({ documentId }) => documentId)}::uuid[], ${ranked.map(({ ordinal }) => ordinal)}::int[])
      as k(document_id, ordinal)
    join document_chunks c on c.document_id = k.document_id and c.ordinal = k.ordinal
    join documents d on d.id = c.document_id`.execute(db);
  return new Map(rows.map((row) => [keyOf({ documentId: row.document_id, ordinal: row.ordinal }), row]));
}

function present(row: ChunkRow, { score }: Ranked, window: { start: number; end: number }): Passage {
  const start = row.start_offset + window.start;
  const page = row.pages.findLast((one) => one.start <= start)?.number ?? row.page;
  return {
    document_id: row.document_id,
    filename: row.filename,
    text: row.content.slice(window.start, window.end),
    score: Math.round(score * 10_000) / 10_000,
    ...(page === null ? {} : { page }),
    start,
    end: row.start_offset + window.end,
    title: row.title,
    prefix: row.prefix,
    chunk: { start: row.start_offset, end: row.end_offset, text: row.content },
  };
}
