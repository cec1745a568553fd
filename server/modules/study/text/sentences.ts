import type { Range } from './study-text.ts';

/** A full stop behind these ends no sentence. */
const abbreviation =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|jr|sr|vs|etc|e\.g|i\.e|cf|no|vol|pp?|fig|ca|approx|inc|ltd|co|z\.\s?b|d\.\s?h|u\.\s?a|bzw|usw|nr|abb|str|m|mme|p\.\s?ex|\p{Lu})\.\s*$/iu;

/** The sentences of a text, in order, without the white space around them. A line break ends a sentence, as in lists and headings. */
export function splitSentences(text: string, language: string): Range[] {
  const segmenter = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'sentence' });
  const found: Range[] = [];
  for (const line of text.matchAll(/[^\n]+/g)) {
    let open: Range | undefined;
    for (const { index, segment } of segmenter.segment(line[0])) {
      const start = line.index + index;
      const end = start + segment.length;
      if (open) open.end = end;
      else open = { start, end };
      if (abbreviation.test(text.slice(Math.max(open.start, end - 12), end))) continue;
      found.push(open);
      open = undefined;
    }
    if (open) found.push(open);
  }
  return found.map((range) => trimmed(text, range)).filter(({ start, end }) => end > start);
}

function trimmed(text: string, { start, end }: Range): Range {
  const slice = text.slice(start, end);
  return { start: start + slice.length - slice.trimStart().length, end: start + slice.trimEnd().length };
}
