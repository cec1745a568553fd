/** A sentence and where it stands, in UTF-16 units. */
export interface Sentence {
  text: string;
  start: number;
  end: number;
}

const abbreviations = new Set(
  (
    'mr mrs ms dr prof sr jr st vs etc eg ie al fig no vol pp inc ltd co corp dept est approx jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'bzw ca evtl ggf inkl exkl usw vgl zzgl abs art aufl bd dipl ing hr fr nr str tel bsp sog max min mind okt dez mio mrd tsd hrsg geb gest jh usf'
  ).split(' '),
);
const months = /^(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)/i;
const boundary =
  /(?:[.!?…]+|[。！？｡؟।]+)["'”’»)\]】」』]*(?=\s|$)|[。！？｡]+[”’」』）】]*|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•–]|\d{1,3}[.)])\s)/gu;

/** Cuts a text into sentences: not at abbreviations, initials, decimals and German ordinals; always at empty lines and list items. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const cut = (end: number) => {
    const raw = text.slice(start, end);
    const sentence = raw.trim();
    if (sentence !== '') {
      const from = start + (raw.length - raw.trimStart().length);
      sentences.push({ text: sentence, start: from, end: from + sentence.length });
    }
    start = end;
  };
  for (const match of text.matchAll(boundary)) {
    const end = match.index + match[0].length;
    if (!match[0].startsWith('.') || !isInside(text, start, match.index, end)) cut(end);
  }
  cut(text.length);
  return sentences;
}

/** Whether the full stop belongs to the word before it. */
function isInside(text: string, start: number, dot: number, end: number): boolean {
  if (end - dot > 1) return false;
  const next = text.slice(end, end + 40).trimStart();
  if (/^\p{Ll}/u.test(next)) return true;
  const word = /[\p{L}\p{N}.]*$/u.exec(text.slice(Math.max(start, dot - 20), dot))?.[0] ?? '';
  if (/^\d{1,2}$/.test(word)) return months.test(next) || text.slice(start, dot).trim() === word;
  if (/^\p{L}$/u.test(word)) return /^\p{Lu}$/u.test(word) || word === 'z';
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return !/^(?:a\.m|p\.m|u\.s)$/i.test(word);
  return abbreviations.has(word.toLowerCase()) && !/^\p{Lu}\p{Ll}+\s+(?:is|are|was|were|ist|sind|war)\b/u.test(next);
}
