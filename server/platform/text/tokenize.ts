/** A word as it stands in the text. */
export interface Word {
  text: string;
  /** Position of its first UTF-16 unit. */
  start: number;
}

const segmenters = new Map<string, Intl.Segmenter>();

/** The words of a text in any language, Chinese, Japanese and Thai included, without punctuation and blanks. */
export function tokenize(text: string, language = 'und'): Word[] {
  const words: Word[] = [];
  for (const { segment, index, isWordLike } of segmenterFor(language).segment(text)) {
    if (isWordLike) words.push({ text: segment, start: index });
  }
  return words;
}

function segmenterFor(language: string): Intl.Segmenter {
  const known =
    segmenters.get(language) ?? new Intl.Segmenter(language === 'und' ? 'en' : language, { granularity: 'word' });
  segmenters.set(language, known);
  return known;
}
