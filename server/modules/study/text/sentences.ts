import { splitSentences as splitLine } from '../../../platform/text/split-sentences.ts';
import type { Range } from './study-text.ts';

/** The sentences of a text, in order, without the white space around them. A line break ends a sentence, as in headings and rows. */
export const splitSentences = (text: string): Range[] =>
  Array.from(text.matchAll(/[^\n]+/g), ({ index, 0: line }) =>
    splitLine(line).map(({ start, end }) => ({ start: index + start, end: index + end })),
  ).flat();
