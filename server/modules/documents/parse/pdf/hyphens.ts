/** Joins lines into running text and takes back the hyphens that only the end of a line asked for. */
export interface Hyphens {
  join(lines: string[]): string;
}

const cutWord = /(\p{L}[\p{L}\p{M}'’-]*)[-\u2010\u00ad]$/u;
const firstWord = /^\p{L}[\p{L}\p{M}'’]*/u;
/** Scripts that part no words by spaces. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。，！？）」』]$/u;
const spacelessStart = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。，！？（「『]/u;

/** Learns from all lines of a document which words it writes with a hyphen of their own. */
export function createHyphens(lines: string[]): Hyphens {
  const words = new Set<string>();
  const compounds = new Set<string>();
  for (const line of lines) {
    for (const [word] of line.toLowerCase().matchAll(/\p{L}[\p{L}\p{M}'’-]*/gu)) {
      (word.includes('-') ? compounds : words).add(word);
    }
  }
  const joinTwo = (before: string, next: string): string => {
    const [cut, start] = [cutWord.exec(before), firstWord.exec(next)];
    if (!cut || !start || !/^\p{Ll}/u.test(next)) {
      const isSpaceless = spaceless.test(before) && spacelessStart.test(next);
      return before + (isSpaceless || /\p{L}-$/u.test(before) ? '' : ' ') + next;
    }
    const [whole, compound] = [cut[1] + start[0], `${cut[1]}-${start[0]}`].map((word) => word.toLowerCase());
    const keeps = !words.has(whole ?? '') && compounds.has(compound ?? '');
    return keeps ? before + next : before.slice(0, -1) + next;
  };
  return { join: (parts) => parts.reduce(joinTwo) };
}
