import { type Analysis, analyse, type Token, type TokenRange } from '../text/analyse.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { countOpposites, denies } from './contradictions.ts';
import { type Match, matchWords } from './match-words.ts';
import type { Question, QuestionWord } from './question.ts';

/** A place in a passage that answers, and the sentence around it. Offsets are UTF-16 units of the passage. */
export interface Extract {
  passage: number;
  start: number;
  end: number;
  sentence: { start: number; end: number };
  /** Among the extracts of one question; higher is better. */
  score: number;
  /** From 0 to 1: how far the passage says what is asked. */
  support: number;
}

interface Scored {
  analysis: Analysis;
  passage: number;
  sentence: TokenRange;
  /** Words of the question in the sentence. */
  matches: Match[];
  /** And in the whole passage. */
  known: Match[];
  coverage: number;
}

/**
 * A sentence with this share of the words of a question is about the same thing. More says nothing: questions that nearly repeat a
 * sentence are as often wrong about it as right.
 */
const enoughCoverage = 0.4;
/** Sentences that are looked at closely. */
const closeSentences = 5;
const maxExtracts = 5;

/** The places that answer a question best, over all passages, best first. */
export function extractAnswers(question: Question, passages: string[], language: string): Extract[] {
  const analyses = passages.map((passage) => analyse(passage, language));
  const rarity = rarityOf(question.words, analyses);
  const sentences = analyses
    .flatMap((analysis, passage) => scoreSentences(question, { analysis, passage, rarity }))
    .sort((a, b) => b.coverage - a.coverage)
    .slice(0, closeSentences);
  return sentences
    .flatMap((scored) => scoreCandidates(question, scored, rarity))
    .sort((a, b) => b.score - a.score)
    .slice(0, maxExtracts);
}

type Rarity = Map<QuestionWord, number>;

/** A word that stands in every sentence tells little about which one answers. */
function rarityOf(words: QuestionWord[], analyses: Analysis[]): Rarity {
  const sentences = analyses.flatMap(({ tokens, sentences: all }) => all.map(({ from, to }) => tokens.slice(from, to)));
  return new Map(
    words.map((word) => {
      const holding = sentences.filter((tokens) => tokens.some(({ lemma }) => lemma === word.lemma)).length;
      const idf = Math.log(1 + (sentences.length + 2) / (holding + 1)) / Math.log(3 + sentences.length);
      return [word, word.weight * (0.4 + 0.6 * idf)];
    }),
  );
}

function scoreSentences(
  question: Question,
  { analysis, passage, rarity }: { analysis: Analysis; passage: number; rarity: Rarity },
): Scored[] {
  const matches = matchWords(analysis, question.words);
  const total = sum([...rarity.values()]);
  return analysis.sentences.map((sentence, index) => {
    const own = matches.filter(({ at }) => at >= sentence.from && at < sentence.to);
    const before = analysis.sentences[index - 1];
    const near = matches.filter(({ at }) => before && at >= before.from && at < before.to);
    let covered = 0;
    for (const [word, weight] of rarity) {
      const here = strongest(own, word);
      // What the sentence before has named is often only "it" in this one; what the passage is about needs no name.
      covered += weight * Math.max(here, 0.5 * strongest(near, word), 0.3 * strongest(matches, word));
    }
    return { analysis, passage, sentence, matches: own, known: matches, coverage: total === 0 ? 0 : covered / total };
  });
}

const strongest = (matches: Match[], word: QuestionWord): number =>
  matches.reduce((best, match) => (match.word === word ? Math.max(best, match.strength) : best), 0);

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function scoreCandidates(question: Question, scored: Scored, rarity: Rarity): Extract[] {
  const { analysis, passage, sentence, coverage } = scored;
  const { tokens } = analysis;
  const place = (from: number, to: number) => ({ start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 });
  const doubt = doubtOf(question, scored);
  return findCandidates(analysis, sentence, question.type).map((candidate) => {
    const fit = typeFit(question, candidate, analysis);
    const close = closeness(candidate, scored, rarity);
    const score =
      2 * coverage +
      1.2 * fit +
      1.6 * close +
      cues(question, candidate, analysis) -
      1.6 * repeated(candidate, scored, question.focus) -
      emptiness(candidate, analysis) -
      lengthPenalty(candidate);
    return {
      passage,
      ...place(candidate.from, candidate.to),
      sentence: place(sentence.from, sentence.to),
      score,
      support: Math.min(1, coverage / enoughCoverage) * (fit > 0.5 ? 1 : 0.75) - doubt,
    };
  });
}

/** Reasons to think that the sentence is about something else, although the words are alike. */
function doubtOf(question: Question, { analysis, sentence, matches, known }: Scored): number {
  const inside = analysis.tokens.slice(sentence.from, sentence.to);
  let doubt = 0.25 * countOpposites(question, inside);
  if (question.isNegated && !denies(inside)) doubt += 0.45;
  for (const word of question.words) {
    if (word.pos !== 'PROPN' && word.pos !== 'NUM') continue;
    // A name that the passage never mentions is somebody else.
    if (!known.some((match) => match.word === word)) doubt += 0.18;
    else if (!matches.some((match) => match.word === word)) doubt += 0.04;
  }
  return doubt;
}

/** How well the kind of a candidate fits what is asked, from 0 to 1. */
function typeFit({ type, focus }: Question, candidate: Candidate, { tokens }: Analysis): number {
  const inside = tokens.slice(candidate.from, candidate.to);
  const hasName = inside.some(({ pos }) => pos === 'PROPN');
  if (candidate.kind === type) return type === 'number' && isYear(inside) && focus === undefined ? 0.5 : 1;
  if (type === 'name' || type === 'place') return hasName ? (candidate.kind === 'name' ? 1 : 0.6) : 0.25;
  if (type === 'phrase') return candidate.kind === 'date' || candidate.kind === 'number' ? 0.35 : 0.8;
  if (type === 'reason' || type === 'manner') return candidate.kind === 'phrase' ? 0.4 : 0.2;
  return candidate.kind === 'phrase' ? 0.15 : 0.05;
}

const isYear = (tokens: { text: string }[]): boolean =>
  tokens.length === 1 && /^(?:1\d|20)\d\d$/.test(tokens[0]?.text ?? '');

/** Nouns that name nothing by themselves. */
const empty = new Set(
  (
    'term way part kind type form number time thing example case question fact result role use name word one two three some many ' +
    'most other such several various amount lot set group member process reason issue problem year'
  ).split(' '),
);

/** From 0 to 0.6: a candidate of nothing but letters, signs and words for anything. */
function emptiness({ from, to, kind }: Candidate, { tokens }: Analysis): number {
  if (kind !== 'phrase') return 0;
  const inside = tokens.slice(from, to).filter(({ pos }) => ['NOUN', 'PROPN', 'ADJ', 'NUM', 'VERB', 'X'].includes(pos));
  const telling = inside.filter(({ lemma, text }) => !empty.has(lemma) && text.length > 1).length;
  return telling === 0 ? 0.6 : 0;
}

/** Signs in the sentence that a definition, a name or a list follows. */
function cues(question: Question, { from, to, kind }: Candidate, { tokens }: Analysis): number {
  const before = tokens.slice(Math.max(0, from - 3), from).map(({ lemma }) => lemma);
  const inside = tokens.slice(from, to);
  let cue = 0;
  const head = inside.findLast(({ pos }) => pos === 'NOUN' || pos === 'PROPN');
  // "What war …?": a phrase that ends in "war" and says which one.
  if (question.focus && head?.lemma === question.focus && inside.some((token) => token !== head && token.isContent))
    cue += 0.9;
  if (question.asksName && before.some((lemma) => ['call', 'name', 'term', 'know', 'refer', '"', '“'].includes(lemma)))
    cue += 0.5;
  cue += surroundings(question, { from, to, kind }, tokens);
  const isList = inside.some(({ lemma }) => lemma === 'and' || lemma === ',');
  if (question.asksMany) cue += isList ? 0.35 : 0;
  else cue -= isList ? 0.3 : 0;
  return cue;
}

const towards = new Set(['in', 'at', 'near', 'from', 'to', 'into', 'across', 'outside', 'around', 'throughout']);

/** What the words next to a candidate say about its kind. */
function surroundings({ type, counted }: Question, { from, to, kind }: Candidate, tokens: Token[]): number {
  const [before, next] = [tokens[from - 1], tokens[to]];
  // "the *British* ships" is about ships.
  let cue = kind === 'name' && next?.pos === 'NOUN' ? -0.35 : 0;
  if (type === 'place' || type === 'name') {
    const isWhere =
      towards.has(before?.lemma ?? '') || (before?.pos === 'DET' && towards.has(tokens[from - 2]?.lemma ?? ''));
    if (isWhere) cue += type === 'place' ? 0.15 : -0.25;
  }
  if (counted && kind === 'number') {
    const beside = tokens.slice(to - 1, to + 3).some(({ lemma }) => lemma === counted);
    cue += beside ? 0.7 : 0;
  }
  return cue;
}

/** How near the words of the question stand, nearer on the side where they would stand in the answer. */
function closeness({ from, to }: Candidate, { matches }: Scored, rarity: Rarity): number {
  let near = 0;
  let total = 0;
  for (const [word, weight] of rarity) {
    total += weight;
    let best = 0;
    for (const { at, strength, word: matched } of matches) {
      if (matched !== word || (at >= from && at < to)) continue;
      const distance = at < from ? from - at : at - to + 1;
      const isBefore = at < from;
      const side = word.side === 0 ? 1 : word.side < 0 === isBefore ? 1.3 : 0.7;
      best = Math.max(best, (strength * side) / (1 + distance / 4));
    }
    near += weight * best;
  }
  return total === 0 ? 0 : near / total;
}

/** The share of a candidate that the question has said already. */
function repeated({ from, to }: Candidate, { analysis, matches }: Scored, focus: string | undefined): number {
  const content = analysis.tokens.slice(from, to).filter(({ isContent }) => isContent).length;
  if (content === 0) return 1;
  const said = new Set(
    matches
      .filter(({ at, strength, word }) => at >= from && at < to && strength > 0.6 && word.lemma !== focus)
      .map(({ at }) => at),
  ).size;
  return said / content;
}

const lengthPenalty = ({ from, to, kind }: Candidate): number =>
  Math.max(0, to - from - (kind === 'reason' || kind === 'manner' || kind === 'statement' ? 25 : 6)) * 0.04;
