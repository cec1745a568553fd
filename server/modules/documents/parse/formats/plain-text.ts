import type { DocumentText } from '../document-text.ts';
import { storable } from '../document-text.ts';
import type { TextFormat } from '../format.ts';

/** Text as it is, with headings where they are unmistakable. */
export const plainText: TextFormat = {
  kind: 'text',
  label: 'a plain text',
  extensions: ['txt', 'text', 'log'],
  read(text, out) {
    const kept = storable(text)
      .replace(/[ \t]+$/gm, '')
      .trim();
    out.verbatim(kept);
    markHeadings(kept, out);
  },
};

/** "Chapter 3", "2.1 Methods": a word or number that counts, before a short line. */
const counted =
  /^(?:(?:chapter|part|section|kapitel|teil|abschnitt|chapitre|capítulo|capitolo)\s+[\divxlc]+\b|\d+(?:\.\d+){0,4}\.?\s+\p{Lu})/iu;

/** A heading in plain text is a short line alone between empty lines that is counted, underlined or all in capitals. */
function markHeadings(text: string, out: DocumentText): void {
  for (const match of text.matchAll(/(?<=^|\n\n)([^\n]{2,80})(?=\n\n|\n[=-]{3,}\n)/g)) {
    const line = match[1] ?? '';
    const underline = /^\n([=-])/.exec(text.slice(match.index + line.length, match.index + line.length + 2))?.[1];
    const level = underline ? (underline === '=' ? 1 : 2) : levelOf(line);
    if (level > 0) out.markHeading(level, line, match.index);
  }
}

function levelOf(line: string): number {
  if (/[.:;,!?…]$/.test(line) && !/^\d+\.$/.test(line)) return 0;
  if (counted.test(line))
    return Math.max(
      1,
      line
        .match(/^[\d.]+/)?.[0]
        .split('.')
        .filter(Boolean).length ?? 1,
    );
  const letters = line.match(/\p{L}/gu) ?? [];
  return letters.length >= 4 && !/\p{Ll}/u.test(line) && /\p{Lu}/u.test(line) ? 1 : 0;
}
