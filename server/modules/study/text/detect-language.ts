/** Words that no text of some length does without, per language. */
const commonWords: Record<string, string> = {
  en: 'the of and to in is that for it with as was on are by this be from at or which',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como',
  it: 'di e il la che in un a per è una sono del con non si da come le dei nel',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as',
  nl: 'de van een het en in is dat op te zijn met voor niet aan er om ook als bij',
};
const scripts: [language: string, letters: RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['el', /\p{Script=Greek}/gu],
];

/** The language of a text as ISO 639-1, by script and by the commonest words; `und` where neither tells. */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, 20_000);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, pattern] of scripts) {
    if ((sample.match(pattern)?.length ?? 0) > letters * 0.2) return language;
  }
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(commonWords).map(([language, list]) => {
    const common = new Set(list.split(' '));
    return { language, hits: words.filter((word) => common.has(word)).length };
  });
  const best = scores.reduce((a, b) => (b.hits > a.hits ? b : a));
  return best.hits > words.length * 0.08 ? best.language : 'und';
}
