const irregular: Record<string, string> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  feet: 'foot',
  indices: 'index',
  data: 'data',
  media: 'media',
  movies: 'movie',
  series: 'series',
  species: 'species',
  cookies: 'cookie',
  calories: 'calorie',
  wives: 'wife',
  lives: 'life',
  shelves: 'shelf',
  gas: 'gas',
};

/** The dictionary form of an English noun in lower case ("cities" → "city"); other words pass as they are. */
export function stem(word: string): string {
  const found = irregular[word];
  if (found) return found;
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sses|xes|ches|shes|oes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** What a verb form may stand for ("hired" → "hire", "hir"; "selling" → "sell", "selle"); empty for other words. */
export function verbStems(word: string): string[] {
  const found = /^(.{2,}?)(?:ed|ing)$/.exec(word);
  if (!found?.[1]) return [];
  const base = found[1];
  const undoubled = /([b-df-hj-np-tv-z])\1$/.test(base) ? [base.slice(0, -1)] : [];
  const fromY = base.endsWith('i') ? [`${base.slice(0, -1)}y`] : [];
  return [base, `${base}e`, ...undoubled, ...fromY];
}
