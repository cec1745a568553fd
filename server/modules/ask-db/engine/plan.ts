import type { ColumnType } from '../../connections/index.ts';
import type { TimeUnit } from './lexicon/calendar.ts';
import type { Aggregate, CompareOp } from './lexicon/lexicon.ts';

/** A calculated or stored value of a query. */
export type Expr =
  | { kind: 'column'; table: string; column: string; type: ColumnType }
  | { kind: 'literal'; value: string | number | boolean; type: 'text' | 'number' | 'date' | 'boolean' }
  | { kind: 'aggregate'; fn: Aggregate | 'count'; of: Expr | null; distinct: boolean; where: Condition | null }
  | { kind: 'quotient'; over: Expr; under: Expr; percent: boolean }
  | { kind: 'date-part'; part: 'year' | 'month' | 'weekday'; of: Expr }
  | { kind: 'date-start'; unit: TimeUnit; of: Expr }
  /** Text that holds numbers, read as a number. */
  | { kind: 'number'; of: Expr }
  /** The place of a text in a list, to order months and weekdays as the calendar does. */
  | { kind: 'position'; of: Expr; values: string[] }
  | { kind: 'query'; query: Query }
  /** The expression of a metric that a person has defined, over its table. */
  | { kind: 'metric'; table: string; name: string; expression: string };

export type Condition =
  | { kind: 'and' | 'or'; all: Condition[] }
  | { kind: 'not'; condition: Condition }
  | { kind: 'compare'; left: Expr; op: CompareOp; right: Expr }
  | { kind: 'in'; left: Expr; values: Expr[] | Query; negated: boolean }
  | { kind: 'like'; left: Expr; where: 'contains' | 'starts' | 'ends' | 'equals'; text: string }
  | { kind: 'null'; left: Expr; negated: boolean };

export interface JoinStep {
  table: string;
  /** Pairs of columns: one of a table that is there already, and one of `table`. */
  on: { left: { table: string; column: string }; right: { table: string; column: string } }[];
}

/** A typed query: everything the SQL writers and the description in words need, and nothing of a dialect. */
export interface Query {
  /** Null for a row of values that needs no table, such as one count divided by another. */
  from: string | null;
  joins: JoinStep[];
  select: { expr: Expr; name: string }[];
  distinct: boolean;
  where: Condition[];
  groupBy: Expr[];
  having: Condition[];
  orderBy: { expr: Expr; descending: boolean }[];
  limit: number | null;
}

/** Whether the expression summarises many rows into one. */
export function isAggregate(expr: Expr): boolean {
  if (expr.kind === 'aggregate' || expr.kind === 'metric') return true;
  if (expr.kind === 'quotient') return isAggregate(expr.over) || isAggregate(expr.under);
  return (expr.kind === 'number' || expr.kind === 'date-part' || expr.kind === 'date-start') && isAggregate(expr.of);
}

/** Two expressions that are written alike are the same. */
export function sameExpr(left: Expr, right: Expr): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
