import { splitSentences } from '../text/sentences.ts';
import type { Range, StudyText } from '../text/study-text.ts';
import { terms } from '../text/terms.ts';

export interface RankedSentence extends Range {
  /** Place in the text. */
  index: number;
  /** The section it stands in: its place in `sections`, or -1. */
  section: number;
  /** How much of the text it speaks for; 1 for the best. */
  weight: number;
  vector: Map<string, number>;
  /** The same for sentences of the same words. */
  key: string;
}

/** Comparing every sentence with every other is for texts up to this; longer ones are compared with their middle. */
const maxCompared = 400;
/** More sentences than these are not looked at. */
const maxSentences = 20_000;
const damping = 0.85;
const rounds = 20;

/** Ranks the sentences of a text by how central they are (TextRank, Mihalcea and Tarau 2004), and by where they stand. */
export function rankSentences({ text, sections }: StudyText): RankedSentence[] {
  const headings = new Set(sections.map(({ start }) => start));
  const ranges = splitSentences(text).slice(0, maxSentences);
  const bags = ranges.map(({ start, end }) => terms(text.slice(start, end)));
  const sentences = vectorsOf(bags)
    .map((vector, index) => ({
      ...(ranges[index] ?? { start: 0, end: 0 }),
      vector,
      length: bags[index]?.length ?? 0,
      key: bags[index]?.join(' ') ?? '',
    }))
    .filter(({ start, length, end }) => !headings.has(start) && length >= 3 && isSentence(text.slice(start, end)));
  const scores = sentences.length <= maxCompared ? textRank(sentences) : nearMiddle(sentences);
  const ranked = sentences.map(({ start, end, vector, length, key }, index) => {
    const section = sections.findLastIndex((candidate) => candidate.start <= start);
    const place = placeWeight(start, section < 0 ? undefined : sections[section], index);
    const weight = (scores[index] ?? 0) * place * lengthWeight(length);
    return { index, start, end, section, vector, weight, key };
  });
  const best = Math.max(...ranked.map(({ weight }) => weight), Number.MIN_VALUE);
  return ranked.map((sentence) => ({ ...sentence, weight: sentence.weight / best }));
}

/** Rows of tables, code and lists of names are no sentences. */
const isSentence = (text: string): boolean => text.length <= 1_200 && (text.match(/[|;{}<>=]/g)?.length ?? 0) < 4;

function vectorsOf(bags: string[][]): Map<string, number>[] {
  const frequency = new Map<string, number>();
  for (const bag of bags) for (const term of new Set(bag)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return bags.map((bag) => {
    const vector = new Map<string, number>();
    for (const term of bag) {
      const idf = Math.log(1 + bags.length / (frequency.get(term) ?? 1));
      vector.set(term, (vector.get(term) ?? 0) + idf);
    }
    const length = Math.hypot(...vector.values()) || 1;
    for (const [term, value] of vector) vector.set(term, value / length);
    return vector;
  });
}

/** The cosine of two vectors of length 1. */
export function similarity(a: Map<string, number>, b: Map<string, number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, value] of small) sum += value * (large.get(term) ?? 0);
  return sum;
}

function textRank(sentences: { vector: Map<string, number> }[]): number[] {
  const links = sentences.map(({ vector: a }, i) =>
    sentences.map(({ vector: b }, j) => (i === j ? 0 : similarity(a, b))),
  );
  const sums = links.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks = sentences.map(() => 1);
  for (let round = 0; round < rounds; round += 1) {
    ranks = ranks.map((_, i) => {
      const given = links.reduce((sum, row, j) => sum + ((row[i] ?? 0) / (sums[j] || 1)) * (ranks[j] ?? 0), 0);
      return 1 - damping + damping * given;
    });
  }
  return ranks;
}

function nearMiddle(sentences: { vector: Map<string, number> }[]): number[] {
  const middle = new Map<string, number>();
  for (const { vector } of sentences) {
    for (const [term, value] of vector) middle.set(term, (middle.get(term) ?? 0) + value);
  }
  const length = Math.hypot(...middle.values()) || 1;
  return sentences.map(({ vector }) => similarity(vector, middle) / length);
}

/** Texts say first what they are about, and so do their sections. */
function placeWeight(start: number, section: { start: number; end: number } | undefined, index: number): number {
  if (index === 0) return 1.6;
  if (index < 3) return 1.25;
  if (!section) return 1;
  const share = (start - section.start) / Math.max(section.end - section.start, 1);
  return share < 0.15 ? 1.2 : 1;
}

/** Very short sentences lean on others, very long ones say too much at once. */
function lengthWeight(terms: number): number {
  if (terms < 5) return 0.6;
  return terms > 40 ? 0.8 : 1;
}
