import { foldForSearch, foldName } from '../users/index.ts';

/** Scripts without spaces between words, and Korean, whose particles stick to them. */
const unspaced = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}\p{N}]]`;
const runs = new RegExp(`(?<unspaced>${unspaced}+)|[[\\p{L}\\p{M}\\p{N}]--${unspaced}]+`, 'gv');
/** A letter with the marks that belong to it. */
const letters = /\P{M}\p{M}*|\p{M}+/gu;
/** Here accents and vowel points are optional; in other scripts marks make another word. */
const optionalMarks = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Arabic}|\p{Script=Hebrew}/u;
/** Longer words are cut: PostgreSQL refuses lexemes above 2 KB. */
const longestWord = 100;

interface Token {
  /** Without case and accents: letters and digits only. */
  text: string;
  /** Its place in the original, in UTF-16 units. */
  start: number;
  end: number;
  /** Where its first letter ends, for a pair of letters: the pair is found by that one as well. */
  firstEnd?: number;
}

/** Case, compatibility forms and accents gone: `Ärger` and `arger` are the same word, `Straße` and `strasse` too. */
function fold(text: string): string {
  const folded = optionalMarks.test(text) ? foldForSearch(text) : foldName(text);
  // A final sigma is no final one in the beginning of a longer word.
  return folded
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
    .replaceAll('ς', 'σ')
    .slice(0, longestWord);
}

/**
 * The words of a text with their places in it. Scripts that are written without spaces give pairs of neighbouring letters, the
 * usual way to search them without a dictionary, and their last letter, so that every letter begins something.
 */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: run, index: start, groups } of text.matchAll(runs)) {
    if (groups?.unspaced) tokens.push(...pairs(run, start));
    else tokens.push({ text: fold(run), start, end: start + run.length });
  }
  return tokens.filter((token) => token.text !== '');
}

function pairs(run: string, start: number): Token[] {
  let at = start;
  const found = run.match(letters) ?? [];
  return found.map((letter, index) => {
    const next = found[index + 1] ?? '';
    const token = { text: fold(letter + next), start: at, end: at + letter.length + next.length };
    at += letter.length;
    return next ? { ...token, firstEnd: at } : token;
  });
}

/** The text that the full-text index is made from: folded words, nothing PostgreSQL's parser would read as an address or number. */
export function indexedText(text: string): string {
  return tokenize(text)
    .map((token) => token.text)
    .join(' ');
}

/** A word that was asked for; `open` where it may be the beginning of one. */
interface Term {
  text: string;
  open: boolean;
}

/** What a query asks for, each word once: the last one may be unfinished. */
export function searchTerms(query: string): Term[] {
  const tokens = tokenize(query);
  const terms = new Map<string, Term>();
  for (const [index, { text }] of tokens.entries()) {
    const before = tokens[index - 1];
    const isLast = index === tokens.length - 1;
    // The last letter of a run stands in the pair before it already.
    if (before?.firstEnd !== undefined && before.end === tokens[index]?.end) {
      if (isLast) terms.set(before.text, { text: before.text, open: true });
      continue;
    }
    const isLetter = (text.match(letters) ?? []).length === 1 && tokens[index]?.firstEnd === undefined;
    terms.set(text, { text, open: isLast || isLetter || terms.get(text)?.open === true });
  }
  return [...terms.values()];
}

interface Excerpt {
  text: string;
  /** [start, end) in UTF-16 units of `text`, in order and apart from each other. */
  ranges: [number, number][];
}

const excerptLength = 240;

/** The part of a text around its first match, with every match marked. */
export function excerpt(text: string, query: string): Excerpt {
  const terms = searchTerms(query).map((term) => term.text);
  const hits = tokenize(text).flatMap((token): [number, number][] => {
    const term = terms.find((one) => isFound(token.text, one));
    if (term === undefined) return [];
    return [[token.start, term.length < token.text.length ? (token.firstEnd ?? token.end) : token.end]];
  });
  const first = hits[0]?.[0] ?? 0;
  const from = text.length <= excerptLength ? 0 : cutAt(text, Math.max(0, first - excerptLength / 4));
  const to = cutAt(text, Math.min(text.length, from + excerptLength));
  return { text: text.slice(from, to), ranges: joinRanges(hits, from, to) };
}

function joinRanges(hits: [number, number][], from: number, to: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const [hitStart, hitEnd] of hits) {
    const [start, end] = [Math.max(hitStart, from) - from, Math.min(hitEnd, to) - from];
    const last = ranges.at(-1);
    if (start >= end) continue;
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

/** Same word, a longer form of it, or (for words of five letters and more) another ending of the same stem. */
function isFound(token: string, term: string): boolean {
  if (token.startsWith(term)) return true;
  if (term.length < 5) return false;
  const stem = term.slice(0, Math.max(4, term.length - 3));
  const isStem = token.length >= 3 && term.startsWith(token) && term.length - token.length <= 4;
  return isStem || (token.startsWith(stem) && Math.abs(token.length - term.length) <= 3);
}

/** Never between the halves of a surrogate pair. */
function cutAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}
