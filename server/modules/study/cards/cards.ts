import { findCandidates } from '../answer/candidates.ts';
import type { AnswerType } from '../answer/question.ts';
import { rankSentences } from '../summary/rank-sentences.ts';
import { analyse, type Token } from '../text/analyse.ts';
import type { Range, StudyText } from '../text/study-text.ts';

export interface Flashcard {
  kind: 'definition' | 'cloze';
  front: string;
  back: string;
  /** The sentence that says so. */
  source: Range;
}

export interface QuizQuestion {
  question: string;
  choices: string[];
  /** Place of the right one. */
  answer: number;
  explanation: string;
  source: Range;
}

/** A fact in a sentence that can be asked for. */
interface Fact {
  sentence: string;
  source: Range;
  answer: string;
  kind: AnswerType;
  /** Within the sentence. */
  at: Range;
  weight: number;
}

const blank = '_____';
const maxSentence = 320;
const definition =
  /^((?:the |an? )?[\p{L}\p{N}][\p{L}\p{N}\s'’()-]{1,60}?),?\s+(?:is|are|was|were|means|refers to|is called|denotes|ist|sind|war|bedeutet|bezeichnet|est|sont|es|son)\s+(?:the|an?|one of|any|ein|eine|einer|der|die|das|une?|una?|la|le|el)\s/iu;
const pronoun =
  /^(?:it|he|she|they|this|that|these|those|there|which|who|we|you|i|es|er|sie|dies|il|elle|ce|the (?:same|first|second|latter|former))\b/i;

/** Cards from the sentences that matter most: definitions, and sentences with their fact left out. */
export function makeFlashcards(text: StudyText, count: number): Flashcard[] {
  const cards: Flashcard[] = [];
  const asked = new Set<string>();
  const facts = findFacts(text);
  for (const { start, end } of rankSentences(text).toSorted((a, b) => b.weight - a.weight)) {
    if (cards.length >= count) break;
    const sentence = oneLine(text.text.slice(start, end));
    const term = pronoun.test(sentence) ? undefined : definition.exec(sentence)?.[1]?.trim();
    if (term && sentence.length <= maxSentence && !asked.has(term.toLowerCase())) {
      asked.add(term.toLowerCase());
      cards.push({ kind: 'definition', front: term, back: sentence, source: { start, end } });
      continue;
    }
    const fact = facts.find(({ source, answer }) => source.start === start && !asked.has(answer.toLowerCase()));
    if (!fact) continue;
    asked.add(fact.answer.toLowerCase());
    cards.push({ kind: 'cloze', front: leaveOut(fact), back: fact.answer, source: fact.source });
  }
  return cards;
}

/** Questions with four choices each; wrong ones are of the same kind and stand elsewhere in the text, or are near numbers. */
export function makeQuiz(text: StudyText, count: number): QuizQuestion[] {
  const facts = findFacts(text).sort((a, b) => b.weight - a.weight);
  const questions: QuizQuestion[] = [];
  const used = new Set<number>();
  for (const fact of facts) {
    if (questions.length >= count) break;
    if (used.has(fact.source.start)) continue;
    const wrong = distractors(fact, facts);
    if (wrong.length < 3) continue;
    used.add(fact.source.start);
    const answer = questions.length % 4;
    const choices = wrong.slice(0, 3);
    choices.splice(answer, 0, fact.answer);
    questions.push({ question: leaveOut(fact), choices, answer, explanation: fact.sentence, source: fact.source });
  }
  return questions;
}

const leaveOut = ({ sentence, at }: Fact): string => `${sentence.slice(0, at.start)}${blank}${sentence.slice(at.end)}`;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function findFacts(text: StudyText): Fact[] {
  const best = rankSentences(text)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 400);
  return best.flatMap(({ start, end, weight }) => {
    const sentence = oneLine(text.text.slice(start, end));
    if (sentence.length > maxSentence || pronoun.test(sentence)) return [];
    return factsOf(sentence, text.language).map((fact) => ({
      ...fact,
      sentence,
      source: { start, end },
      weight: weight * fact.worth,
    }));
  });
}

/** Numbers and dates say most, then names that don't begin the sentence, then phrases. */
function factsOf(sentence: string, language: string): { answer: string; kind: AnswerType; at: Range; worth: number }[] {
  const analysis = analyse(sentence, language);
  const [whole] = [{ from: 0, to: analysis.tokens.length }];
  const found = findCandidates(analysis, whole, 'phrase').map(({ from, to, kind }) => {
    const tokens = analysis.tokens.slice(from, to);
    const at = { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
    return { answer: sentence.slice(at.start, at.end), kind, at, worth: worthOf(kind, tokens, from) };
  });
  const taken: Range[] = [];
  return found
    .filter(({ worth, answer }) => worth > 0 && answer.length <= 60)
    .sort((a, b) => b.worth - a.worth || b.answer.length - a.answer.length)
    .filter(({ at }) => {
      const isFree = taken.every((other) => at.end <= other.start || at.start >= other.end);
      if (isFree) taken.push(at);
      return isFree;
    });
}

function worthOf(kind: AnswerType, tokens: Token[], from: number): number {
  if (tokens.length > 5 || !tokens.some(({ isContent }) => isContent)) return 0;
  if (kind === 'date') return 1;
  if (kind === 'number') return tokens.some(({ text }) => /\d/.test(text)) ? 1 : 0.5;
  if (kind === 'name') return from > 0 ? 0.9 : 0.6;
  return tokens.length > 1 && tokens.every(({ pos }) => ['NOUN', 'ADJ', 'PROPN'].includes(pos)) ? 0.5 : 0;
}

/** Answers of other sentences that would fit the gap; for numbers also ones nearby. The same text gives the same ones. */
function distractors(fact: Fact, facts: Fact[]): string[] {
  const shape = shapeOf(fact.answer);
  const others = facts
    .filter(({ kind, answer }) => kind === fact.kind && shapeOf(answer) === shape)
    .map(({ answer }) => answer)
    .filter((answer) => !alike(answer, fact.answer) && !fact.sentence.includes(answer));
  const near = fact.kind === 'number' || fact.kind === 'date' ? nearNumbers(fact.answer) : [];
  const found: string[] = [];
  for (const answer of [...others, ...near]) {
    if (!found.some((other) => alike(other, answer))) found.push(answer);
  }
  return found.slice(0, 3);
}

/** Years go with years, percentages with percentages, names with names. */
const shapeOf = (answer: string): string =>
  /\d/.test(answer)
    ? answer.replace(/\d+([.,]\d+)*/g, '#').replace(/\p{L}+/gu, (word) => (word.length > 3 ? 'w' : word))
    : 'words';

const alike = (a: string, b: string): boolean => {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y || x.includes(y) || y.includes(x);
};

function nearNumbers(answer: string): string[] {
  const match = /\d+/.exec(answer);
  if (!match) return [];
  const value = Number(match[0]);
  const step = value > 1_000 && value < 2_100 ? 7 : Math.max(1, Math.round(value / 5));
  return [value - step, value + step, value + 2 * step, value + 3 * step]
    .filter((other) => other > 0 && other !== value)
    .map((other) => answer.replace(match[0], String(other)));
}
