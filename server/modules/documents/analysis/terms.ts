import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Db, Tx } from '../../../platform/db/index.ts';

/** PostgreSQL's Snowball stemmers, which both databases bring along (snowballstem.org). */
const stemmers: Record<string, string> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  et: 'estonian',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/**
 * Makes terms of words: stems without accents. The same for a document and for a question, each in the document's language. A
 * language without a stemmer takes English, which leaves other scripts as they are.
 */
export interface Analyser {
  /** The term of each word; null for stop words. Throws nothing for any word. */
  termsOf(db: Db | Tx, language: string | null, words: Iterable<string>): Promise<Map<string, string | null>>;
}

/** Words of one statement. */
const batch = 2_000;
const accents = /[\u0300-\u036f]/g;

/** Makes an analyser; it remembers what the database's stemmers said. */
export function createAnalyser(): Analyser {
  const known = new LRUCache<string, { term: string | null }>({ max: 100_000 });
  return {
    termsOf: async (db, language, given) => {
      const stemmer = stemmers[language ?? ''] ?? 'english';
      const words = [...new Set(given)];
      const unknown = words.filter((word) => !known.has(`${stemmer} ${word}`));
      const fresh = new Map<string, string | null>();
      for (let start = 0; start < unknown.length; start += batch) {
        for (const { word, stem } of await lexize(db, stemmer, unknown.slice(start, start + batch))) {
          const term = stem === null ? null : stem.normalize('NFD').replace(accents, '').normalize('NFC');
          fresh.set(word, term);
          known.set(`${stemmer} ${word}`, { term });
        }
      }
      return new Map(words.map((word) => [word, fresh.get(word) ?? known.get(`${stemmer} ${word}`)?.term ?? null]));
    },
  };
}

/** A stop word comes back as an empty list, so without a first element. */
async function lexize(db: Db | Tx, stemmer: string, words: string[]): Promise<{ word: string; stem: string | null }[]> {
  const { rows } = await sql<{ word: string; stem: string | null }>`
    select word, (ts_lexize(${`${stemmer}_stem`}::regdictionary, word))[1] as stem from unnest(${words}::text[]) word`.execute(
    db,
  );
  return rows;
}
