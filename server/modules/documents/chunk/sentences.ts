/** The sentences of a text as ranges that leave nothing out. */
export function sentenceRanges(text: string, language: string): { start: number; end: number }[] {
  const segmenter = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ index, segment }) => ({ start: index, end: index + segment.length }));
}
