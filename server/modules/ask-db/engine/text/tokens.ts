import { stem } from './stem.ts';

/** One word, number, quoted string or mark of a question. `stem` is the lower-case dictionary form. */
export interface Token {
  kind: 'word' | 'number' | 'quoted' | 'date' | 'mark';
  text: string;
  lower: string;
  stem: string;
  /** The value of a number; null for everything else. */
  value: number | null;
  percent: boolean;
  capital: boolean;
}

const pattern = new RegExp(
  [
    /"(?<double>[^"]+)"|“(?<curly>[^”]+)”|(?<=^|[\s(,])['‘](?<single>[^'’]+(?:['’]\p{L}[^'’]*)*)['’](?=[\s,.;:?!)]|$)/u,
    /(?<date>\b\d{4}-\d{2}-\d{2}\b)/u,
    /(?<number>[$€£]?\d+(?:,\d{3})+(?:\.\d+)?%?|[$€£]?\d+(?:\.\d+)?%?(?![\p{L}\d]))/u,
    /(?<word>[\p{L}\d_]+)(?:['’](?:s|re|ve|d|ll)\b)?['’]?/u,
    /(?<mark>>=|<=|!=|<>|[<>=≥≤,;:.?!()/*+%-])/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
);

/** Cuts a question into tokens; contractions lose their tail ("what's" → "what"), names in snake_case become words. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of text.matchAll(pattern)) {
    const quoted = groups.double ?? groups.curly ?? groups.single;
    if (quoted !== undefined) tokens.push(token('quoted', quoted.trim()));
    else if (groups.date) tokens.push(token('date', groups.date));
    else if (groups.number) tokens.push(token('number', groups.number));
    else if (groups.word) tokens.push(...splitName(groups.word).map((word) => token('word', word)));
    else if (groups.mark && groups.mark !== '-') tokens.push(token('mark', groups.mark));
  }
  return tokens;
}

/** The words of an identifier: "sale_price", "salePrice" and "SalePrice2" become ["sale", "price"] and the like. */
export function splitName(name: string): string[] {
  const spaced =
    name.includes('_') || /^[\p{Lu}\d]+$/u.test(name) ? name : name.replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return spaced.split(/[\s_.-]+/).filter(Boolean);
}

function token(kind: Token['kind'], text: string): Token {
  const lower = text.toLowerCase();
  const value = kind === 'number' ? Number(text.replace(/[$€£,%]/g, '')) : null;
  return {
    kind,
    text,
    lower,
    stem: kind === 'word' ? stem(lower) : lower,
    value,
    percent: text.endsWith('%'),
    capital: /^\p{Lu}/u.test(text),
  };
}
