import { isFrequentWord } from './language-words.ts';

/** A word with what is known of it: its base form, and whether it may stand in a phrase or end one. */
export interface TaggedWord {
  text: string;
  base: string;
  /** `noun` may end a phrase, `modifier` only stand before one; `other` parts phrases. */
  role: 'noun' | 'modifier' | 'other';
}

interface Candidate {
  words: TaggedWord[];
  /** Number of the sentence. */
  at: number;
}

const mostWords = 4;
/** Scripts without blanks between words: joined without them again. */
const joined = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+$/u;

/** Words of a language without an analyser: everything that is not frequent there may be part of a phrase. */
export function tagPlainly(words: string[], language: string): TaggedWord[] {
  return words.map((text) => {
    const frequent = isFrequentWord(text, language) || !/\p{L}{2}|\p{Script=Han}/u.test(text) || text.length > 40;
    // German writes nouns with a capital, and its adjectives end like this before them.
    const role = language !== 'de' || /^\p{Lu}/u.test(text) ? 'noun' : /e[nrsm]?$/.test(text) ? 'modifier' : 'other';
    return { text, base: text.toLowerCase(), role: frequent ? 'other' : role };
  });
}

/**
 * What a text is about, in its own words: runs of modifiers and nouns, those first whose words come often and whose first place is
 * early. A phrase that is part of another in the list is left out. The same text gives the same list.
 */
export function keyPhrases(sentences: TaggedWord[][], { limit = 10 } = {}): string[] {
  const candidates = sentences.flatMap((words, at) => cutPhrases(words).map((phrase) => ({ words: phrase, at })));
  const counts = countBases(candidates);
  const phrases = new Map<string, { text: string; score: number; bases: string[] }>();
  for (const { words, at } of candidates) {
    const bases = words.map(({ base }) => base);
    const key = bases.join(' ');
    const early = 1 + 1 / (2 + at);
    const weight =
      bases.reduce((sum, base) => sum + Math.log(1 + (counts.get(base) ?? 0)), 0) * (words.length === 1 ? 0.7 : 1);
    const known = phrases.get(key);
    if (known) known.score += weight * 0.6;
    else phrases.set(key, { text: joinWords(words), score: weight * early, bases });
  }
  const ranked = [...phrases.values()].sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1));
  return withoutParts(ranked)
    .slice(0, limit)
    .map(({ text }) => text);
}

/** The few words that a text comes back to: nouns that stand in most sentences, the more frequent first. */
export function topics(sentences: TaggedWord[][], { limit = 5 } = {}): string[] {
  const found = new Map<string, { text: string; count: number; sentences: Set<number>; first: number }>();
  let position = 0;
  for (const [at, words] of sentences.entries()) {
    for (const { role, base, text } of words) {
      position += 1;
      if (role !== 'noun' || base.length < 2) continue;
      const known = found.get(base) ?? {
        text: /^\p{Lu}.*\p{Lu}/u.test(text) ? text : base,
        count: 0,
        sentences: new Set(),
        first: position,
      };
      known.count += 1;
      known.sentences.add(at);
      found.set(base, known);
    }
  }
  return [...found.values()]
    .sort((a, b) => b.count + b.sentences.size - (a.count + a.sentences.size) || a.first - b.first)
    .slice(0, limit)
    .map(({ text }) => text);
}

function cutPhrases(words: TaggedWord[]): TaggedWord[][] {
  const runs: TaggedWord[][] = [[]];
  for (const word of words) {
    if (word.role === 'other' || (word.role === 'modifier' && runs.at(-1)?.at(-1)?.role === 'noun')) runs.push([]);
    if (word.role !== 'other') runs.at(-1)?.push(word);
  }
  return runs.flatMap((run) => {
    const end = run.findLastIndex(({ role }) => role === 'noun');
    const phrase = run.slice(Math.max(0, end + 1 - mostWords), end + 1);
    return phrase.length > 0 ? [phrase] : [];
  });
}

function countBases(candidates: Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of candidates) for (const { base } of words) counts.set(base, (counts.get(base) ?? 0) + 1);
  return counts;
}

const joinWords = (words: TaggedWord[]): string => {
  const texts = words.map(({ text }) => text);
  return texts.every((text) => joined.test(text)) ? texts.join('') : texts.join(' ');
};

function withoutParts<T extends { bases: string[] }>(ranked: T[]): T[] {
  const kept: T[] = [];
  for (const phrase of ranked.slice(0, 200)) {
    const text = ` ${phrase.bases.join(' ')} `;
    if (!kept.some(({ bases }) => ` ${bases.join(' ')} `.includes(text) || text.includes(` ${bases.join(' ')} `)))
      kept.push(phrase);
  }
  return kept;
}
