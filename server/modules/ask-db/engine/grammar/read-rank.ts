import type { Mention } from '../linking/refs.ts';
import type { RankBy } from './frame.ts';
import { readAggregate, readCount } from './read-measure.ts';
import { isTableLike, isValueLike, type Reader } from './reader.ts';

/** "highest population", "most orders", "largest city": sets what to rank by, or an output such as "the highest price". */
export function readSuperlative(reader: Reader): void {
  const item = reader.item();
  if (item?.kind !== 'sense') return;
  const senses = item.senses.filter((sense) => sense.role === 'superlative');
  reader.at += 1;
  reader.passOver('filler', 'distinct', 'pronoun');
  const descending = senses[0]?.descending ?? true;
  const counts = senses.some((sense) => sense.counts);
  if (reader.is('count', 'aggregate')) {
    setRank(reader, readMeasure(reader), descending);
    return;
  }
  const mention = reader.mention();
  const hinted = senses.filter((sense) => sense.hints.length > 0);
  if (mention?.verb) {
    reader.at += 1;
    setRank(reader, { kind: 'mention', mention }, descending);
    return;
  }
  if (mention && hinted.length > 0 && mention.refs[0]?.kind === 'label') {
    setRank(
      reader,
      {
        kind: 'hints',
        hints: hinted.map((sense) => ({ descending: sense.descending, words: sense.hints })),
        of: mention,
      },
      descending,
    );
    return;
  }
  if (mention && !isValueLike(mention) && !isTableLike(mention)) {
    readExtreme(reader, mention, descending);
    return;
  }
  if (mention && isTableLike(mention) && hinted.length === 0 && counts) {
    reader.at += 1;
    setRank(reader, { kind: 'measure', fn: 'count', of: mention, distinct: false, filters: [] }, descending);
    return;
  }
  if (hinted.length === 0) {
    reader.frame.beyond.push(item.text);
    return;
  }
  const of = mention && isTableLike(mention) ? mention : reader.mention(1);
  setRank(
    reader,
    {
      kind: 'hints',
      hints: hinted.map((sense) => ({ descending: sense.descending, words: sense.hints })),
      of: of ?? null,
    },
    descending,
  );
}

function readMeasure(reader: Reader): RankBy | null {
  return reader.is('count') ? readCount(reader) : readAggregate(reader);
}

/** "What is the highest price" asks for a value, "the product with the highest price" for a row. */
function readExtreme(reader: Reader, mention: Mention, descending: boolean): void {
  reader.at += 1;
  const { frame } = reader;
  const asValue =
    reader.mode === 'output' &&
    frame.limit === null &&
    !reader.mention() &&
    frame.outputs.every((output) => output.kind === 'measure' || frame.explicit);
  if (asValue)
    frame.outputs.push({ kind: 'measure', fn: descending ? 'max' : 'min', of: mention, distinct: false, filters: [] });
  else {
    mention.owner ??= reader.lastTable;
    setRank(reader, { kind: 'mention', mention }, descending);
  }
}

function setRank(reader: Reader, by: RankBy | null, descending: boolean): void {
  if (!by) reader.frame.beyond.push('superlative');
  else if (reader.frame.rank) reader.frame.beyond.push('two superlatives');
  else reader.frame.rank = { by, descending, shown: false };
}

/** After "top 5 … by": what the top is measured in; true when it could be read. */
export function readRankBy(reader: Reader): boolean {
  const by = readOrderKey(reader);
  if (!by) return false;
  const { rank } = reader.frame;
  const descending = rank?.descending ?? true;
  reader.frame.rank = { by, descending, shown: true };
  return true;
}

/** "ordered by total revenue in descending order", "ordered from highest to lowest altitude", "sorted alphabetically". */
export function readOrder(reader: Reader): void {
  reader.at += 1;
  reader.passOver('by', 'filler', 'pronoun', 'preposition', 'and', 'return');
  let first = readDirection(reader);
  do {
    reader.passOver('filler', 'of', 'pronoun', 'by', 'all');
    const key = readOrderKey(reader);
    const descending = readDirection(reader) ?? first;
    if (!key && descending === null && reader.frame.order.length > 0) return;
    reader.frame.order.push({ by: key, descending });
    first = null;
  } while (continues(reader));
}

function continues(reader: Reader): boolean {
  if (!reader.is('comma', 'and')) return false;
  const next = reader.mention(1) ?? (reader.sense('filler', 1) && reader.mention(2));
  if (!next || isValueLike(next)) return false;
  reader.at += 1;
  return true;
}

function readDirection(reader: Reader): boolean | null {
  reader.passOver('filler');
  const start = reader.at;
  reader.passOver('preposition', 'filler', 'be');
  const direction = reader.sense('direction');
  if (direction) {
    reader.at += 1;
    reader.passOver('order');
    return direction.descending;
  }
  reader.at = start;
  return null;
}

function readOrderKey(reader: Reader): RankBy | null {
  reader.passOver('filler', 'pronoun', 'of', 'all', 'distinct');
  const superlative = reader.sense('superlative');
  if (superlative && (reader.sense('aggregate', 1) || reader.sense('count', 1) || reader.mention(1))) {
    reader.at += 1;
    const key = readOrderKey(reader);
    reader.take('limit');
    reader.frame.order.push({ by: key, descending: superlative.descending });
    return null;
  }
  if (reader.is('count')) return readCount(reader);
  if (reader.is('aggregate')) return readAggregate(reader);
  const mention = reader.mention();
  if (!mention || isValueLike(mention)) return null;
  reader.at += 1;
  mention.owner ??= reader.lastTable;
  return { kind: 'mention', mention };
}
