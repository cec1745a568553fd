import type { Range } from './study-text.ts';
import { stopWords } from './terms.ts';

export interface KeyPhrase {
  /** As it is written most often. */
  label: string;
  /** Lower case; what phrases are compared by. */
  key: string;
  score: number;
  /** Where it stands, in order. */
  places: Range[];
}

interface Found {
  /** How often it is written in which way. */
  labels: Map<string, number>;
  places: Range[];
  words: string[];
}

const maxWords = 4;
const maxPlaces = 200;

/**
 * The phrases a text is about: runs of words between stop words and punctuation, scored by how often their words stand in long
 * phrases (RAKE, Rose et al. 2010) and how often they come back. Works in every language that parts its words.
 */
export function findKeyPhrases(text: string, limit: number): KeyPhrase[] {
  const found = new Map<string, Found>();
  for (const { words, start, end } of phraseRuns(text)) {
    const key = words.join(' ').toLowerCase();
    const entry: Found = found.get(key) ?? {
      labels: new Map(),
      places: [],
      words: words.map((word) => word.toLowerCase()),
    };
    const label = text.slice(start, end).replace(/\s+/g, ' ');
    entry.labels.set(label, (entry.labels.get(label) ?? 0) + 1);
    if (entry.places.length < maxPlaces) entry.places.push({ start, end });
    found.set(key, entry);
  }
  const weights = wordWeights([...found.values()]);
  const scored = [...found].map(([key, { labels, places, words }]) => {
    const rake = words.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0) / Math.sqrt(words.length);
    const label = [...labels].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    return { label, key, places, score: rake * Math.log(1 + places.length) };
  });
  return withoutParts(
    scored.sort((a, b) => b.score - a.score || a.key.localeCompare(b.key)),
    limit,
  );
}

/** Words by how many places they are in, and how long the phrases around them are. */
function wordWeights(phrases: { words: string[]; places: Range[] }[]): Map<string, number> {
  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const { words, places } of phrases) {
    for (const word of words) {
      frequency.set(word, (frequency.get(word) ?? 0) + places.length);
      degree.set(word, (degree.get(word) ?? 0) + places.length * words.length);
    }
  }
  return new Map(
    [...frequency].map(([word, count]) => [word, ((degree.get(word) ?? 0) / count) * Math.log(1 + count)]),
  );
}

/** "neural network" makes "network" superfluous unless that stands alone far more often. */
function withoutParts(phrases: KeyPhrase[], limit: number): KeyPhrase[] {
  const kept: KeyPhrase[] = [];
  for (const phrase of phrases) {
    const isPart = kept.some(
      ({ key }) => ` ${key} `.includes(` ${phrase.key} `) || ` ${phrase.key} `.includes(` ${key} `),
    );
    if (!isPart) kept.push(phrase);
    if (kept.length === limit) break;
  }
  return kept;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

function* phraseRuns(text: string): Generator<Range & { words: string[] }> {
  let run: { word: string; start: number }[] = [];
  const close = (): Range & { words: string[] } => {
    const kept = run.slice(0, maxWords);
    const [first, last] = [kept[0], kept.at(-1)];
    return {
      words: kept.map(({ word }) => word),
      start: first?.start ?? 0,
      end: (last?.start ?? 0) + (last?.word.length ?? 0),
    };
  };
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    const isSpace = segment.trim() === '' && !segment.includes('\n');
    if (isSpace || segment === '-') continue;
    if (isWordLike && tells(segment)) {
      run.push({ word: segment, start: index });
    } else if (run.length > 0) {
      yield close();
      run = [];
    }
  }
  if (run.length > 0) yield close();
}

const tells = (word: string): boolean =>
  !stopWords.has(word.toLowerCase()) && !/^\d/.test(word) && (word.length >= 3 || /\p{Script=Han}/u.test(word));
