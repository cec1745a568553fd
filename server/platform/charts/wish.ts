/** The kinds of charts there are. */
export const chartKinds = ['bar', 'line', 'area', 'scatter', 'pie', 'histogram'] as const;
export type ChartKind = (typeof chartKinds)[number];

/** What a person said about the chart they want. */
export interface ChartWish {
  kind?: ChartKind;
  stacked?: boolean;
  horizontal?: boolean;
  aggregate?: 'sum' | 'mean' | 'count';
  /** What is measured, in the person's words: `sales`. */
  measure?: string;
  /** What it is measured by: `month`. */
  by?: string;
  title?: string;
}

const kindWords: [kind: ChartKind, words: string][] = [
  ['pie', 'pie|donut|doughnut|kreisdiagramm|tortendiagramm|kuchendiagramm|torte|kreis'],
  ['histogram', 'histogram|histogramm|häufigkeitsverteilung'],
  ['scatter', 'scatter|scatterplot|scatter-plot|streudiagramm|punktdiagramm|punktwolke'],
  ['area', 'area|flächendiagramm|fläche'],
  ['line', 'lines?|curve|liniendiagramm|linien?|kurve|verlauf'],
  ['bar', 'bars?|columns?|balkendiagramm|säulendiagramm|balken|säulen'],
];
/** Words that name a chart wherever they stand; the others might be part of the data. */
const unmistakable = /^(?:pie|donut|doughnut|.*diagramm|histogramm?|scatter(?:-?plot)?)$/i;
const chartNoun = '(?:charts?|graphs?|plots?|diagrams?|diagramm)';
const modifiers =
  '(?:(?:stacked|grouped|horizontal|vertical|simple|gestapeltes?|gruppiertes?|waagerechtes?|einfaches?)\\s+)*';
const anyKind = kindWords.map(([, words]) => words).join('|');
const phrase = new RegExp(
  `(?:(?<as>\\b(?:as|als|in)\\s+)?(?:\\b(?:an?|eine?n?|the)\\s+)?)(?<![\\p{L}\\p{N}])${modifiers}(?<kind>${anyKind})(?![\\p{L}\\p{N}])(?:[\\s-]+(?<noun>${chartNoun}))?(?:\\s+(?:of|for|with|von|für|mit|showing)(?![\\p{L}]))?`,
  'giu',
);
const filler =
  /^(?:(?:please|bitte|can you|could you|show|draw|make|create|give|plot|chart|zeichne|zeige?|erstelle|mach|me|us|mir|uns|an?|eine?n?|the|das|die|der|of|for|von|für|graph|diagram|diagramm)(?![\p{L}])[\s,:]*)+/iu;

/** Reads a wish such as `line chart of revenue by region` or `als Kreisdiagramm`. Every text is a wish, if an empty one. */
export function parseWish(text: string): ChartWish {
  const wish: ChartWish = {};
  const words = text.replace(/\s+/g, ' ').trim().slice(0, 1_000);
  if (/\b(?:stacked|gestapelt\w*)\b/i.test(words)) wish.stacked = true;
  if (/\b(?:grouped|gruppiert\w*|side by side)\b/i.test(words)) wish.stacked = false;
  if (/\b(?:horizontal\w*|waagerecht\w*)\b/i.test(words)) wish.horizontal = true;
  if (/\b(?:vertical|columns?|säulen\w*|senkrecht\w*)\b/iu.test(words)) wish.horizontal = false;
  if (/\b(?:average|mean|avg|durchschnitt\w*|mittelwert\w*)\b/i.test(words)) wish.aggregate = 'mean';
  else if (/\b(?:number of|count of|how many|anzahl|wie viele)\b/i.test(words)) wish.aggregate = 'count';
  const found = findKind(words);
  if (found) wish.kind = found.kind;
  const rest = tidy(found ? found.rest : words);
  return rest === '' ? wish : { ...wish, ...readSubject(rest) };
}

function findKind(words: string): { kind: ChartKind; rest: string } | undefined {
  for (const match of words.matchAll(phrase)) {
    const { kind: word = '', as, noun } = match.groups ?? {};
    const first = words.slice(0, match.index).replace(filler, '').trim() === '';
    if (!as && !noun && !first && !unmistakable.test(word)) continue;
    const kind = kindWords.find(([, names]) => new RegExp(`^(?:${names})$`, 'iu').test(word))?.[0];
    if (kind) return { kind, rest: `${words.slice(0, match.index)} ${words.slice(match.index + match[0].length)}` };
  }
  return undefined;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(filler, '')
    .replace(/[\s,:;.!?]+$/u, '')
    .replace(/^[\s,:;.]+/u, '')
    .replace(/\s+(?:as|als|of|von|in|with|mit|at|on|um|im|am|and|und)$/iu, '')
    .trim();
}

function readSubject(rest: string): Pick<ChartWish, 'measure' | 'by' | 'title'> {
  const title = `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`.slice(0, 120);
  const versus = /^(?<y>.+?)\s+(?:vs\.?|versus|against|gegen)\s+(?<x>.+)$/iu.exec(rest);
  if (versus) return { title, measure: versus.groups?.y, by: versus.groups?.x };
  const by = /^(?<measure>.*?)\s*(?<![\p{L}])(?:by|per|nach|pro|je|over|über|across)\s+(?<by>.+)$/iu.exec(rest);
  if (by) return { title, ...(by.groups?.measure ? { measure: by.groups.measure } : {}), by: by.groups?.by };
  return { title, measure: rest };
}
