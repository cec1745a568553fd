import type { ParsedDocument } from '../parse/index.ts';
import { cutPieces, type Piece } from './pieces.ts';

/** A part of a document's text that is searched, embedded and cited as one. Offsets are UTF-16 units of the text. */
export interface Chunk {
  start: number;
  end: number;
  /** Where it starts. */
  page: number | null;
  /** The heading it starts under. */
  heading: string | null;
  /** Title and headings above it, to be put before the text where it is searched or embedded; empty when there are none. */
  prefix: string;
  tokens: number;
}

const maxTokens = 512;
/** Long sections are cut into even parts of about this size. */
const usualTokens = 460;
/** A chunk below this takes the next section in. */
const smallTokens = 200;
const smallSection = 100;

interface Unit {
  pieces: Piece[];
  tokens: number;
  path: string[];
}

/**
 * Cuts a document into chunks of at most 512 tokens that follow headings, lists, tables and sentences. Every character that is no
 * white space is in exactly one chunk, in order.
 */
export function chunkDocument(doc: ParsedDocument): Chunk[] {
  const units = mergeSmall(sectionUnits(doc).flatMap(splitLong));
  return units.map((unit) => present(doc, unit));
}

/** The text between two headings, the first included, and what stands before the first. */
function sectionUnits(doc: ParsedDocument): Unit[] {
  const units: Unit[] = [];
  const open: ParsedDocument['sections'] = [];
  const starts = [0, ...doc.sections.map(({ start }) => start)];
  for (const [index, start] of starts.entries()) {
    const section = doc.sections[index - 1];
    if (section) {
      while ((open.at(-1)?.level ?? 0) >= section.level) open.pop();
      open.push(section);
    }
    const pieces = cutPieces(doc.text, { start, end: starts[index + 1] ?? doc.text.length }, maxTokens);
    if (pieces.length > 0) units.push({ pieces, tokens: sum(pieces), path: open.map(({ heading }) => heading) });
  }
  return units;
}

const sum = (pieces: Piece[]): number => pieces.reduce((total, { tokens }) => total + tokens, 0);

/** Cuts a section that is too long between its pieces, into parts of about the same size. */
function splitLong({ pieces, tokens, path }: Unit): Unit[] {
  if (tokens <= maxTokens) return [{ pieces, tokens, path }];
  const target = tokens / Math.ceil(tokens / usualTokens);
  const parts: Unit[] = [];
  for (const piece of pieces) {
    const part = parts.at(-1);
    const grown = (part?.tokens ?? 0) + piece.tokens;
    // A piece goes where more of it belongs.
    if (part && grown <= maxTokens && part.tokens + piece.tokens / 2 <= target) {
      part.pieces.push(piece);
      part.tokens = grown;
    } else {
      parts.push({ pieces: [piece], tokens: piece.tokens, path });
    }
  }
  return parts;
}

/** Headings with little below them stay together, so that no chunk is a heading alone. */
function mergeSmall(units: Unit[]): Unit[] {
  const merged: Unit[] = [];
  for (const unit of units) {
    const last = merged.at(-1);
    const fits = last && last.tokens + unit.tokens <= maxTokens;
    if (fits && (last.tokens < smallTokens || unit.tokens < smallSection)) {
      last.pieces = [...last.pieces, ...unit.pieces];
      last.tokens += unit.tokens;
    } else {
      merged.push({ ...unit });
    }
  }
  return merged;
}

function present(doc: ParsedDocument, { pieces, tokens, path }: Unit): Chunk {
  const start = pieces[0]?.start ?? 0;
  const above = path[0] === doc.title || doc.title === null ? path : [doc.title, ...path];
  return {
    start,
    end: pieces.at(-1)?.end ?? start,
    page: doc.pages.findLast((page) => page.start <= start)?.number ?? null,
    heading: path.at(-1) ?? null,
    prefix: above.join(' › '),
    tokens,
  };
}
