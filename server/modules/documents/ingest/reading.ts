import type { Chunk } from '../chunk/index.ts';
import type { ParsedDocument, ParseErrorCode, ParseLimits } from '../parse/index.ts';

/** To the thread: a file. */
export interface ReadOrder {
  bytes: Uint8Array;
  filename: string;
  mime: string;
  limits: ParseLimits;
}

/** A chunk with its text. */
export interface ReadChunk extends Chunk {
  content: string;
}

/** A file as everything that later stages need. */
export interface Reading {
  parsed: ParsedDocument;
  chunks: ReadChunk[];
  /** The words of prefix and text of all chunks: chunk, count, chunk, count, … */
  words: Map<string, number[]>;
}

/** From the thread. */
export type ReadResult = { reading: Reading } | { error: { code: ParseErrorCode; detail: string } };
