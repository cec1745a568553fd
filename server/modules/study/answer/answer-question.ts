import { detectLanguage } from '../../../platform/text/detect-language.ts';
import { type Extract, extractAnswers } from './extract.ts';
import { readQuestion } from './question.ts';

/** The best places for a question; none where nothing in the passages has to do with it. */
export interface BuiltinAnswer {
  /** Whether the passages say it. */
  answerable: boolean;
  /** From 0 to 1. */
  confidence: number;
  /** Best first. */
  extracts: Extract[];
}

/**
 * Support from which an answer is given. Chosen on half of the articles of the SQuAD 2.0 development set, so that of ten questions
 * without an answer five are found out, and of ten with one eight are answered; `docs/evaluation.md` has the figures.
 */
const answerThreshold = 0.85;
/** Of long texts the passages that share most words with the question are read closely. */
const maxPassages = 40;
/** Enough of a text to tell its language. */
const sampleUnits = 5_000;

/** Picks the words of the passages that answer a question, or says that they don't. */
export function answerFromPassages(question: string, passages: string[]): BuiltinAnswer {
  const language = detectLanguage(passages.join('\n').slice(0, sampleUnits));
  const read = readQuestion(question, language);
  const near = nearestPassages(
    read.words.map(({ lemma }) => lemma),
    passages,
  );
  const extracts = extractAnswers(
    read,
    near.map(({ text }) => text),
    language,
  ).map((extract) => ({
    ...extract,
    passage: near[extract.passage]?.index ?? 0,
  }));
  const support = extracts[0]?.support ?? 0;
  return { answerable: support >= answerThreshold, confidence: Math.min(1, Math.max(0, support)), extracts };
}

function nearestPassages(lemmas: string[], passages: string[]): { text: string; index: number }[] {
  const all = passages.map((text, index) => ({ text, index }));
  if (passages.length <= maxPassages) return all;
  const stems = lemmas.map((lemma) => lemma.slice(0, Math.max(4, lemma.length - 2)));
  const scored = all.map((passage) => {
    const lower = passage.text.toLowerCase();
    return { passage, hits: stems.filter((stem) => lower.includes(stem)).length };
  });
  return scored
    .sort((a, b) => b.hits - a.hits || a.passage.index - b.passage.index)
    .slice(0, maxPassages)
    .map(({ passage }) => passage);
}

const passageUnits = 1_500;

/** Cuts a long text at its lines and sentences, where it has any, into passages; offsets are kept. */
export function toPassages(text: string): { text: string; start: number }[] {
  if (text.length <= passageUnits * 2) return [{ text, start: 0 }];
  const passages: { text: string; start: number }[] = [];
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(/\s+|(?<=[。！？])/g)) {
    const isEnd = gap.includes('\n') || /[.!?。！？]/.test(text[index - 1] ?? '');
    if (index - start < (isEnd ? passageUnits : passageUnits * 2)) continue;
    passages.push({ text: text.slice(start, index), start });
    start = index;
  }
  return [...passages, { text: text.slice(start), start }].filter((passage) => passage.text.trim() !== '');
}
