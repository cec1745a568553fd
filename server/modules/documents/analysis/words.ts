/** A word of a text with its place, in UTF-16 units. */
export interface Word {
  /** Lower case, compatibility forms gone. */
  text: string;
  start: number;
  end: number;
}

/** Scripts that write no blanks between words. Korean does, but its particles stick to the words. */
const unspaced = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}\p{N}]]`;
const runs = new RegExp(`(?<unspaced>${unspaced}+)|[[\\p{L}\\p{M}\\p{N}]--${unspaced}]+`, 'gv');
/** A letter with the marks that belong to it. */
const letters = /\P{M}\p{M}*|\p{M}+/gu;
const longestWord = 64;

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().slice(0, longestWord).toWellFormed();

/**
 * The words of a text, in order. Scripts without blanks give pairs of neighbouring letters, the usual way to search them without a
 * dictionary; a letter that stands alone is a word.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index: start, groups } of text.matchAll(runs)) {
    if (groups?.unspaced) words.push(...pairs(run, start));
    else words.push({ text: fold(run), start, end: start + run.length });
  }
  return words;
}

function pairs(run: string, start: number): Word[] {
  const found = run.match(letters) ?? [];
  if (found.length < 2) return [{ text: fold(run), start, end: start + run.length }];
  let at = start;
  return found.slice(0, -1).map((letter, index) => {
    const pair = letter + (found[index + 1] ?? '');
    const word = { text: fold(pair), start: at, end: at + pair.length };
    at += letter.length;
    return word;
  });
}

/** Which chunks hold a word, and how often: chunk, count, chunk, count, … */
export type Postings = Map<string, number[]>;

/** Counts the words of texts, the chunks of a document. */
export function countWords(texts: string[]): Postings {
  const postings: Postings = new Map();
  for (const [ordinal, text] of texts.entries()) {
    for (const word of wordsOf(text)) {
      const list = postings.get(word.text);
      if (!list) postings.set(word.text, [ordinal, 1]);
      else if (list.at(-2) === ordinal) list.push((list.pop() ?? 0) + 1);
      else list.push(ordinal, 1);
    }
  }
  return postings;
}
