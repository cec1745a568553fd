import type { Mention } from '../linking/refs.ts';
import { readCondition, readValue } from './read-filter.ts';
import { narrow } from './read-glue.ts';
import { takeCountNoun } from './read-measure.ts';
import { addMeasure } from './read-summary.ts';
import { isColumnLike, isFlag, isTableLike, isValueLike, type Reader } from './reader.ts';

/** "hired between 2022 and 2023", "sale date in 2023": the word before says which date is meant. */
export function timeHint(reader: Reader): Mention | null {
  const before = reader.item(-1);
  const earlier = before?.kind === 'sense' ? reader.item(-2) : before;
  return earlier?.kind === 'mention' && (earlier.mention.verb || isTemporalMention(earlier.mention))
    ? earlier.mention
    : null;
}

const isTemporalMention = (mention: Mention): boolean =>
  mention.refs.some((ref) => ref.kind === 'column' && (ref.column.type === 'date' || ref.column.type === 'timestamp'));

/** A noun of the schema or a stored value, in its place in the sentence. */
export function readMention(reader: Reader, mention: Mention): void {
  const { frame } = reader;
  if (isValueLike(mention)) {
    readValue(reader, mention);
    return;
  }
  reader.at += 1;
  if (mention.verb && reader.frame.outputs.length > 0) reader.mode = 'filter';
  if (mention.verb && !readVerb(reader, mention)) return;
  const unjoined = followsUnjoined(reader);
  const table = isTableLike(mention);
  const ownedBy = reader.mode === 'filter' || frame.groups.length > 0 ? reader.lastTable : null;
  if (!table) mention.owner ??= ownedBy;
  if (reader.negated && table && reader.mode === 'filter') {
    frame.filters.push({ kind: 'exists', mention, negated: reader.takeNegation(), filters: [] });
    return;
  }
  if (table && takeCountNoun(reader)) {
    addMeasure(reader, { kind: 'measure', fn: 'count', of: mention, distinct: false, filters: [] });
    return;
  }
  if (readCondition(reader, mention)) {
    if (table) placeTable(reader, mention);
    return;
  }
  if (unjoined) frame.beyond.push(mention.text);
  if (table) placeTable(reader, mention);
  else if (reader.mode === 'output') {
    frame.head ??= mention;
    frame.outputs.push({ kind: 'mention', mention });
  } else placeColumn(reader, mention);
}

/** "teachers who taught": a verb of the subject's own family says nothing new; false when nothing else is left of it. */
function readVerb(reader: Reader, mention: Mention): boolean {
  const { head } = reader;
  const others = mention.refs.filter(
    (ref) => !(ref.kind === 'table' && head?.refs.some((own) => own.kind === 'table' && own.table === ref.table)),
  );
  if (others.length === 0) narrow(reader);
  else mention.refs = others;
  return others.length > 0;
}

/** Two outputs side by side without "and", comma or "of" are no list: one of them was meant as a verb. */
function followsUnjoined(reader: Reader): boolean {
  const { frame } = reader;
  return (
    reader.mode === 'output' &&
    frame.outputs.length > 0 &&
    frame.groups.length === 0 &&
    reader.item(-2)?.kind === 'mention'
  );
}

/** A table names what is asked for, or, once that is known, whose things are meant or what takes part. */
function placeTable(reader: Reader, mention: Mention): void {
  const { frame } = reader;
  const owner = reader.mode === 'filter' && reader.lastTable === null && reader.owns;
  if (frame.head === null || (!isTableLike(frame.head) && owner)) frame.head = mention;
  reader.head ??= mention;
  if (reader.mode === 'output') frame.outputs.push({ kind: 'mention', mention });
  else {
    if (isAnother(reader, mention)) frame.beyond.push(`another ${mention.text}`);
    frame.contexts.push(mention);
    if (reader.lastTable === null && reader.owns) for (const output of frame.outputs) own(output, mention);
  }
  reader.lastTable = mention;
}

/** "states that border the state of …" speaks of two states; "each state" and "that state" are still the same ones. */
function isAnother(reader: Reader, mention: Mention): boolean {
  const { head } = reader;
  const same = head !== null && head !== mention && isTableLike(head) && head.refs[0]?.table === mention.refs[0]?.table;
  const before = reader.item(-2);
  const points =
    before?.kind === 'sense' &&
    before.senses.some(
      ({ role }) =>
        role === 'pronoun' ||
        role === 'relative' ||
        role === 'group' ||
        role === 'all' ||
        role === 'to' ||
        role === 'and',
    );
  return same && !points && reader.frame.outputs.some((output) => output.kind === 'mention' && output.mention === head);
}

function own(output: Reader['frame']['outputs'][number], owner: Mention): void {
  if (output.kind === 'ratio') return;
  const mention = output.kind === 'mention' ? output.mention : output.of;
  if (mention && !isTableLike(mention)) mention.owner ??= owner;
}

/** A column after the question's subject: a yes-or-no column is a condition, another only takes part. */
function placeColumn(reader: Reader, mention: Mention): void {
  if (isFlag(mention)) {
    reader.addFilter({ kind: 'flag', left: mention, negated: reader.takeNegation() });
    return;
  }
  const next = reader.item();
  if (mention.verb && (next?.kind === 'time' || next?.kind === 'sense')) {
    if (next.kind !== 'time') reader.frame.contexts.push(mention);
    return;
  }
  reader.frame.contexts.push(mention);
  if (!mention.verb && isColumnLike(mention)) reader.frame.doubts += 2;
}
