/** A piece of an expression. */
export type Piece = { type: 'number'; text: string } | { type: 'name'; name: string } | { type: 'sign'; sign: string };

/** What a person wrote around the arithmetic. */
const preamble =
  /^\s*(?:(?:please|bitte|hey|ok(?:ay)?|so|and|und|can you|could you|kannst du)[\s,]+)*(?:(?:what(?:'s|’s| is| are)|how much (?:is|are)|was (?:ist|sind|ergibt|macht)|wie ?viel (?:ist|sind|ergibt|macht)|calculate|compute|work out|evaluate|solve|berechne|rechne(?: mal)?|calc)(?![\p{L}]))?\s*:?\s*(?:the (?:result|value|sum) of\s+)?/iu;
const ending = /(?:\s*(?:please|bitte|for me|aus))*[\s=?.!]*$/iu;

/** Words for operations, longest first. */
const words: [pattern: RegExp, sign: string][] = [
  [/(?:to the power of|raised to(?: the power of)?|hoch)/, '^'],
  [/(?:divided by|over|geteilt durch|durch)/, '/'],
  [/(?:multiplied by|multipliziert mit|times|mal)/, '*'],
  [/(?:plus|added to|und|and)/, '+'],
  [/(?:minus|less|weniger)/, '-'],
  [/(?:modulo|mod)/, 'mod'],
  [/(?:percent|per cent|prozent)/, '%'],
  [/(?:of|von)/, 'of'],
  [/(?:squared|zum quadrat)/, '^2'],
  [/(?:cubed)/, '^3'],
  [/(?:the |die )?(?:square root|quadratwurzel|wurzel)(?: (?:of|von|aus))?/, 'sqrt'],
  [/(?:the )?(?:cube root)(?: of)?/, 'cbrt'],
];
const ordered = words.toSorted(([a], [b]) => b.source.length - a.source.length);
const wordPattern = ordered.map(([pattern]) => `(${pattern.source})(?![\\p{L}])`).join('|');
const numberPattern = "\\d+(?:[.,'’\u202f\u00a0]\\d+)*(?:[eE][-+]?\\d{1,4}(?![\\d.]))?|\\.\\d+";
const lexer = new RegExp(
  `(?<blank>\\s+|[$€£¥])|(?<number>${numberPattern})|${wordPattern}|(?<name>\\p{L}[\\p{L}\\d_]*)|(?<sign>\\*\\*|[-+*/×·÷:^%!(),;√−–²³]|.)`,
  'giuy',
);
const signs: Record<string, string> = {
  '×': '*',
  '·': '*',
  '÷': '/',
  ':': '/',
  '−': '-',
  '–': '-',
  '**': '^',
  ';': ',',
};

/** Cuts arithmetic into its pieces, in signs or in English or German words; words before and after it are left out. */
export function readExpression(text: string): Piece[] {
  const expression = text
    .replace(preamble, '')
    .replace(ending, (tail) => (tail.includes('!') && !/[\s?.]!/.test(tail) ? '!' : ''));
  const symbols: Piece[] = [];
  for (const match of expression.matchAll(lexer)) {
    const { blank, number, name, sign } = match.groups ?? {};
    if (blank) continue;
    if (number) symbols.push({ type: 'number', text: number });
    else if (name) symbols.push({ type: 'name', name: name.toLowerCase() });
    else if (sign) symbols.push(...readSign(sign));
    else symbols.push(...readWord(match));
  }
  return symbols;
}

function readSign(sign: string): Piece[] {
  if (sign === '²' || sign === '³')
    return [
      { type: 'sign', sign: '^' },
      { type: 'number', text: sign === '²' ? '2' : '3' },
    ];
  if (sign === '√') return [{ type: 'name', name: 'sqrt' }];
  return [{ type: 'sign', sign: signs[sign] ?? sign }];
}

function readWord(match: RegExpExecArray): Piece[] {
  // The unnamed groups are the words, in their order, between the named ones.
  const found = ordered.findIndex((_, index) => match[index + 3] !== undefined);
  const sign = ordered[found]?.[1] ?? '';
  if (sign === 'sqrt' || sign === 'cbrt') return [{ type: 'name', name: sign }];
  if (sign.startsWith('^') && sign.length > 1)
    return [
      { type: 'sign', sign: '^' },
      { type: 'number', text: sign.slice(1) },
    ];
  return [{ type: 'sign', sign }];
}
