import model from 'wink-eng-lite-web-model';
import wink, { type WinkMethods } from 'wink-nlp';
import { analyseByShape } from './analyse-by-shape.ts';

/** A word or mark, with its place in the text. */
export interface Token {
  text: string;
  start: number;
  end: number;
  /** Lower case and, in English, the basic form. */
  lemma: string;
  /** Universal part of speech: NOUN, PROPN, VERB, AUX, ADJ, NUM, DET, ADP, PUNCT, … */
  pos: string;
  /** Whether it carries meaning. */
  isContent: boolean;
}

/** A range of tokens, the last excluded. */
export interface TokenRange {
  from: number;
  to: number;
}

export interface Analysis {
  text: string;
  tokens: Token[];
  sentences: TokenRange[];
  /** Dates, numbers, amounts of money and the like, by their kind. */
  entities: (TokenRange & { type: string })[];
}

let loaded: WinkMethods | undefined;

/** Loading takes 0.2 s and 60 MB, so that it waits until somebody asks. */
const english = (): WinkMethods => {
  loaded ??= wink(model);
  return loaded;
};

const contentParts = new Set(['NOUN', 'PROPN', 'VERB', 'ADJ', 'NUM', 'ADV', 'X', 'SYM', 'INTJ']);
const stopWords = new Set(
  (
    'be have do can could may might must shall should will would not also very more most such other same own so than then there ' +
    'here when where why how what which who whom whose this that these those it its he she they them his her their i you we us ' +
    'just only even still however often many much some any all both each few first last one as well about into over s t ' +
    'called known used'
  ).split(' '),
);

/** Words, sentences and entities of a text; parts of speech are known in English and guessed by their shape in other languages. */
export function analyse(text: string, language = 'en'): Analysis {
  return language === 'en' || language === 'und' ? analyseEnglish(text) : analyseByShape(text, language);
}

function analyseEnglish(text: string): Analysis {
  const nlp = english();
  const { its } = nlp;
  const doc = nlp.readDoc(withoutEndlessWords(text));
  const all = doc.tokens();
  const values = all.out();
  const parts = all.out(its.pos) as string[];
  const lemmas = all.out(its.lemma as typeof its.normal) as string[];
  let at = 0;
  const tokens = values.map((value, index): Token => {
    const found = text.indexOf(value, at);
    const start = found < 0 ? at : found;
    at = start + value.length;
    const pos = parts[index] ?? 'X';
    const lemma = (lemmas[index] ?? value).toLowerCase();
    const isContent = contentParts.has(pos) && !stopWords.has(lemma) && /[\p{L}\p{N}]/u.test(value);
    return { text: value, start, end: at, lemma, pos, isContent };
  });
  const sentences = rangesOf(doc.sentences().out(its.span));
  const entities = doc.entities();
  const spans = rangesOf(entities.out(its.span));
  const types = (entities.out(its.detail) as { type: string }[]).map(({ type }) => type);
  return {
    text,
    tokens,
    sentences: sentences.flatMap((sentence) => splitAtLines(text, tokens, sentence)),
    entities: spans.map((span, index) => ({ ...span, type: types[index] ?? '' })),
  };
}

/** The library's time grows with the square of a word's length; no word that answers anything is that long. */
const withoutEndlessWords = (text: string): string => text.replace(/\S{100,}/g, (word) => ' '.repeat(word.length));

/** The library gives the last token, not the one after it. */
const rangesOf = (spans: unknown): TokenRange[] =>
  (spans as [number, number][]).map(([from, to]) => ({ from, to: to + 1 }));

/** A line break ends a sentence: headings, entries of lists and rows have no full stop. */
function splitAtLines(text: string, tokens: Token[], { from, to }: TokenRange): TokenRange[] {
  const ranges: TokenRange[] = [];
  let start = from;
  for (let index = from + 1; index < to; index += 1) {
    const gap = text.slice(tokens[index - 1]?.end, tokens[index]?.start);
    if (!gap.includes('\n')) continue;
    ranges.push({ from: start, to: index });
    start = index;
  }
  return [...ranges, { from: start, to }];
}
