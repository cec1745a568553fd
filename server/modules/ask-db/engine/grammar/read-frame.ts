import type { Token } from '../text/tokens.ts';
import { emptyFrame, type Frame } from './frame.ts';
import { itemize, type Linker } from './items.ts';
import { readClause } from './read-clause.ts';
import { Reader } from './reader.ts';

/** Directions on how to work rather than on what to find; they change no result. */
const directive =
  /^(note|match|assume|use|filter|treat|consider|ignore|represent|truncate|round|when|always|remember|make sure|please note|cars are)\b/;

/** Reads all sentences of a question into one frame: the first asks, later ones say what to return, or narrow and order it. */
export function readFrame(tokens: Token[], linker: Linker): Frame {
  const frame = emptyFrame();
  let lastTable: Reader['lastTable'] = null;
  for (const sentence of sentences(tokens)) {
    const first = frame.outputs.length + frame.groups.length + frame.filters.length === 0;
    if (directive.test(sentence.map((token) => token.lower).join(' '))) {
      if (first) frame.beyond.push('a direction');
      continue;
    }
    const reader = new Reader(itemize(sentence, linker), frame);
    reader.lastTable = lastTable;
    if (!first) continueFrame(reader);
    readClause(reader);
    lastTable = reader.lastTable;
  }
  return frame;
}

/** A later sentence: "Return …" replaces the outputs, anything else narrows. */
function continueFrame(reader: Reader): void {
  if (reader.is('order')) return;
  if (reader.is('return', 'wh') || reader.is('count', 'aggregate')) {
    if (reader.is('return')) reader.frame.outputs = [];
    reader.frame.explicit = reader.is('return');
  } else reader.mode = 'filter';
}

function sentences(tokens: Token[]): Token[][] {
  const found: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'mark' && /[.?!;]/.test(token.text)) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found.filter((sentence) => sentence.length > 0);
}
