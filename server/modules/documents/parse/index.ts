import { detectLanguage } from '../../../platform/text/detect-language.ts';
import { type Chosen, chooseFormat } from './choose-format.ts';
import { DocumentText, type Page, type Section } from './document-text.ts';
import { ParseError } from './parse-error.ts';

export { ParseError, type ParseErrorCode } from './parse-error.ts';

/** A file as text; all offsets are UTF-16 units of `text`. */
export interface ParsedDocument {
  text: string;
  title: string | null;
  /** ISO 639-1, or `und`. */
  language: string;
  /** By start; a section ends where the next of its level or above starts. */
  sections: Section[];
  /** Pages or slides by number, where the format has them; together they cover the text. */
  pages: Page[];
  /** Sentences for the reader: what was left out and why. */
  notes: string[];
}

export interface ParseLimits {
  maxBytes: number;
  maxPages: number;
  /** UTF-16 units of text. */
  maxTextUnits: number;
  /** Looked at between pages; whoever calls ends the thread where one page takes for ever. */
  timeoutMs: number;
}

/**
 * Reads a file of any known format. Runs long and synchronously: call it in a worker thread. Throws `ParseError` with the reason
 * a file cannot be read, never another error for bytes of any kind.
 */
export async function parseDocument(
  { bytes, filename }: { bytes: Uint8Array; filename: string; mime?: string },
  limits: ParseLimits,
): Promise<ParsedDocument> {
  const deadline = performance.now() + limits.timeoutMs;
  if (bytes.length === 0) throw new ParseError('empty', 'The file is empty.');
  if (bytes.length > limits.maxBytes) {
    throw new ParseError('too_large', `The file has more than the ${limits.maxBytes} bytes that are taken.`);
  }
  const out = new DocumentText({ maxUnits: limits.maxTextUnits });
  try {
    await read(await chooseFormat(bytes, filename), out, { maxPages: limits.maxPages, deadline });
  } catch (error) {
    if (error instanceof ParseError) throw error;
    throw new ParseError('broken', 'The file is damaged and cannot be read.', { cause: error });
  }
  const built = out.finish();
  if (built.text.trim() === '') throw new ParseError('empty', 'There is no text in the file.');
  return { ...built, language: detectLanguage(built.text) };
}

async function read(chosen: Chosen, out: DocumentText, bounds: { maxPages: number; deadline: number }): Promise<void> {
  if ('bytes' in chosen) return chosen.format.read(chosen.bytes, out, bounds);
  if (chosen.encoding === 'windows-1252') {
    out.note('The text is not in UTF-8; it was read as Western European (Windows-1252), so some letters may be wrong.');
  }
  return chosen.format.read(chosen.text, out, bounds);
}
