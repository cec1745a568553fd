import type { Mention } from '../linking/refs.ts';
import { readRankBy } from './read-rank.ts';
import { isTableLike, isValueLike, type Reader } from './reader.ts';

/** "monthly": groups by a stretch of time. */
export function addBucket(reader: Reader): void {
  const bucket = reader.sense('bucket');
  if (bucket) reader.frame.groups.push({ kind: 'bucket', unit: bucket.unit });
}

/** "per city and month", "for each customer": a list of what to group by. */
export function readGroups(reader: Reader): void {
  reader.at += 1;
  do {
    reader.passOver('filler', 'distinct', 'pronoun', 'of', 'group', 'and');
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
export function readBy(reader: Reader, afterVerb: boolean): void {
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
