import { splitSentences } from '../../../platform/text/split-sentences.ts';
import type { Word } from '../analysis/words.ts';

/** A part of a text; offsets in UTF-16 units. */
export interface Range {
  start: number;
  end: number;
}

/** The longest text of a source. */
const windowMax = 600;

interface Wanted {
  /** The words of the text, with the weight of those that were asked for. */
  words: (Word & { term: string; weight: number })[];
}

/**
 * The run of sentences, at most 600 units long, that holds most of what was asked for; of equals the first. A sentence that is longer
 * is cut around its first word that was asked for.
 */
export function bestWindow(text: string, { words }: Wanted): Range {
  const sentences = splitSentences(text)
    .map((range) => trim(text, range))
    .filter(({ start, end }) => end > start)
    .flatMap((range) => (range.end - range.start > windowMax ? [cut(text, range, words)] : [range]));
  let best: Range & { value: number } = {
    ...trim(text, { start: 0, end: Math.min(windowMax, text.length) }),
    value: -1,
  };
  for (const [index, { start }] of sentences.entries()) {
    let end = start;
    for (const next of sentences.slice(index)) {
      if (next.end - start > windowMax) break;
      end = next.end;
    }
    const value = weigh(words, { start, end });
    if (value > best.value + 1e-9) best = { start, end, value };
  }
  return { start: best.start, end: best.end };
}

/** Each word that was asked for counts in full once, and a little for every repetition. */
function weigh(words: Wanted['words'], { start, end }: Range): number {
  const seen = new Set<string>();
  let value = 0;
  for (const word of words) {
    if (word.weight === 0 || word.start < start || word.end > end) continue;
    value += seen.has(word.term) ? word.weight * 0.1 : word.weight;
    seen.add(word.term);
  }
  return value;
}

function cut(text: string, { start, end }: Range, words: Wanted['words']): Range {
  const first = words.find((word) => word.weight > 0 && word.start >= start && word.end <= end);
  const from = first === undefined || first.end - start <= windowMax ? start : first.start - windowMax / 4;
  const to = Math.min(end, from + windowMax);
  // At blanks where there are some near, and never between the halves of a surrogate pair.
  const begin = from === start ? start : afterBlank(text, from);
  return trim(text, { start: begin, end: to === end ? end : beforeBlank(text, to, begin) });
}

function afterBlank(text: string, at: number): number {
  const blank = text.slice(at, at + 60).search(/\s/);
  if (blank >= 0) return at + blank + 1;
  return isLowSurrogate(text, at) ? at + 1 : at;
}

function beforeBlank(text: string, at: number, start: number): number {
  const tail = text.slice(Math.max(start, at - 60), at);
  const blank = tail.search(/\s\S*$/);
  if (blank >= 0) return at - tail.length + blank;
  return isLowSurrogate(text, at) ? at - 1 : at;
}

const isLowSurrogate = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text.charAt(at));

function trim(text: string, { start, end }: Range): Range {
  const part = text.slice(start, end);
  const lead = part.length - part.trimStart().length;
  return { start: start + lead, end: Math.max(start + lead, start + part.trimEnd().length) };
}
