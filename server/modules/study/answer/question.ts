import { analyse, type Token } from '../text/analyse.ts';
import { denies } from './contradictions.ts';

/** What kind of thing would answer a question. */
export type AnswerType = 'name' | 'place' | 'date' | 'number' | 'reason' | 'manner' | 'statement' | 'phrase';

export interface QuestionWord extends Token {
  /** How much it says about what is asked, before its rarity in the text. */
  weight: number;
  /** Where it should stand seen from the answer: -1 before, 1 behind, 0 anywhere. */
  side: -1 | 0 | 1;
  isVerb: boolean;
}

export interface Question {
  type: AnswerType;
  /** What "what" or "which" asks for: "year" in "in what year". */
  focus: string | undefined;
  /** What is counted: "people" in "how many people". */
  counted: string | undefined;
  words: QuestionWord[];
  isNegated: boolean;
  /** "What is … called?" */
  asksName: boolean;
  /** "What are …?", "Which two …?" */
  asksMany: boolean;
}

/** Words that ask, in the languages whose questions are understood, as their English ones. */
const asking = new Map(
  [
    'who who whom whose wer wen wem wessen qui quién quien chi quem',
    'what what was quoi qué cosa wat',
    'which which welche welcher welches welchen welchem quel quelle quels quelles cuál quale qual welk',
    'when when wann quand cuándo cuando quando wanneer',
    'where where wo woher wohin où dónde donde dove onde waar',
    'why why warum wieso weshalb pourquoi perché waarom',
    'how how wie comment cómo come como hoe',
    'how-many wieviel wieviele combien cuántos cuántas cuánto quanti quante quantos',
  ].flatMap((line) => {
    const [english = '', ...words] = line.split(' ');
    return words.map((word): [string, string] => [word, english]);
  }),
);
const helping = new Set('do did does can could will would shall should may might must has have had'.split(' '));

const focusTypes: [type: AnswerType, words: Set<string>][] = [
  [
    'date',
    wordSet(
      'jahr datum tag monat jahrhundert année date año fecha year day month century decade era time period age season millennium epoch',
    ),
  ],
  [
    'number',
    wordSet(
      'zahl anzahl prozent höhe länge preis kosten nombre número number percent percentage amount population size height length width depth weight distance temperature cost price rate ' +
        'ratio speed score total prize income frequency value salary revenue budget fraction share proportion quantity degree',
    ),
  ],
  [
    'place',
    wordSet(
      'stadt land ort ville pays lieu ciudad país lugar country city state place location region continent river town county province area island capital village street district ' +
        'territory nation neighborhood neighbourhood location site venue stadium ocean sea mountain lake',
    ),
  ],
  [
    'name',
    wordSet(
      'person author king queen president leader actor actress singer artist composer writer scientist name company organization ' +
        'organisation team league university school college church group party band album song book film movie newspaper magazine ' +
        'channel show emperor ruler dynasty general pope saint people family tribe',
    ),
  ],
];
const measures = wordSet(
  'viele viel alt lang hoch groß weit old long far tall high large big often deep wide fast heavy much many quickly',
);

function wordSet(words: string): Set<string> {
  return new Set(words.split(' '));
}

/** Reads a question: what it asks for, and which words an answering sentence should share with it. */
export function readQuestion(text: string, language: string): Question {
  const { tokens } = analyse(text, language);
  const at = tokens.findIndex((token) => asking.has(token.text.toLowerCase()));
  const asked = asking.get(tokens[at]?.text.toLowerCase() ?? '');
  const focusEnd = endOfFocus(tokens, at);
  const focus = findFocus(tokens, at, focusEnd);
  const type = typeOf(tokens, { at, asked, focus });
  const shape = shapeOf(tokens, { at, focusEnd });
  const words = tokens.flatMap((token, index) => {
    if (!token.isContent || asking.has(token.text.toLowerCase()) || (index === at + 1 && measures.has(token.lemma)))
      return [];
    const isFocus = token.lemma === focus && type !== 'phrase';
    const weight = (weights[token.pos] ?? 0.7) * (isFocus ? 0.35 : 1);
    return [{ ...token, weight, side: sideOf(shape, index), isVerb: token.pos === 'VERB' }];
  });
  const lemmas = new Set(tokens.map(({ lemma }) => lemma));
  return {
    type,
    focus,
    counted:
      asked === 'how' && /^(?:many|much)$/i.test(tokens[at + 1]?.text ?? '') ? countedNoun(tokens, at + 2) : undefined,
    words,
    isNegated: denies(tokens),
    asksName: ['call', 'name', 'term', 'refer', 'title', 'know'].some((lemma) => lemmas.has(lemma)),
    asksMany:
      /^(?:are|were)$/i.test(tokens[focusEnd]?.text ?? '') ||
      ['two', 'three', 'four'].some((lemma) => lemmas.has(lemma)),
  };
}

const weights: Record<string, number> = { PROPN: 1.6, NUM: 1.5, NOUN: 1, VERB: 0.85, ADJ: 0.85, ADV: 0.4 };

/** "what kind of process" ends before the verb. */
function endOfFocus(tokens: Token[], at: number): number {
  let end = at + 1;
  while (['NOUN', 'PROPN', 'ADJ', 'NUM', 'ADP', 'DET'].includes(tokens[end]?.pos ?? '')) end += 1;
  return end;
}

function findFocus(tokens: Token[], at: number, end: number): string | undefined {
  const asked = asking.get(tokens[at]?.text.toLowerCase() ?? '');
  if (asked !== 'what' && asked !== 'which') return undefined;
  const phrase = tokens.slice(at + 1, end);
  const of = phrase.findIndex(({ lemma }) => lemma === 'of');
  const head = phrase.slice(0, of < 0 ? undefined : of).findLast(({ pos }) => pos === 'NOUN' || pos === 'PROPN');
  if (head) return head.lemma;
  // "What is the name of the river": the noun after the verb.
  if (tokens[at + 1]?.lemma !== 'be') return undefined;
  const rest = tokens.slice(at + 2);
  const stop = rest.findIndex(
    ({ pos, lemma }) => (pos === 'ADP' && lemma === 'of') || pos === 'VERB' || pos === 'PUNCT',
  );
  return rest.slice(0, stop < 0 ? undefined : stop).findLast(({ pos }) => pos === 'NOUN')?.lemma;
}

/** The last noun of the phrase. */
function countedNoun(tokens: Token[], from: number): string | undefined {
  let end = from;
  while (['NOUN', 'PROPN', 'ADJ'].includes(tokens[end]?.pos ?? '')) end += 1;
  return tokens.slice(from, end).findLast(({ pos }) => pos === 'NOUN' || pos === 'PROPN')?.lemma;
}

function typeOf(
  tokens: Token[],
  { at, asked, focus }: { at: number; asked: string | undefined; focus: string | undefined },
): AnswerType {
  if (asked === undefined) return tokens[0]?.pos === 'AUX' ? 'statement' : 'phrase';
  if (asked === 'who') return 'name';
  if (asked === 'how-many') return 'number';
  if (asked === 'when') return 'date';
  if (asked === 'where') return 'place';
  if (asked === 'why') return 'reason';
  if (asked === 'how') return measures.has(tokens[at + 1]?.lemma ?? '') ? 'number' : 'manner';
  return focusTypes.find(([, words]) => focus !== undefined && words.has(focus))?.[0] ?? 'phrase';
}

interface Shape {
  at: number;
  /** The verb that the answer follows: "did the Normans *give*". */
  verb: number;
  kind: 'inside' | 'subject' | 'object' | 'open';
}

/** Where the answer would stand if the question were a statement. */
function shapeOf(tokens: Token[], { at, focusEnd }: { at: number; focusEnd: number }): Shape {
  if (at < 0) return { at, verb: -1, kind: 'open' };
  if (at > 2) return { at, verb: -1, kind: 'inside' };
  const next = tokens[focusEnd];
  if (!next || next.lemma === 'be') return { at, verb: -1, kind: 'open' };
  if (next.pos === 'AUX' || helping.has(next.lemma)) {
    const verb = tokens.findIndex(({ pos }, index) => index > focusEnd + 1 && pos === 'VERB');
    return { at, verb, kind: verb < 0 ? 'open' : 'object' };
  }
  return { at, verb: -1, kind: 'subject' };
}

function sideOf({ at, verb, kind }: Shape, index: number): -1 | 0 | 1 {
  if (kind === 'inside') return index > at ? 1 : index >= at - 5 ? -1 : 0;
  if (kind === 'subject') return 1;
  return kind === 'object' && index <= verb ? -1 : 0;
}
