import type { Range, StudyText } from '../text/study-text.ts';
import { type RankedSentence, rankSentences, similarity } from './rank-sentences.ts';

export type SummaryStyle = 'concise' | 'detailed' | 'bullet';

export interface Summary {
  summary: string;
  /** Where its sentences stand in the text, in the order of the summary. */
  sources: Range[];
}

interface Shape {
  sentences: number;
  /** UTF-16 units, where the caller has named none. */
  units: number;
  lineStart: string;
  separator: string;
}

/** A detailed summary is about a fifth of the text. */
const shapes: Record<SummaryStyle, (sentences: number) => Shape> = {
  concise: () => ({ sentences: 3, units: 700, lineStart: '', separator: ' ' }),
  detailed: (count) => ({
    sentences: Math.min(Math.max(5, Math.round(count / 5)), 40),
    units: 6_000,
    lineStart: '',
    separator: ' ',
  }),
  bullet: (count) => ({
    sentences: Math.min(Math.max(4, Math.round(count / 10)), 10),
    units: 2_000,
    lineStart: '- ',
    separator: '\n',
  }),
};

/** A sentence this much like one that is in already says nothing new. */
const tooAlike = 0.55;
const redundancy = 0.7;
/** Of a very long text only the best sentences are weighed against each other. */
const maxConsidered = 500;

/**
 * Summarises a text by its own sentences, whole and in their order, in at most `maxLength` UTF-16 units. Long documents are
 * covered section by section. Where not even one sentence fits, the best is cut between words.
 */
export function summarize(
  text: StudyText,
  { style, maxLength }: { style: SummaryStyle; maxLength?: number | undefined },
): Summary {
  const ranked = rankSentences(text);
  const shape = shapes[style](ranked.length);
  const limit = maxLength ?? shape.units;
  const wanted = maxLength === undefined ? shape.sentences : Math.max(shape.sentences, Math.round(ranked.length / 3));
  const write = (sentences: RankedSentence[]): string => writeSentences(text, sentences, shape);
  const chosen = choose(ranked, { wanted, fits: (sentences) => write(sentences).length <= limit, style });
  if (chosen.length === 0) return cutToFit(text, ranked, limit);
  return { summary: write(chosen), sources: chosen.map(({ start, end }) => ({ start, end })) };
}

interface Choice {
  wanted: number;
  fits(sentences: RankedSentence[]): boolean;
  style: SummaryStyle;
}

function choose(ranked: RankedSentence[], { wanted, fits, style }: Choice): RankedSentence[] {
  const chosen: RankedSentence[] = [];
  const best = new Map(ranked.toSorted((a, b) => a.weight - b.weight).map((sentence) => [sentence.key, sentence]));
  const left = new Set([...best.values()].sort((a, b) => b.weight - a.weight).slice(0, maxConsidered));
  while (chosen.length < wanted && left.size > 0) {
    const best = bestOf(left, chosen, style);
    left.delete(best.sentence);
    if (best.alike > tooAlike) continue;
    const next = [...chosen, best.sentence].sort((a, b) => a.index - b.index);
    if (fits(next)) chosen.splice(0, chosen.length, ...next);
  }
  return chosen;
}

function bestOf(left: Set<RankedSentence>, chosen: RankedSentence[], style: SummaryStyle) {
  let best: { sentence: RankedSentence; alike: number; value: number } | undefined;
  for (const sentence of left) {
    const alike = Math.max(0, ...chosen.map(({ vector }) => similarity(vector, sentence.vector)));
    const again = chosen.filter(({ section }) => section === sentence.section).length;
    // A longer summary takes from every section before it takes a second sentence from one.
    const value = sentence.weight - redundancy * alike - (style === 'concise' ? 0.05 : 0.25) * again;
    if (!best || value > best.value) best = { sentence, alike, value };
  }
  if (!best) throw new RangeError('there is nothing to choose from');
  return best;
}

const writeSentences = ({ text }: StudyText, sentences: RankedSentence[], { lineStart, separator }: Shape): string =>
  sentences.map(({ start, end }) => lineStart + oneLine(text.slice(start, end))).join(separator);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** For want of a sentence that fits: the best one, or the start of a text without sentences. */
function cutToFit({ text }: StudyText, ranked: RankedSentence[], limit: number): Summary {
  const best = ranked.toSorted((a, b) => b.weight - a.weight)[0];
  const from = best?.start ?? text.length - text.trimStart().length;
  const whole = oneLine(text.slice(from, best?.end ?? from + limit * 2));
  if (whole.length <= limit)
    return { summary: whole, sources: [{ start: from, end: best?.end ?? text.trimEnd().length }] };
  const cut = whole.slice(0, Math.max(limit - 1, 0));
  const space = cut.lastIndexOf(' ');
  const kept = (space > limit / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '');
  return {
    summary: limit > 0 ? `${kept}…` : '',
    sources: [{ start: from, end: Math.min(from + kept.length, text.length) }],
  };
}
