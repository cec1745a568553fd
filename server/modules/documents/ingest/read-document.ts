import { countWords } from '../analysis/words.ts';
import { chunkDocument } from '../chunk/index.ts';
import { ParseError, parseDocument } from '../parse/index.ts';
import { passageText } from './passage-text.ts';
import type { ReadOrder, ReadResult } from './reading.ts';

/** Parses a file, cuts it into chunks and counts their words. Long and synchronous: for a thread of its own. */
export async function readDocument({ limits, ...file }: ReadOrder): Promise<ReadResult> {
  try {
    const parsed = await parseDocument(file, limits);
    const chunks = chunkDocument(parsed).map((chunk) => ({
      ...chunk,
      content: parsed.text.slice(chunk.start, chunk.end),
    }));
    return { reading: { parsed, chunks, words: countWords(chunks.map(passageText)) } };
  } catch (error) {
    if (error instanceof ParseError) return { error: { code: error.code, detail: error.detail } };
    throw error;
  }
}
