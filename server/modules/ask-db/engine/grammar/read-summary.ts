import type { Aggregate } from '../lexicon/lexicon.ts';
import { readComparison } from './read-filter.ts';
import { readAggregate } from './read-measure.ts';
import { isTableLike, type Reader } from './reader.ts';

/** "minimum, maximum and average salary": several summaries of one thing. */
export function readAggregates(reader: Reader): void {
  const fns: Aggregate[] = [];
  for (;;) {
    const next = reader.is('aggregate') ? nextAggregate(reader) : null;
    const fn = reader.sense('aggregate')?.fn;
    if (!next || !fn) break;
    fns.push(fn);
    reader.at += next;
  }
  if (readAverageOf(reader)) return;
  const measure = readAggregate(reader);
  addMeasure(reader, measure);
  if (measure) for (const fn of fns) reader.frame.outputs.push({ ...measure, fn });
}

/** How far the next summary of a list is, if there is one. */
function nextAggregate(reader: Reader): number | null {
  const offset =
    reader.sense('comma', 1) && reader.sense('and', 2)
      ? 3
      : reader.is('aggregate') && (reader.sense('comma', 1) || reader.sense('and', 1))
        ? 2
        : 0;
  return offset > 0 && reader.sense('aggregate', offset) ? offset : null;
}

/** "an average of at least 4 stars": the comparison comes before what is averaged. */
function readAverageOf(reader: Reader): boolean {
  const fn = reader.sense('aggregate')?.fn;
  const [compare, value, of] = [reader.sense('compare', 1), reader.number(2), reader.mention(3)];
  if (!fn || !compare || value === null || !of || reader.mode === 'output') return false;
  reader.at += 4;
  of.owner ??= reader.lastTable;
  const left = {
    kind: 'measure' as const,
    fn: isTableLike(of) ? ('count' as const) : fn,
    of,
    distinct: false,
    filters: [],
  };
  reader.addFilter({ kind: 'compare', left, op: compare.op, value, hints: [] });
  return true;
}

/** Whether "maximum" ranks here ("with the maximum salary") and does not ask for a value. */
export function isExtremeRank(reader: Reader): boolean {
  const fn = reader.sense('aggregate')?.fn;
  return reader.mode === 'filter' && (fn === 'max' || fn === 'min') && reader.is('superlative');
}

/** Adds a summary to the outputs, or, in a condition, compares it. */
export function addMeasure(reader: Reader, measure: ReturnType<typeof readAggregate>): void {
  if (!measure) reader.frame.beyond.push('aggregate');
  else {
    reader.frame.asksNothing = false;
    if (reader.mode === 'filter' && readComparison(reader, measure)) return;
    reader.frame.outputs.push(measure);
    if (measure.of && !isTableLike(measure.of)) measure.of.owner ??= reader.mode === 'filter' ? reader.lastTable : null;
    reader.mode = 'output';
  }
}
