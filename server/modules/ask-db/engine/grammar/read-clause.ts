import type { Mention } from '../linking/refs.ts';
import { readComparison, readCondition, readCountComparison, readValue } from './read-filter.ts';
import { readAggregate, readCount, readRatio, takeCountNoun } from './read-measure.ts';
import { readOrder, readRankBy, readSuperlative } from './read-rank.ts';
import { isColumnLike, isTableLike, isValueLike, type Reader } from './reader.ts';

/** Reads a clause from left to right into the reader's frame. */
export function readClause(reader: Reader): void {
  while (!reader.done) {
    const { at } = reader;
    readNext(reader);
    if (reader.at === at) reader.at += 1;
  }
}

function readNext(reader: Reader): void {
  const item = reader.item();
  if (!item) return;
  if (item.kind !== 'sense') reader.frame.asksNothing = false;
  if (item.kind === 'time') {
    const hint = timeHint(reader);
    reader.addFilter({ kind: 'time', time: item.time, hint, negated: reader.takeNegation() });
  } else if (item.kind === 'mention') readMention(reader, item.mention);
  else if (item.kind === 'number') readLooseNumber(reader, item.value);
  else if (item.kind === 'quoted' || item.kind === 'unknown') reader.frame.unexplained.push(item.text);
  else readSense(reader);
}

/** "hired between 2022 and 2023", "sale date in 2023": the word before says which date is meant. */
function timeHint(reader: Reader): Mention | null {
  const before = reader.item(-1);
  const earlier = before?.kind === 'sense' ? reader.item(-2) : before;
  return earlier?.kind === 'mention' && (earlier.mention.verb || isTemporalMention(earlier.mention))
    ? earlier.mention
    : null;
}

const isTemporalMention = (mention: Mention): boolean =>
  mention.refs.some((ref) => ref.kind === 'column' && (ref.column.type === 'date' || ref.column.type === 'timestamp'));

/** "5 most expensive products", "show 10 customers": a number before what it limits; any other is not understood. */
function readLooseNumber(reader: Reader, value: number): void {
  const next = reader.mention(1);
  if (
    reader.sense('superlative', 1) ||
    (next && isTableLike(next) && reader.mode === 'output' && reader.frame.outputs.length === 0)
  )
    reader.frame.limit = value;
  else reader.frame.beyond.push(`${value}`);
}

function readSense(reader: Reader): void {
  const { frame } = reader;
  const wasVerb = reader.afterVerb;
  reader.afterVerb = false;
  if (reader.is('ratio', 'percentage')) {
    const ratio = readRatio(reader, readClause);
    if (ratio) frame.outputs.push(ratio);
    else frame.beyond.push('ratio');
  } else if (readLimit(reader)) return;
  else if (reader.is('order')) readOrder(reader);
  else if (reader.is('count')) addMeasure(reader, readCount(reader));
  else if (reader.is('bucket')) addBucket(reader);
  else if (reader.is('group')) readGroups(reader);
  else if (reader.is('by')) readBy(reader, wasVerb);
  else if (reader.is('aggregate') && !isExtremeRank(reader)) addMeasure(reader, readAggregate(reader));
  else if (reader.is('superlative')) readSuperlative(reader);
  else if (reader.is('compare')) readCountComparison(reader);
  else readGlue(reader);
}

function isExtremeRank(reader: Reader): boolean {
  const fn = reader.sense('aggregate')?.fn;
  return reader.mode === 'filter' && (fn === 'max' || fn === 'min') && reader.is('superlative');
}

function readLimit(reader: Reader): boolean {
  if (!reader.is('limit')) return false;
  const limit = reader.number(1);
  if (limit === null) return false;
  reader.frame.limit = limit;
  reader.at += 2;
  if (reader.is('superlative') && reader.mention(1) && isValueLike(reader.mention(1) as Mention)) reader.at += 1;
  return true;
}

function addMeasure(reader: Reader, measure: ReturnType<typeof readAggregate>): void {
  if (!measure) reader.frame.beyond.push('aggregate');
  else {
    reader.frame.asksNothing = false;
    if (reader.mode === 'filter' && readComparison(reader, measure)) return;
    reader.frame.outputs.push(measure);
    if (measure.of && !isTableLike(measure.of)) measure.of.owner ??= reader.mode === 'filter' ? reader.lastTable : null;
    reader.mode = 'output';
  }
}

function addBucket(reader: Reader): void {
  const bucket = reader.sense('bucket');
  if (bucket) reader.frame.groups.push({ kind: 'bucket', unit: bucket.unit });
}

/** "per city and month", "for each customer": a list of what to group by. */
function readGroups(reader: Reader): void {
  reader.at += 1;
  do {
    reader.skip('filler', 'distinct', 'pronoun', 'of', 'group', 'and');
    const unit = reader.sense('unit') ?? reader.sense('bucket');
    const mention = reader.mention();
    if (unit) reader.frame.groups.push({ kind: 'bucket', unit: unit.unit });
    else if (mention && !isValueLike(mention)) {
      mention.owner ??= isTableLike(mention) ? null : reader.lastTable;
      reader.frame.groups.push({ kind: 'mention', mention });
      if (isTableLike(mention)) reader.lastTable = mention;
    } else {
      reader.frame.beyond.push('grouping');
      return;
    }
    reader.at += 1;
  } while (listGoesOn(reader));
  if (!(reader.mode === 'output' && reader.mention() && !isValueLike(reader.mention() as Mention)))
    reader.mode = 'filter';
}

/** Whether a list is followed by one more of its kind and not by a new clause. */
function listGoesOn(reader: Reader): boolean {
  if (!reader.is('comma', 'and')) return false;
  const offset = reader.sense('comma') && reader.sense('and', 1) ? 2 : 1;
  const next = reader.mention(offset);
  const unit = reader.sense('unit', offset) ?? reader.sense('bucket', offset);
  if (!unit && (!next || isValueLike(next) || next.verb)) return false;
  if (next && isTableLike(next) && reader.sense('be', offset + 1)) return false;
  reader.at += offset;
  return true;
}

/** "by" ranks after "top 5", names an agent after "written", and groups otherwise. */
function readBy(reader: Reader, afterVerb: boolean): void {
  const { frame } = reader;
  const before = reader.item(-1);
  const agent = afterVerb || (before?.kind === 'mention' && before.mention.verb);
  const text = reader.item();
  const means = text?.kind === 'sense' && text.text !== 'by';
  if (agent) {
    reader.at += 1;
    reader.mode = 'filter';
  } else if (frame.limit !== null || (frame.rank && frame.outputs.some(({ kind }) => kind === 'mention')) || means) {
    reader.at += 1;
    const known = frame.rank;
    if (!readRankBy(reader)) frame.beyond.push('by');
    if (known?.shown) frame.rank = known;
    reader.mode = 'filter';
  } else readGroups(reader);
}

function readGlue(reader: Reader): void {
  if (reader.is('not')) reader.negated = true;
  else if (reader.is('or')) reader.joinsByOr = true;
  else if (reader.is('distinct')) reader.frame.distinct = true;
  else if (reader.is('return') || reader.is('wh')) startOutputs(reader);
  else if (reader.is('and') && reader.sense('pronoun', 1)) reader.mode = 'output';
  else if (reader.is('relative', 'with', 'of', 'preposition', 'verb', 'have', 'named')) narrow(reader);
  else if (reader.is('same', 'than', 'between', 'percentage', 'like', 'empty', 'true', 'false', 'limit'))
    reader.frame.beyond.push(textOf(reader));
  else if (reader.is('end')) reader.negated = false;
  reader.at += 1;
}

function textOf(reader: Reader): string {
  const item = reader.item();
  return item?.kind === 'sense' ? item.text : '';
}

/** "which" in the middle of a sentence is a relative pronoun and narrows; at the start it asks. */
function startOutputs(reader: Reader): void {
  const before = reader.item(-1);
  const relative = reader.is('relative') && before !== undefined && before.kind !== 'sense';
  if (relative) narrow(reader);
  else {
    const continues = reader.is('verb') && reader.frame.outputs.length > 0 && before?.kind === 'mention';
    if (continues) narrow(reader);
    else reader.mode = 'output';
  }
}

function narrow(reader: Reader): void {
  if (reader.is('verb')) reader.afterVerb = true;
  reader.owns = reader.is('of');
  if (reader.frame.outputs.length > 0 || reader.frame.limit !== null || reader.frame.groups.length > 0)
    reader.mode = 'filter';
}

function readMention(reader: Reader, mention: Mention): void {
  const { frame } = reader;
  if (isValueLike(mention)) {
    readValue(reader, mention);
    return;
  }
  reader.at += 1;
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
  if (table) placeTable(reader, mention);
  else if (reader.mode === 'output') {
    frame.head ??= mention;
    frame.outputs.push({ kind: 'mention', mention });
  } else placeColumn(reader, mention);
}

/** A table names what is asked for, or, once that is known, whose things are meant or what takes part. */
function placeTable(reader: Reader, mention: Mention): void {
  const { frame } = reader;
  if (frame.head === null || (!isTableLike(frame.head) && reader.mode === 'filter' && reader.lastTable === null))
    frame.head = mention;
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
  const flag = mention.refs.some((ref) => ref.kind === 'column' && ref.column.type === 'boolean' && ref.score >= 0.8);
  if (flag) {
    reader.addFilter({ kind: 'flag', left: mention, negated: reader.takeNegation() });
    return;
  }
  const next = reader.item();
  if (mention.verb && (next?.kind === 'time' || next?.kind === 'sense')) {
    if (next.kind !== 'time') reader.frame.contexts.push(mention);
    return;
  }
  reader.frame.contexts.push(mention);
  if (!mention.verb && isColumnLike(mention)) reader.frame.doubts += 1;
}
