import type { TimeUnit } from '../lexicon/calendar.ts';
import type { Aggregate, CompareOp } from '../lexicon/lexicon.ts';
import type { Mention } from '../linking/refs.ts';
import type { Recurring, TimeRange } from './time-range.ts';

/** Something counted or calculated. `count` of null counts the rows of what the question is about. */
export interface Measure {
  kind: 'measure';
  fn: Aggregate | 'count' | 'value';
  of: Mention | null;
  distinct: boolean;
  /** Conditions on this measure only, as on either side of a ratio. */
  filters: Filter[];
}

/** One measure in relation to another; `whole` when the first is part of the second. */
export interface Ratio {
  kind: 'ratio';
  part: Measure;
  of: Measure;
  percent: boolean;
  /** The second side is of all rows, not of each group. */
  overall: boolean;
}

export type Output = { kind: 'mention'; mention: Mention } | Measure | Ratio;

export type Group = { kind: 'mention'; mention: Mention } | { kind: 'bucket'; unit: TimeUnit };

export type Filter =
  | { kind: 'value'; mention: Mention; negated: boolean }
  | { kind: 'compare'; left: Mention | Measure; op: CompareOp; value: number | string; hints: string[] }
  | { kind: 'hinted'; hints: string[]; op: CompareOp; value: number }
  | { kind: 'between'; left: Mention; from: number; to: number }
  | { kind: 'than-average'; left: Mention; op: CompareOp }
  | { kind: 'like'; left: Mention; where: 'contains' | 'starts' | 'ends' | 'equals'; text: string; negated: boolean }
  | { kind: 'empty'; left: Mention; negated: boolean }
  | { kind: 'flag'; left: Mention; negated: boolean }
  | { kind: 'time'; time: TimeRange | Recurring; hint: Mention | null; negated: boolean }
  | { kind: 'exists'; mention: Mention; negated: boolean; filters: Filter[] }
  | { kind: 'many'; of: Mention; op: CompareOp; count: number }
  | { kind: 'or'; either: Filter[] };

/** "with the highest X", "top 5 by X": what to rank by. */
export type RankBy =
  | { kind: 'mention'; mention: Mention }
  | Measure
  | Ratio
  | { kind: 'hints'; hints: { descending: boolean; words: string[] }[]; of: Mention | null };

export interface Rank {
  by: RankBy;
  descending: boolean;
  /** The measure was named after "by" or "in terms of", so people expect to see it. */
  shown: boolean;
}

/** What a question asks, in the terms of its own phrases: nothing is decided about tables yet. */
export interface Frame {
  /** The noun the question is about: one of it is wanted, or many. */
  head: Mention | null;
  outputs: Output[];
  /** The outputs came from a sentence such as "Return …" and are all that is wanted. */
  explicit: boolean;
  groups: Group[];
  filters: Filter[];
  /** Tables mentioned in passing: they take part in the joins. */
  contexts: Mention[];
  rank: Rank | null;
  order: { by: RankBy | null; descending: boolean | null }[];
  limit: number | null;
  distinct: boolean;
  /** "both X and Y": the same thing has to meet both. */
  both: boolean;
  /** Content words that nothing explains. */
  unexplained: string[];
  /** Small doubts, such as a bare relation verb: each takes a little confidence. */
  doubts: number;
  /** Readings that the grammar knows it cannot render, such as a nested comparison: they forbid an answer. */
  beyond: string[];
  asksNothing: boolean;
}

export function emptyFrame(): Frame {
  return {
    head: null,
    outputs: [],
    explicit: false,
    groups: [],
    filters: [],
    contexts: [],
    rank: null,
    order: [],
    limit: null,
    distinct: false,
    both: false,
    unexplained: [],
    doubts: 0,
    beyond: [],
    asksNothing: true,
  };
}

/** Every mention of a frame, in no particular order. */
export function mentionsOf(frame: Frame): Mention[] {
  const found: Mention[] = [];
  const rankBy = (by: RankBy | null): void => {
    if (by?.kind === 'mention') found.push(by.mention);
    else if (by?.kind === 'hints') found.push(...(by.of ? [by.of] : []));
    else if (by) output(by);
  };
  const output = (one: Output): void => {
    if (one.kind === 'mention') found.push(one.mention);
    else if (one.kind === 'ratio') for (const side of [one.part, one.of]) output(side);
    else {
      if (one.of) found.push(one.of);
      one.filters.forEach(filter);
    }
  };
  const filter = (one: Filter): void => {
    if (one.kind === 'or') one.either.forEach(filter);
    else if (one.kind === 'value') found.push(one.mention);
    else if (one.kind === 'exists') {
      found.push(one.mention);
      one.filters.forEach(filter);
    } else if (one.kind === 'many') found.push(one.of);
    else if (one.kind === 'time') found.push(...(one.hint ? [one.hint] : []));
    else if (one.kind === 'compare' && 'kind' in one.left) output(one.left);
    else if (one.kind !== 'hinted') found.push(one.left as Mention);
  };
  frame.outputs.forEach(output);
  for (const group of frame.groups) if (group.kind === 'mention') found.push(group.mention);
  frame.filters.forEach(filter);
  found.push(...frame.contexts);
  rankBy(frame.rank?.by ?? null);
  for (const { by } of frame.order) rankBy(by);
  return [...new Set(found)];
}
