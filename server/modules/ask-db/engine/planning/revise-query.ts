import type { Frame } from '../grammar/frame.ts';
import { tableKey } from '../linking/refs.ts';
import { keyColumn } from '../linking/table-traits.ts';
import { type Condition, type Expr, isAggregate, type Query, sameExpr } from '../plan.ts';
import { assemble } from './assemble.ts';
import type { Planned } from './build-query.ts';
import { placeFilter } from './conditions.ts';
import { columnExpr } from './dates.ts';
import type { JoinGraph } from './join-graph.ts';
import { byExpr } from './ordering.ts';
import { NoPlan, Planning } from './planning.ts';
import type { Choice } from './resolve.ts';
import { groupSelection, type Selected } from './selection.ts';

/** The tables a query reads, as `resolve` wants them: a follow-up is about them first. */
export function tablesOf(query: Query): string[] {
  return query.from === null ? [] : [query.from, ...query.joins.map(({ table }) => table)];
}

/** The query before, narrowed, regrouped or reordered by a follow-up; null when the follow-up asks for something else. */
export function reviseQuery(previous: Query, frame: Frame, choice: Choice, graph: JoinGraph): Planned | null {
  try {
    const root = previous.from === null ? undefined : graph.tables.get(previous.from);
    if (!root) return null;
    const planning = new Planning(frame, graph, choice, root);
    return { query: revise(planning, previous), trust: planning.trust };
  } catch (error) {
    if (error instanceof NoPlan) return null;
    throw error;
  }
}

function revise(planning: Planning, previous: Query): Query {
  const { frame } = planning;
  const measured = frame.outputs.some((output) => output.kind !== 'mention');
  if (measured || frame.rank || frame.filters.some((filter) => filter.kind === 'many'))
    throw new NoPlan('another question');
  const placed = frame.filters.map((filter) => placeFilter(planning, filter));
  const groups = groupSelection(planning);
  const needed = new Set([...tablesOf(previous), ...tablesOfExprs(groups.map(({ expr }) => expr))]);
  const assembly = assemble(planning, needed, placed);
  planning.assembly = assembly;
  const query: Query = { ...previous, joins: assembly.steps, where: replace(previous.where, assembly.where) };
  if (groups.length > 0) regroup(query, groups);
  for (const { by, descending } of frame.order) {
    const expr = by ? byExpr(planning, by, assembly, () => undefined) : query.orderBy[0]?.expr;
    if (expr) query.orderBy = [{ expr, descending: descending ?? false }];
  }
  if (frame.limit !== null) limit(query, frame.limit);
  const joined = assembly.joins.filter((edge) => !previous.joins.some(({ table }) => table === edge.to));
  if (joined.some(({ toMany }) => toMany))
    query.select = query.select.map((one) => ({ ...one, expr: countOnce(planning, one.expr) }));
  return query;
}

const tablesOfExprs = (exprs: Expr[]): string[] =>
  exprs.flatMap((expr) =>
    expr.kind === 'column' ? [expr.table] : 'of' in expr && expr.of ? tablesOfExprs([expr.of]) : [],
  );

/** A new condition on what was restricted before takes the old one's place: "what about Berlin?" after a question on Vienna. */
function replace(before: Condition[], added: Condition[]): Condition[] {
  const subjects = added.map(subjectOf);
  return [...before.filter((condition) => !subjects.includes(subjectOf(condition))), ...added];
}

/** What a condition restricts, to compare conditions by. */
function subjectOf(condition: Condition): string {
  if ('all' in condition) return condition.all[0] ? subjectOf(condition.all[0]) : '';
  if (condition.kind === 'not') return subjectOf(condition.condition);
  if (condition.kind === 'in' && !Array.isArray(condition.values)) {
    const { values } = condition;
    return JSON.stringify([condition.left, values.from, values.where.map(subjectOf)]);
  }
  return JSON.stringify(condition.left);
}

/** Groups by something else in place of the groups before; only a summary can be grouped. */
function regroup(query: Query, groups: Selected[]): void {
  const summaries = query.select.filter(({ expr }) => isAggregate(expr));
  if (summaries.length === 0) throw new NoPlan('nothing to group');
  query.select = [...groups, ...summaries];
  query.groupBy = groups.map(({ expr }) => expr);
  query.orderBy = query.orderBy.filter(({ expr }) => query.select.some((one) => sameExpr(one.expr, expr)));
  query.limit = null;
}

function limit(query: Query, count: number): void {
  query.limit = count;
  const summary = query.select.findLast(({ expr }) => isAggregate(expr));
  if (query.orderBy.length === 0 && summary) query.orderBy = [{ expr: summary.expr, descending: true }];
}

/** Rows that a new join repeats must not be counted again; sums cannot be saved that way. */
function countOnce(planning: Planning, expr: Expr): Expr {
  if (expr.kind !== 'aggregate' || expr.distinct || expr.fn === 'min' || expr.fn === 'max') return expr;
  const key = keyColumn(planning.root);
  if (expr.fn !== 'count' || expr.of || !key)
    throw new NoPlan(`a sum over ${tableKey(planning.root)} that a join would repeat`);
  return { ...expr, of: columnExpr(planning.root, key), distinct: true };
}
