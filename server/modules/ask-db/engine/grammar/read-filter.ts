import type { CompareOp } from '../lexicon/lexicon.ts';
import type { Mention, Ref } from '../linking/refs.ts';
import type { Measure } from './frame.ts';
import { isTableLike, isValueLike, type Reader } from './reader.ts';

/** A condition that starts with what it is about: "rating above 4", "name starts with 'A'", "city New York"; false when none follows. */
export function readCondition(reader: Reader, left: Mention): boolean {
  const start = reader.at;
  reader.passOver('filler', 'pronoun');
  const negatedBefore = reader.negated;
  let owned = false;
  for (;;) {
    if (reader.is('not')) reader.negated = true;
    if (
      !(
        reader.is('be', 'not', 'relative', 'have', 'with', 'filler') &&
        !reader.is('compare', 'like', 'named', 'between', 'true', 'false')
      )
    )
      break;
    if (reader.is('have', 'with')) owned = true;
    reader.at += 1;
  }
  if ((!owned && readComparison(reader, left)) || readText(reader, left) || readEmpty(reader, left)) return true;
  reader.negated = negatedBefore;
  reader.at = start;
  return readApposed(reader, left);
}

/** "> 4", "between 3 and 5", "above the average", "3 or more", all about `left`. */
export function readComparison(reader: Reader, left: Mention | Measure): boolean {
  const mention = 'kind' in left ? null : left;
  if (mention && isTableLike(mention)) return false;
  if (mention && reader.is('between')) return readBetween(reader, mention);
  const compare = reader.sense('compare');
  const bare = !compare && mention !== null && reader.number() !== null;
  if (!compare && !bare) return false;
  const start = reader.at;
  if (compare) reader.at += 1;
  reader.passOver('filler', 'than', 'all');
  if (mention && reader.sense('aggregate')?.fn === 'avg') return readThanAverage(reader, mention, compare?.op ?? '=');
  const value = reader.number();
  if (value === null) {
    reader.at = start;
    return false;
  }
  reader.at += 1;
  reader.addFilter({ kind: 'compare', left, op: orMore(reader, negate(reader, compare?.op ?? '=')), value, hints: [] });
  reader.passOver('filler');
  skipUnit(reader, mention);
  return true;
}

/** "a population over 5 million people": the noun after the number only says again what is measured. */
function skipUnit(reader: Reader, left: Mention | null): void {
  const unit = reader.mention();
  if (left && unit && sharesRef(unit, left)) reader.at += 1;
}

function negate(reader: Reader, op: CompareOp): CompareOp {
  const opposite: Record<CompareOp, CompareOp> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>', '=': '!=', '!=': '=' };
  return reader.takeNegation() ? opposite[op] : op;
}

function orMore(reader: Reader, op: CompareOp): CompareOp {
  if (op === '=' && reader.take('or-more')) return '>=';
  return op === '=' && reader.take('or-less') ? '<=' : op;
}

function readBetween(reader: Reader, left: Mention): boolean {
  const [from, to] = [reader.number(1), reader.number(3)];
  if (from === null || to === null || !(reader.sense('and', 2) || reader.sense('to', 2))) return false;
  reader.at += 4;
  reader.passOver('filler');
  reader.addFilter({ kind: 'between', left, from, to });
  return true;
}

function readThanAverage(reader: Reader, left: Mention, op: CompareOp): boolean {
  reader.at += 1;
  reader.passOver('filler', 'of');
  const again = reader.mention();
  if (again && !isValueLike(again) && (again.text === left.text || sharesRef(again, left))) reader.at += 1;
  reader.addFilter({ kind: 'than-average', left, op });
  return true;
}

const sharesRef = (one: Mention, other: Mention): boolean =>
  columnsOf(one).some((column) => columnsOf(other).includes(column));
const columnsOf = (mention: Mention): unknown[] =>
  mention.refs.flatMap((ref) => (ref.kind === 'column' ? [ref.column] : []));

/** "contains 'x'", "starts with 'x'", "named 'x'", "is 'x'", "= 'x'". */
function readText(reader: Reader, left: Mention): boolean {
  const like = reader.sense('like');
  const equals = reader.is('named') || reader.sense('compare')?.op === '=';
  const skipped = like || equals ? 1 : 0;
  const item = reader.item(skipped);
  const filler = reader.sense('filler', skipped) || reader.sense('of', skipped) ? 1 : 0;
  const target = filler ? reader.item(skipped + filler) : item;
  const text =
    target?.kind === 'quoted' ? target.text : like && target?.kind === 'mention' ? target.mention.text : null;
  if (text === null) return false;
  reader.at += skipped + filler + 1;
  reader.addFilter({ kind: 'like', left, where: like?.where ?? 'equals', text, negated: reader.takeNegation() });
  return true;
}

function readEmpty(reader: Reader, left: Mention): boolean {
  if (!reader.take('empty')) return false;
  reader.addFilter({ kind: 'empty', left, negated: reader.takeNegation() });
  return true;
}

/** "the city of New York", "food type Italian", "category named 'Cafe'": a value right after what it is a value of. */
function readApposed(reader: Reader, left: Mention): boolean {
  const start = reader.at;
  while (reader.is('of', 'named', 'be', 'filler') && !reader.is('group')) reader.at += 1;
  const compare = reader.sense('compare');
  if (compare?.op === '=' || compare?.op === '!=') {
    if (compare.op === '!=') reader.negated = true;
    reader.at += 1;
  }
  const value = reader.mention();
  const kept = value ? value.refs.filter((ref) => ref.kind === 'value' && isValueOf(ref, left)) : [];
  if (!value || kept.length === 0 || (isTableLike(value) && reader.at > start + 1)) {
    reader.at = start;
    return false;
  }
  reader.at += 1;
  reader.addFilter({ kind: 'value', mention: { ...value, refs: kept }, negated: reader.takeNegation() });
  return true;
}

function isValueOf(value: Extract<Ref, { kind: 'value' }>, left: Mention): boolean {
  return left.refs.some((ref) => {
    if (ref.kind === 'column') return ref.column === value.column;
    if (ref.kind !== 'table' || ref.table !== value.table) return false;
    return (
      ref.table.columns.some((column) => column === value.column && /name|title|label|text/.test(`${column.name}`)) ||
      ref.score > 0.9
    );
  });
}

/** A stored value: a condition wherever it stands. A column mentioned right after it says which column is meant. */
export function readValue(reader: Reader, mention: Mention): void {
  reader.at += 1;
  const next = reader.mention();
  const apposed =
    next && !isValueLike(next)
      ? mention.refs.filter(
          (ref) =>
            ref.kind === 'value' && next.refs.some((other) => other.kind === 'column' && other.column === ref.column),
        )
      : [];
  if (apposed.length > 0) reader.at += 1;
  const refs = apposed.length > 0 ? apposed : mention.refs.filter((ref) => ref.kind === 'value');
  reader.addFilter({ kind: 'value', mention: { ...mention, refs }, negated: reader.takeNegation() });
}

/** "more citations than the average": the column stands between the comparison and what it is compared with. */
function readMoreThanAverage(reader: Reader, op: CompareOp): boolean {
  const left = reader.mention();
  if (!left || isValueLike(left) || isTableLike(left)) return false;
  const start = reader.at;
  reader.at += 1;
  reader.passOver('than', 'filler');
  if (reader.sense('aggregate')?.fn === 'avg') {
    left.owner ??= reader.lastTable;
    return readThanAverage(reader, left, op);
  }
  reader.at = start;
  return false;
}

/** "more than 3 orders", "at least 100 employees", "older than 30": a comparison before, or without, what is compared. */
export function readCountComparison(reader: Reader): void {
  const item = reader.item();
  const compare = reader.sense('compare');
  if (!compare || item?.kind !== 'sense') return;
  reader.at += 1;
  reader.passOver('than', 'filler');
  const count = reader.number();
  if (count === null && readMoreThanAverage(reader, compare.op)) return;
  if (count === null) {
    reader.frame.beyond.push(item.text);
    return;
  }
  reader.at += 1;
  const op = negate(reader, orMore(reader, compare.op));
  reader.passOver('filler', 'distinct', 'of');
  const of = reader.mention();
  if (of && !isValueLike(of)) {
    reader.at += 1;
    if (isTableLike(of)) reader.addFilter({ kind: 'many', of, op, count });
    else
      reader.addFilter({
        kind: 'compare',
        left: { ...of, owner: of.owner ?? reader.lastTable },
        op,
        value: count,
        hints: [],
      });
  } else if (compare.hints.length > 0) reader.addFilter({ kind: 'hinted', hints: compare.hints, op, value: count });
  else reader.frame.beyond.push(`${item.text} ${count}`);
}
