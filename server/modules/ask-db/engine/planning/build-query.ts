import { emptyFrame, type Filter, type Frame, mentionsOf } from '../grammar/frame.ts';
import { tableKey } from '../linking/refs.ts';
import { isUnique, keyColumn } from '../linking/table-traits.ts';
import { type Condition, type Expr, isAggregate, type Query, sameExpr } from '../plan.ts';
import { type Assembly, assemble } from './assemble.ts';
import { type Placed, placeFilter } from './conditions.ts';
import { type JoinGraph, joinTree } from './join-graph.ts';
import { measureExpr } from './measures.ts';
import { byExpr } from './ordering.ts';
import { NoPlan, Planning } from './planning.ts';
import type { Choice } from './resolve.ts';
import { named, neededTables, type Selection, select } from './selection.ts';

/** A plan with how far its making is to be trusted, from 0 to 1. */
export interface Planned {
  query: Query;
  trust: number;
}

/** The typed query for a frame whose phrases have been given their meanings; null when they ask for what no query gives. */
export function buildQuery(frame: Frame, choice: Choice, graph: JoinGraph): Planned | null {
  try {
    const planning = new Planning(frame, graph, choice);
    return { query: build(planning), trust: planning.trust };
  } catch (error) {
    if (error instanceof NoPlan) return null;
    throw error;
  }
}

type GroupFilter = Extract<Filter, { kind: 'many' | 'compare' }>;

function build(planning: Planning): Query {
  const { frame } = planning;
  const apart = ratioApart(planning);
  if (apart) return apart;
  const [groupFilters, rowFilters] = partition(frame.filters);
  const placed = mergeValues(
    rowFilters.map((filter) => placeFilter(planning, filter)),
    frame.both,
  );
  const assembly = assemble(planning, neededFor(planning, groupFilters), placed);
  planning.assembly = assembly;
  const ranked = rankExpr(planning, assembly);
  const grouped = isGrouped(frame, groupFilters, ranked);
  const selection = select(planning, assembly.joins, grouped);
  if (selection.select.length === 0) throw new NoPlan('nothing to return');
  const query: Query = {
    from: tableKey(planning.root),
    joins: assembly.steps,
    select: selection.select,
    distinct: false,
    where: assembly.where,
    groupBy:
      grouped && selection.select.some(({ expr }) => !isAggregate(expr))
        ? selection.groupBy
        : groupsWithoutLabel(selection),
    having: groupFilters.map((filter) => havingOf(planning, filter, assembly)),
    orderBy: [],
    limit: frame.limit,
  };
  if (query.having.length > 0 && query.groupBy.length === 0) throw new NoPlan('a condition on groups without groups');
  addOrder(planning, query, ranked, assembly);
  query.distinct = wantsDistinct(planning, query, assembly);
  return query;
}

const groupsWithoutLabel = (selection: Selection): Expr[] =>
  selection.select.every(({ expr }) => isAggregate(expr)) ? selection.groupBy : [];

/** "the ratio of publications to authors": counts of different things, each made by itself and not over a join of both. */
function ratioApart(planning: Planning): Query | null {
  const { frame, graph, choice } = planning;
  const [ratio, ...others] = frame.outputs;
  if (ratio?.kind !== 'ratio' || others.length > 0 || !ratio.part.of || !ratio.of.of) return null;
  if (planning.ref(ratio.part.of).table === planning.ref(ratio.of.of).table) return null;
  if (frame.groups.length + frame.filters.length + frame.contexts.length > 0)
    throw new NoPlan('different things in groups');
  const [over, under] = [ratio.part, ratio.of].map((measure): Expr => {
    const alone: Frame = { ...emptyFrame(), outputs: [{ ...measure, filters: [] }], filters: measure.filters };
    const tables = [...new Set(mentionsOf(alone).map((mention) => tableKey(planning.ref(mention).table)))];
    const side = new Planning(alone, graph, { ...choice, tables, tree: joinTree(graph, tables) });
    const query = build(side);
    planning.doubt(side.trust);
    return { kind: 'query', query };
  });
  if (!over || !under) return null;
  const select = [
    {
      expr: { kind: 'quotient' as const, over, under, percent: ratio.percent },
      name: ratio.percent ? 'percentage' : 'ratio',
    },
  ];
  return {
    from: null,
    joins: [],
    select,
    distinct: false,
    where: [],
    groupBy: [],
    having: [],
    orderBy: [],
    limit: null,
  };
}

function partition(filters: Filter[]): [GroupFilter[], Filter[]] {
  const isGroup = (filter: Filter): filter is GroupFilter =>
    filter.kind === 'many' || (filter.kind === 'compare' && 'kind' in filter.left);
  return [filters.filter(isGroup), filters.filter((filter) => !isGroup(filter))];
}

function neededFor(planning: Planning, filters: GroupFilter[]): Set<string> {
  const needed = neededTables(planning);
  for (const filter of filters) if (filter.kind === 'many') needed.add(tableKey(planning.ref(filter.of).table));
  return needed;
}

/** "in New York and Chicago": values of one column are alternatives, for no row has both. */
function mergeValues(placed: Placed[], both: boolean): Placed[] {
  const merged: Placed[] = [];
  for (const one of placed) {
    const { condition } = one;
    const same = merged.find(
      (other) =>
        other.negated === one.negated &&
        leftOf(other.condition) !== null &&
        leftOf(other.condition) === leftOf(condition),
    );
    if (same && both) throw new NoPlan('two at once');
    if (!same || !condition || !same.condition) merged.push(one);
    else
      same.condition = {
        kind: 'or',
        all: [...(same.condition.kind === 'or' ? same.condition.all : [same.condition]), condition],
      };
  }
  return merged;
}

/** The column that a condition on one value tests; null for other conditions. */
function leftOf(condition: Condition | null): string | null {
  if (condition?.kind === 'or') return leftOf(condition.all[0] ?? null);
  const text =
    condition?.kind === 'like' ||
    (condition?.kind === 'compare' &&
      condition.op === '=' &&
      condition.right.kind === 'literal' &&
      condition.right.type === 'text');
  return text ? JSON.stringify(condition.left) : null;
}

function isGrouped(frame: Frame, filters: GroupFilter[], ranked: Expr | null): boolean {
  const measured = frame.outputs.some(
    (output) =>
      (output.kind === 'measure' && output.fn !== 'value') ||
      (output.kind === 'ratio' && (output.part.fn !== 'value' || output.part.filters.length > 0)),
  );
  return measured || filters.length > 0 || (ranked !== null && isAggregate(ranked));
}

function rankExpr(planning: Planning, assembly: Assembly): Expr | null {
  const { rank } = planning.frame;
  if (!rank) return null;
  return byExpr(planning, rank.by, assembly, (descending) => {
    rank.descending = descending;
  });
}

function havingOf(planning: Planning, filter: GroupFilter, assembly: Assembly): Condition {
  const measure =
    filter.kind === 'many'
      ? { kind: 'measure' as const, fn: 'count' as const, of: filter.of, distinct: false, filters: [] }
      : filter.left;
  if (!('kind' in measure)) throw new NoPlan('no measure');
  const value = filter.kind === 'many' ? filter.count : filter.value;
  return {
    kind: 'compare',
    left: measureExpr(planning, measure, assembly.joins),
    op: filter.op,
    right: { kind: 'literal', value, type: 'number' },
  };
}

function addOrder(planning: Planning, query: Query, ranked: Expr | null, assembly: Assembly): void {
  const { frame } = planning;
  const plural = frame.head?.plural ?? true;
  for (const { by, descending } of frame.order) {
    const expr = by ? byExpr(planning, by, assembly, () => undefined) : (ranked ?? defaultOrder(query));
    if (expr) query.orderBy.push({ expr, descending: descending ?? (by ? false : (frame.rank?.descending ?? false)) });
  }
  if (!ranked || !frame.rank) return;
  if (query.orderBy.length === 0 || frame.limit !== null)
    query.orderBy.unshift({ expr: ranked, descending: frame.rank.descending });
  query.orderBy = query.orderBy.filter(
    (one, at) => query.orderBy.findIndex((other) => sameExpr(one.expr, other.expr)) === at,
  );
  const listing = plural && frame.limit === null;
  if (!plural && frame.limit === null && frame.order.length === 0) query.limit = 1;
  const missing = !query.select.some(({ expr }) => sameExpr(expr, ranked));
  if (missing && !frame.explicit && (frame.rank.shown || listing) && !planning.frame.groups.length)
    query.select.push(named(ranked));
}

/** "in descending order" without a key means the number in the answer, or else its first column. */
function defaultOrder(query: Query): Expr | null {
  const summary = query.select.findLast(({ expr }) => isAggregate(expr));
  const number = query.select.findLast(
    ({ expr }) => expr.kind === 'column' && (expr.type === 'integer' || expr.type === 'number'),
  );
  return (summary ?? number ?? query.select[0])?.expr ?? null;
}

/** Whether the same answer row could come up twice without meaning two things. */
function wantsDistinct(planning: Planning, query: Query, assembly: Assembly): boolean {
  const { frame } = planning;
  if (query.groupBy.length > 0 || query.select.some(({ expr }) => isAggregate(expr))) return false;
  const orderable = query.orderBy.every(({ expr }) => query.select.some((one) => sameExpr(one.expr, expr)));
  if (!orderable) return false;
  const head = frame.head && planning.choice.refs.get(frame.head);
  const asThing =
    head?.kind === 'column' &&
    frame.outputs.length === 1 &&
    frame.head?.owner === null &&
    !isUnique(head.table)(head.column);
  const repeated =
    assembly.joins.some(({ toMany }) => toMany) &&
    query.select.every(({ expr }) => expr.kind === 'column' && expr.table === tableKey(planning.root));
  const key = keyColumn(planning.root);
  const keyed = key !== null && query.select.some(({ expr }) => expr.kind === 'column' && expr.column === key.name);
  return frame.distinct || asThing || (repeated && !keyed) || repeated;
}
