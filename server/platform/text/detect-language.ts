import { isFrequentWord, scripts, tellingLetters, wordLanguages } from './language-words.ts';

/** As much of a text as is looked at, in UTF-16 units. */
const sample = 4_000;

/** The language of a text as an ISO 639-1 code, `und` where it can't be told: no letters, a name, a word that many languages have. */
export function detectLanguage(text: string): string {
  const start = text.slice(0, sample).replace(/https?:\/\/\S+|\S+@\S+|`[^`]*`/g, ' ');
  const letters = start.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return 'und';
  return byScript(start, letters) ?? byWords(start);
}

/** One fifth of foreign letters settles it: Japanese is mostly Chinese characters, Ukrainian mostly shared Cyrillic. */
function byScript(text: string, letters: number): string | undefined {
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin > letters / 2) return undefined;
  return scripts.find(([language, pattern]) => {
    const found = text.match(pattern)?.length ?? 0;
    const rare = language === 'uk' || language === 'fa' ? 0.02 : language === 'ja' ? 0.1 : 0.2;
    return found > 0 && found >= letters * rare;
  })?.[0];
}

function byWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+(?:['’][\p{L}]+)?/gu) ?? [];
  const scores = new Map(
    wordLanguages.map((language) => [language, words.filter((word) => isFrequentWord(word, language)).length]),
  );
  for (const [language, letters] of tellingLetters)
    scores.set(language, (scores.get(language) ?? 0) + Math.min(6, 1.5 * (text.match(letters)?.length ?? 0)));
  const umlauts = Math.min(3, text.match(/[äöü]/giu)?.length ?? 0);
  for (const language of ['de', 'sv', 'fi', 'tr'])
    scores.set(language, (scores.get(language) ?? 0) + umlauts * (language === 'de' ? 0.6 : 0.4));
  const ranked = [...scores].sort(([, a], [, b]) => b - a);
  const [first, second] = ranked;
  if (!first || first[1] === 0 || first[1] === second?.[1]) return 'und';
  return first[0];
}
