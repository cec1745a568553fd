import type { Mention } from '../linking/refs.ts';
import type { Measure, Output, Ratio } from './frame.ts';
import { isFlag, isTableLike, isValueLike, Reader } from './reader.ts';

type ReadAll = (reader: Reader) => void;

/** "how many X", "number of different X": reads up to the counted thing, which may be unnamed. */
export function readCount(reader: Reader): Measure {
  reader.at += 1;
  const distinct = skipToNoun(reader);
  readModifiers(reader);
  const of = reader.mention();
  if (!of || isValueLike(of) || of.verb) return { kind: 'measure', fn: 'count', of: null, distinct, filters: [] };
  reader.at += 1;
  if (isTableLike(of)) reader.lastTable = of;
  return { kind: 'measure', fn: 'count', of, distinct, filters: [] };
}

/** "average price", "total amount of payments"; null when nothing follows that could be aggregated. */
export function readAggregate(reader: Reader): Measure | null {
  const sense = reader.sense('aggregate');
  if (!sense) return null;
  reader.at += 1;
  const distinct = skipToNoun(reader);
  if (reader.is('count')) {
    const counted = readCount(reader);
    if (sense.fn === 'sum') return counted;
    if (counted.of && !isTableLike(counted.of)) return { ...counted, fn: sense.fn };
    reader.frame.beyond.push(`${sense.fn} of counts`);
    return counted;
  }
  if (reader.sense('aggregate')?.fn === sense.fn) reader.at += 1;
  readModifiers(reader);
  const of = reader.mention();
  if (!of || isValueLike(of)) return null;
  reader.at += 1;
  if (isTableLike(of)) reader.lastTable = of;
  if (isTableLike(of) && takeCountNoun(reader)) return { kind: 'measure', fn: 'count', of, distinct, filters: [] };
  return { kind: 'measure', fn: sense.fn, of, distinct, filters: [] };
}

/** "sales count", "review number": a noun that makes a count of the table before it. */
export function takeCountNoun(reader: Reader): boolean {
  const item = reader.item();
  if (item?.kind !== 'sense' || !/^(count|counts|number|numbers)$/.test(item.text)) return false;
  reader.at += 1;
  return true;
}

function skipToNoun(reader: Reader): boolean {
  let distinct = false;
  for (;;) {
    const bucket = reader.sense('bucket');
    if (bucket) {
      reader.frame.groups.push({ kind: 'bucket', unit: bucket.unit });
      reader.at += 1;
    }
    if (reader.is('distinct')) distinct = true;
    if (!reader.take('distinct', 'filler', 'of', 'all', 'be', 'pronoun')) return distinct;
  }
}

/** "Italian restaurants", "cash payments": values before the noun narrow it. */
function readModifiers(reader: Reader): void {
  for (let mention = reader.mention(); mention && reader.mention(1); mention = reader.mention()) {
    if (isValueLike(mention)) reader.addFilter({ kind: 'value', mention, negated: reader.takeNegation() });
    else if (isFlag(mention)) reader.addFilter({ kind: 'flag', left: mention, negated: reader.takeNegation() });
    else break;
    reader.at += 1;
  }
  const [value, other] = [reader.mention(), reader.mention(2)];
  const severalKinds = value && other && isValueLike(value) && isValueLike(other) && reader.sense('and', 1);
  if (severalKinds) reader.frame.beyond.push(`${value.text} and ${other.text}`);
}

/** "the ratio of A to B", "percentage of A that are B", "A out of all B": both sides are clauses of their own. */
export function readRatio(reader: Reader, readAll: ReadAll): Ratio | null {
  const percent = reader.is('percentage');
  const start = reader.at + 1;
  const end = findEnd(reader, start);
  const middle = findMiddle(reader, start, end);
  const part = side(reader, start, middle ?? end, readAll);
  reader.at = end;
  if (middle === null) return percent && part ? shareOfSame(reader, part) : null;
  const of = side(reader, middle + 1, end, readAll);
  if (!part || !of) return null;
  for (const one of [part, of]) merge(reader, one);
  spreadShared(reader, part.measure, of.measure);
  const overall = part.inner.frame.groups.length > 0 && of.inner.frame.groups.length === 0;
  return { kind: 'ratio', part: part.measure, of: of.measure, percent, overall };
}

interface Side {
  measure: Measure;
  inner: Reader;
}

/** The index where the ratio's clause ends: its grouping or ordering belongs to the whole question. */
function findEnd(reader: Reader, start: number): number {
  for (let at = start; at < reader.items.length; at += 1) {
    const offset = at - reader.at;
    if (reader.sense('order', offset) || reader.sense('end', offset)) return at;
    if (reader.sense('group', offset) && findMiddle(reader, start, at) !== null) return at;
  }
  return reader.items.length;
}

function findMiddle(reader: Reader, start: number, end: number): number | null {
  const scan = (test: (offset: number) => boolean): number | null => {
    for (let at = start; at < end; at += 1) if (test(at - reader.at)) return at;
    return null;
  };
  const word = scan(
    (offset) =>
      Boolean(reader.sense('to', offset) && !reader.sense('compare', offset)) ||
      Boolean(reader.sense('out-of', offset)),
  );
  return (
    word ??
    scan(
      (offset) =>
        reader.sense('group', offset) !== undefined && reader.item(offset)?.kind === 'sense' && isPer(reader, offset),
    )
  );
}

function isPer(reader: Reader, offset: number): boolean {
  const item = reader.item(offset);
  return item?.kind === 'sense' && item.text === 'per';
}

function side(reader: Reader, start: number, end: number, readAll: ReadAll): Side | null {
  const inner = new Reader(reader.items.slice(start, end));
  readAll(inner);
  const first = inner.frame.outputs[0];
  const measure = first && asMeasure(first);
  if (!measure || inner.frame.rank || inner.frame.outputs.length > 1) return null;
  measure.filters = inner.frame.filters;
  return { measure, inner };
}

function asMeasure(output: Output): Measure | null {
  if (output.kind === 'measure') return output;
  if (output.kind === 'ratio') return null;
  const fn = isTableLike(output.mention) ? 'count' : 'value';
  return { kind: 'measure', fn, of: output.mention, distinct: false, filters: [] };
}

function merge(reader: Reader, { inner }: Side): void {
  reader.frame.contexts.push(...inner.frame.contexts);
  reader.frame.groups.push(...inner.frame.groups);
  reader.frame.unexplained.push(...inner.frame.unexplained);
  reader.frame.beyond.push(...inner.frame.beyond);
  reader.frame.doubts += inner.frame.doubts;
}

/** "… with a rating below 4 in New York": what only the second side says, after its own condition, holds for both. */
function spreadShared(reader: Reader, part: Measure, of: Measure): void {
  const own = part.filters.length === 0 ? 0 : Math.min(part.filters.length, of.filters.length);
  const takesAll = reader.items.some(
    (item) => item.kind === 'sense' && item.senses.some(({ role }) => role === 'out-of' || role === 'all'),
  );
  const kept =
    takesAll || (part.of && of.of && sameText(part.of, of.of) && of.filters.length > part.filters.length)
      ? takesAll
        ? 0
        : own
      : of.filters.length;
  reader.frame.filters.push(...of.filters.splice(kept));
}

const sameText = (left: Mention, right: Mention): boolean => left.refs[0]?.table === right.refs[0]?.table;

/** "percentage of orders that were returned": the same thing with its last condition, of the thing without it. */
function shareOfSame(reader: Reader, part: Side): Ratio | null {
  merge(reader, part);
  const condition = part.measure.filters.pop();
  if (!condition || part.measure.fn === 'value') return null;
  reader.frame.filters.push(...part.measure.filters);
  const whole: Measure = { ...part.measure, filters: [] };
  return { kind: 'ratio', part: { ...part.measure, filters: [condition] }, of: whole, percent: true, overall: false };
}
