import { tableKey } from '../linking/refs.ts';
import type { Condition, Expr, JoinStep, Query } from '../plan.ts';
import { negate, type Placed } from './conditions.ts';
import { type Edge, isAmbiguous, type JoinTree, reverse } from './join-graph.ts';
import { NoPlan, type Planning } from './planning.ts';

/** The joined part of a query: what is joined, and the conditions, some of them subqueries. */
export interface Assembly {
  joins: Edge[];
  steps: JoinStep[];
  where: Condition[];
}

/** Joins the tables that are shown or summarised; what only narrows becomes `IN (SELECT …)` where joining would repeat rows. */
export function assemble(planning: Planning, needed: Set<string>, placed: Placed[]): Assembly {
  const root = tableKey(planning.root);
  const tree = planning.choice.tree ? rerooted(planning.choice.tree, root) : [];
  for (const edge of tree) if (isAmbiguous(planning.graph, edge)) planning.doubt(0.6);
  const assembly: Assembly = { joins: [], steps: [], where: conditionsOn(root, placed) };
  if (placed.some((one) => one.absent && one.table === root)) throw new NoPlan('absence of itself');
  grow(planning, assembly, root, tree, needed, placed);
  return assembly;
}

/** The same tree with every edge leading away from another root, in an order that can be joined one by one. */
function rerooted(tree: JoinTree, root: string): Edge[] {
  const ordered: Edge[] = [];
  const reached = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const edge of tree.edges.flatMap((one) => [one, reverse(one)])) {
      if (!reached.has(edge.from) || reached.has(edge.to)) continue;
      reached.add(edge.to);
      ordered.push(edge);
      grew = true;
    }
  }
  return ordered;
}

function grow(
  planning: Planning,
  assembly: Assembly,
  at: string,
  tree: Edge[],
  needed: Set<string>,
  placed: Placed[],
): void {
  for (const edge of tree.filter(({ from }) => from === at)) {
    const below = subtree(tree, edge);
    const own = placed.filter((one) => below.some(({ to }) => to === one.table));
    const onlyNarrows = !below.some(({ to }) => needed.has(to));
    const absent = own.some((one) => one.absent || (one.negated && edge.toMany));
    if (absent && !onlyNarrows) throw new NoPlan('absence of something shown');
    if (onlyNarrows && (edge.toMany || absent || below.some(({ toMany }) => toMany))) {
      assembly.where.push(semiJoin(edge, below, own, absent));
      continue;
    }
    assembly.joins.push(edge);
    assembly.steps.push(step(edge));
    assembly.where.push(...conditionsOn(edge.to, placed));
    grow(planning, assembly, edge.to, tree, needed, placed);
  }
}

/** The edge with all that hang on it. */
function subtree(tree: Edge[], edge: Edge): Edge[] {
  return [edge, ...tree.filter(({ from }) => from === edge.to).flatMap((next) => subtree(tree, next))];
}

function conditionsOn(table: string, placed: Placed[]): Condition[] {
  return placed.flatMap(({ condition, ...one }) =>
    condition && one.table === table ? [one.negated ? negate(condition) : condition] : [],
  );
}

function semiJoin(edge: Edge, below: Edge[], placed: Placed[], absent: boolean): Condition {
  const [pair, ...more] = edge.columns;
  if (!pair || more.length > 0) throw new NoPlan('a key of several columns');
  const inner: Expr = { kind: 'column', table: edge.to, column: pair[1], type: 'other' };
  const negatives = placed.filter((one) => one.negated);
  if (absent && negatives.length > 0 && negatives.length < placed.filter(({ condition }) => condition).length)
    throw new NoPlan('mixed absence');
  const conditions = absent
    ? placed.flatMap(({ condition }) => (condition ? [condition] : []))
    : below.flatMap(({ to }) => conditionsOn(to, placed));
  const where: Condition[] = absent ? [...conditions, { kind: 'null', left: inner, negated: true }] : conditions;
  const query: Query = {
    from: edge.to,
    joins: below.slice(1).map(step),
    select: [{ expr: inner, name: pair[1] }],
    distinct: false,
    where,
    groupBy: [],
    having: [],
    orderBy: [],
    limit: null,
  };
  const left: Expr = { kind: 'column', table: edge.from, column: pair[0], type: 'other' };
  const test: Condition = { kind: 'in', left, values: query, negated: absent };
  // A reference that is empty refers to nothing at all.
  return absent && !edge.toMany ? { kind: 'or', all: [{ kind: 'null', left, negated: false }, test] } : test;
}

function step(edge: Edge): JoinStep {
  return {
    table: edge.to,
    on: edge.columns.map(([left, right]) => ({
      left: { table: edge.from, column: left },
      right: { table: edge.to, column: right },
    })),
  };
}
