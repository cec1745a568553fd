import type { Analysis, Token } from './analyse.ts';
import { splitSentences } from './sentences.ts';
import { stopWords } from './terms.ts';

/** Languages whose nouns all have a capital. */
const capitalNouns = new Set(['de', 'lb']);
const number = /^\d+(?:[.,]\d+)*$/;
const year = /^(?:1\d{3}|20\d\d)$/;

/** The same as `analyse` for languages without a tagger: capitals, digits and stop words tell what they can. */
export function analyseByShape(text: string, language: string): Analysis {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const ranges = splitSentences(text);
  const starts = new Set(ranges.map(({ start }) => start));
  const tokens: Token[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (segment.trim() === '') continue;
    const lemma = segment.toLocaleLowerCase(language);
    const pos = isWordLike ? partOf(segment, { lemma, language, isFirst: starts.has(index) }) : 'PUNCT';
    tokens.push({
      text: segment,
      start: index,
      end: index + segment.length,
      lemma,
      pos,
      isContent: contentful.has(pos),
    });
  }
  const sentences = ranges.map(({ start, end }) => {
    const from = tokens.findIndex((token) => token.start >= start);
    const to = tokens.findIndex((token) => token.start >= end);
    return { from: Math.max(from, 0), to: to < 0 ? tokens.length : to };
  });
  const entities = tokens.flatMap((token, at) => {
    if (!number.test(token.text)) return [];
    return [{ from: at, to: at + 1, type: year.test(token.text) ? 'DATE' : 'CARDINAL' }];
  });
  return { text, tokens, sentences, entities };
}

const contentful = new Set(['NOUN', 'PROPN', 'NUM', 'VERB']);

function partOf(
  word: string,
  { lemma, language, isFirst }: { lemma: string; language: string; isFirst: boolean },
): string {
  if (number.test(word)) return 'NUM';
  if (stopWords.has(lemma) || (word.length < 3 && !/\p{Script=Han}/u.test(word))) return 'DET';
  const isCapital = /^\p{Lu}/u.test(word) && !isFirst;
  if (isCapital) return capitalNouns.has(language) && word.length > 3 ? 'NOUN' : 'PROPN';
  return /\p{Lo}/u.test(word) ? 'NOUN' : 'VERB';
}
