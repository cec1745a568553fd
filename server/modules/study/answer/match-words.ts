import type { Analysis, Token } from '../text/analyse.ts';
import type { QuestionWord } from './question.ts';

/** A word of the question found in the text. */
export interface Match {
  word: QuestionWord;
  /** Place in the tokens of the text. */
  at: number;
  /** 1 for the same word, less for one of the same family. */
  strength: number;
}

/** Groups of words that mean nearly the same in questions and their answers. */
const families = [
  'found establish create start begin form launch institute introduce set',
  'make produce build construct manufacture create',
  'locate situate lie base find',
  'die death dead kill',
  'bear birth born',
  'write author compose pen publish',
  'big large great major huge',
  'small little tiny minor',
  'main primary principal chief major',
  'call name term title know',
  'join enter',
  'win defeat beat victory',
  'lead head govern rule command',
  'use utilize employ apply',
  'stop end cease finish conclude',
  'buy purchase acquire',
  'show display demonstrate reveal',
  'cause lead result trigger',
  'get receive obtain gain earn',
  'live reside inhabit dwell',
  'think believe consider regard',
  'percent percentage %',
  'movie film',
  'country nation state',
  'city town',
  'job occupation profession work',
  'important significant',
  'begin start commence',
  'increase grow rise',
  'decrease decline fall drop reduce',
  'need require',
  'change alter modify',
  'help assist aid support',
  'allow permit let enable',
  'another other',
  'many numerous several',
].map((line) => line.split(' '));

const familyOf = Map.groupBy(
  families.flatMap((words, index) => words.map((word) => ({ word, index }))),
  ({ word }) => word,
);

const shareFamily = (a: string, b: string): boolean =>
  familyOf.get(a)?.some(({ index }) => families[index]?.includes(b)) ?? false;

/** How far two words are the same: 1, 0.75 for one stem, 0.55 for one meaning, else 0. */
function likeness(a: Token, b: Token): number {
  if (a.lemma === b.lemma || a.text.toLowerCase() === b.text.toLowerCase()) return 1;
  if (/\d/.test(a.lemma) || /\d/.test(b.lemma)) return 0;
  const shorter = Math.min(a.lemma.length, b.lemma.length);
  let shared = 0;
  while (shared < shorter && a.lemma[shared] === b.lemma[shared]) shared += 1;
  if (shared >= 4 && shared >= 0.7 * Math.max(a.lemma.length, b.lemma.length) - 1 && shared >= shorter - 2) return 0.75;
  return shareFamily(a.lemma, b.lemma) ? 0.55 : 0;
}

/** Every place in the text that a word of the question stands at. */
export function matchWords({ tokens }: Analysis, words: QuestionWord[]): Match[] {
  return tokens.flatMap((token, at) =>
    token.isContent
      ? words.map((word) => ({ word, at, strength: likeness(word, token) })).filter(({ strength }) => strength > 0)
      : [],
  );
}
