import type { Mention } from '../linking/refs.ts';
import { readCountComparison } from './read-filter.ts';
import { readGlue } from './read-glue.ts';
import { addBucket, readBy, readGroups } from './read-groups.ts';
import { readCount, readRatio } from './read-measure.ts';
import { readMention, timeHint } from './read-noun.ts';
import { readOrder, readSuperlative } from './read-rank.ts';
import { addMeasure, isExtremeRank, readAggregates } from './read-summary.ts';
import { isTableLike, isValueLike, type Reader } from './reader.ts';

/** Reads a clause from left to right into the reader's frame. */
export function readClause(reader: Reader): void {
  while (!reader.done) {
    const { at } = reader;
    readNext(reader);
    if (reader.at === at) reader.at += 1;
  }
  const { frame } = reader;
  const [condition] = frame.filters;
  const bare = frame.outputs.length + frame.groups.length === 0 && condition?.kind === 'like';
  if (bare) frame.outputs.push({ kind: 'mention', mention: condition.left });
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

/** "5 most expensive products", "show 10 customers": a number before what it limits; any other is not understood. */
function readLooseNumber(reader: Reader, value: number): void {
  const next = reader.mention(1);
  if (
    reader.sense('superlative', 1) ||
    (next && isTableLike(next) && reader.mode === 'output' && reader.frame.outputs.length === 0)
  )
    reader.frame.limit = value;
  else if (next && !isValueLike(next) && reader.mode === 'filter') {
    reader.at += 2;
    if (isTableLike(next)) reader.addFilter({ kind: 'many', of: next, op: '=', count: value });
    else
      reader.addFilter({
        kind: 'compare',
        left: { ...next, owner: next.owner ?? reader.lastTable },
        op: '=',
        value,
        hints: [],
      });
  } else reader.frame.beyond.push(`${value}`);
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
  else if (reader.is('aggregate') && !isExtremeRank(reader)) readAggregates(reader);
  else if (reader.is('superlative')) readSuperlative(reader);
  else if (reader.is('compare')) readCountComparison(reader);
  else readGlue(reader);
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
