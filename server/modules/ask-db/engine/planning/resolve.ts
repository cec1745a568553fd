import type { Frame } from '../grammar/frame.ts';
import { type Mention, type Ref, tableKey } from '../linking/refs.ts';
import { type JoinGraph, type JoinTree, joinTree } from './join-graph.ts';
import { fit, type Part, partsOf } from './roles.ts';

/** One way to understand every phrase of a question together. */
export interface Choice {
  refs: Map<Mention, Ref>;
  tables: string[];
  tree: JoinTree | null;
  score: number;
}

const beamWidth = 48;
const perMention = 10;

/** The likeliest ways to understand a frame's phrases together: good links, few joins, owners respected; best first. */
export function resolve(frame: Frame, graph: JoinGraph, given: string[] = []): Choice[] {
  let beam: Choice[] = [{ refs: new Map(), tables: given, tree: null, score: 1 }];
  for (const [mention, part] of ownersFirst(partsOf(frame))) {
    beam = beam.flatMap((choice) => extend(choice, mention, part));
    beam = beam.toSorted((left, right) => right.score - left.score).slice(0, beamWidth);
  }
  return beam
    .flatMap((choice) => connect(choice, graph))
    .toSorted((left, right) => right.score - left.score)
    .slice(0, 12);
}

function ownersFirst(parts: Map<Mention, Part>): [Mention, Part][] {
  const entries = [...parts];
  const owners = new Set(entries.flatMap(([mention]) => (mention.owner ? [mention.owner] : [])));
  return entries.toSorted(([left], [right]) => Number(owners.has(right)) - Number(owners.has(left)));
}

function extend(choice: Choice, mention: Mention, part: Part): Choice[] {
  const ownerTable = mention.owner && choice.refs.get(mention.owner)?.table;
  const owner = mention.refs.some((ref) => ref.table === ownerTable && fit(ref, part) > 0) ? ownerTable : null;
  const scored = mention.refs.map((ref) => {
    const table = tableKey(ref.table);
    const foreign = owner && owner !== ref.table ? 0.72 : 1;
    const added = choice.tables.length > 0 && !choice.tables.includes(table) ? 0.95 : 1;
    return { ref, table, score: ref.score * fit(ref, part) * foreign * added };
  });
  return scored
    .filter(({ score }) => score > 0.2)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, perMention)
    .map(({ ref, table, score }) => ({
      refs: new Map(choice.refs).set(mention, ref),
      tables: choice.tables.includes(table) ? choice.tables : [...choice.tables, table],
      tree: null,
      score: choice.score * score,
    }));
}

function connect(choice: Choice, graph: JoinGraph): Choice[] {
  const tree = joinTree(graph, choice.tables);
  if (!tree) return choice.tables.length === 0 ? [choice] : [];
  return [{ ...choice, tree, score: choice.score * 0.96 ** tree.cost }];
}
