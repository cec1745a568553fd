import { keyPhrases, type TaggedWord, tagPlainly } from '../../../platform/text/key-phrases.ts';
import { isFrequentWord } from '../../../platform/text/language-words.ts';
import { tokenize } from '../../../platform/text/tokenize.ts';
import { analyse } from './analyse.ts';
import { splitSentences } from './sentences.ts';
import type { Range } from './study-text.ts';

/** A phrase with where it stands. */
export interface KeyPhrase {
  label: string;
  /** Lower case; what phrases are compared by. */
  key: string;
  /** In order; at least one. */
  places: Range[];
}

const maxPlaces = 200;

/** The phrases a text is about, those that matter most first, with the places where they stand. */
export function findKeyPhrases(text: string, language: string, limit: number): KeyPhrase[] {
  return keyPhrases(tagSentences(text, language), { limit })
    .map((label) => ({ label, key: label.toLowerCase(), places: findPlaces(text, label) }))
    .filter(({ places }) => places.length > 0);
}

function tagSentences(text: string, language: string): TaggedWord[][] {
  if (language !== 'en') {
    const words = ({ start, end }: Range) => tokenize(text.slice(start, end), language).map((word) => word.text);
    return splitSentences(text).map((sentence) => tagPlainly(words(sentence), language));
  }
  const { tokens, sentences } = analyse(text, language);
  return sentences.map(({ from, to }) =>
    tokens.slice(from, to).map(({ text: word, lemma, pos }) => ({ text: word, base: lemma, role: roleOf(word, pos) })),
  );
}

function roleOf(word: string, pos: string): TaggedWord['role'] {
  if (!/\p{L}{2}/u.test(word) || isFrequentWord(word, 'en')) return 'other';
  if (pos === 'NOUN' || pos === 'PROPN') return 'noun';
  return pos === 'ADJ' ? 'modifier' : 'other';
}

/** As whole words, whatever white space parts them. */
function findPlaces(text: string, label: string): Range[] {
  const words = label.split(' ').map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const isSpaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(label);
  const phrase = words.join('\\s+');
  const pattern = isSpaceless ? phrase : `(?<![\\p{L}\\p{N}])${phrase}(?![\\p{L}\\p{N}])`;
  const places: Range[] = [];
  for (const { index, 0: found } of text.matchAll(new RegExp(pattern, 'giu'))) {
    if (places.push({ start: index, end: index + found.length }) === maxPlaces) break;
  }
  return places;
}
