const word = /[\p{L}\p{N}]+/gu;
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Longer words are cut: PostgreSQL refuses lexemes above 2 KB. */
const longestWord = 100;

interface Token {
  /** Without case and accents. */
  text: string;
  start: number;
  end: number;
}

/** Lower case, compatibility forms unified, accents removed: `Ärger` and `arger` are the same word. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The words of a text with their places in it. Scripts that are written without spaces give pairs of neighbouring
 * characters, the usual way to search them without a dictionary.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(word)) {
    const start = match.index;
    if (!ideographs.test(match[0])) {
      tokens.push({ text: fold(match[0]).slice(0, longestWord), start, end: start + match[0].length });
      continue;
    }
    const characters = [...match[0]];
    let at = start;
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1];
      if (next || characters.length === 1) {
        tokens.push({
          text: fold(character + (next ?? '')),
          start: at,
          end: at + character.length + (next?.length ?? 0),
        });
      }
      at += character.length;
    }
  }
  return tokens.filter((token) => token.text !== '');
}

/** The text that the full-text index is made from: folded words, nothing PostgreSQL's parser would read as an address or number. */
export function indexedText(text: string): string {
  return tokenize(text)
    .map((token) => token.text)
    .join(' ');
}

interface Excerpt {
  text: string;
  /** [start, end) in UTF-16 units of `text`. */
  ranges: [number, number][];
}

const excerptLength = 240;

/** The part of a text around its first match, with every match marked. */
export function excerpt(text: string, query: string): Excerpt {
  const wanted = tokenize(query).map((token) => token.text);
  const hits = tokenize(text).filter((token) => wanted.some((term) => matches(token.text, term)));
  const first = hits[0]?.start ?? 0;
  const from = text.length <= excerptLength ? 0 : cutAt(text, Math.max(0, first - excerptLength / 4));
  const to = Math.min(text.length, cutAt(text, from + excerptLength));
  const inside = hits.filter((token) => token.start >= from && token.end <= to);
  return { text: text.slice(from, to), ranges: inside.map((token) => [token.start - from, token.end - from]) };
}

/** Same word, a longer form of it, or (for words of four letters and more) another ending of the same stem. */
function matches(token: string, term: string): boolean {
  if (token.startsWith(term)) return true;
  const stem = term.length > 4 ? term.slice(0, Math.max(4, term.length - 3)) : term;
  return term.length > 4 && token.startsWith(stem) && Math.abs(token.length - term.length) <= 3;
}

/** Never between the halves of a surrogate pair. */
function cutAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}
