import { splitSentences } from '../../../platform/text/split-sentences.ts';
import { countTokens } from './count-tokens.ts';

/** A part of the text that is better not cut: a paragraph, an entry of a list, a row, a sentence of a long paragraph. */
export interface Piece {
  start: number;
  end: number;
  tokens: number;
}

/** Cuts a range of a text into pieces of at most `maxTokens`, between them nothing but white space. */
export function cutPieces(text: string, range: { start: number; end: number }, maxTokens: number): Piece[] {
  return lines(text, range).flatMap((line) => {
    const piece = measure(text, line);
    if (piece.tokens <= maxTokens) return [piece];
    const sentences = splitSentences(text.slice(line.start, line.end))
      .map(({ start, end }) => trim(text, { start: line.start + start, end: line.start + end }))
      .filter(({ start, end }) => end > start)
      .map((sentence) => measure(text, sentence));
    return sentences.flatMap((sentence) =>
      sentence.tokens <= maxTokens ? [sentence] : cutByWords(text, sentence, maxTokens),
    );
  });
}

const measure = (text: string, { start, end }: { start: number; end: number }): Piece => ({
  start,
  end,
  tokens: countTokens(text.slice(start, end)),
});

function lines(text: string, { start, end }: { start: number; end: number }): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let at = start; at < end; ) {
    const next = text.indexOf('\n', at);
    const lineEnd = next < 0 || next > end ? end : next;
    const line = trim(text, { start: at, end: lineEnd });
    if (line.end > line.start) found.push(line);
    at = lineEnd + 1;
  }
  return found;
}

/** Without white space at either end. */
function trim(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const slice = text.slice(start, end);
  const from = start + (slice.length - slice.trimStart().length);
  return { start: from, end: Math.max(from, start + slice.trimEnd().length) };
}

/** A sentence without an end, such as a table pasted as one line: cut between words, or between whole characters. */
function cutByWords(text: string, { start, end }: Piece, maxTokens: number): Piece[] {
  const pieces: Piece[] = [];
  let current: Piece | undefined;
  for (const { index, segment } of words.segment(text.slice(start, end))) {
    if (segment.trim() === '') continue;
    for (const part of shortParts(segment, start + index, maxTokens)) {
      const whole: Piece = {
        start: current?.start ?? part.start,
        end: part.end,
        tokens: (current?.tokens ?? 0) + part.tokens,
      };
      if (current && whole.tokens > maxTokens) {
        pieces.push(current);
        current = part;
      } else {
        current = whole;
      }
    }
  }
  return current ? [...pieces, current] : pieces;
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** A "word" may be as long as a file. A part has no more tokens than characters. */
function shortParts(word: string, start: number, maxTokens: number): Piece[] {
  const tokens = countTokens(word);
  if (tokens <= maxTokens) return [{ start, end: start + word.length, tokens }];
  const parts: Piece[] = [];
  for (let from = 0; from < word.length; ) {
    const to = wholeCharacters(word, from + maxTokens);
    parts.push({ start: start + from, end: start + to, tokens: countTokens(word.slice(from, to)) });
    from = to;
  }
  return parts;
}

/** The last place up to `at` that parts no surrogate pair, accent or joined emoji. */
function wholeCharacters(word: string, at: number): number {
  if (at >= word.length) return word.length;
  for (let cut = at; cut > at - 16; cut -= 1) {
    if (!/^[\udc00-\udfffp{M}\u200d]/.test(word.slice(cut, cut + 2)) && word[cut - 1] !== '\u200d') return cut;
  }
  return /[\udc00-\udfff]/.test(word[at] ?? '') ? at - 1 : at;
}
