import type { DatabaseModel } from '../../../connections/index.ts';
import type { Condition, Expr, JoinStep, Query } from '../plan.ts';
import type { Dialect } from './dialect.ts';
import { postgresql } from './postgresql.ts';
import { sqlite } from './sqlite.ts';

const dialects: Record<DatabaseModel['dialect'], Dialect> = { postgresql, sqlite };

/** The query as one SQL statement without parameters: constants are quoted, every name is an identifier. */
export function writeSql(query: Query, dialect: DatabaseModel['dialect']): string {
  return writeQuery(query, dialects[dialect]);
}

function writeQuery(query: Query, dialect: Dialect): string {
  const list = (exprs: Expr[]): string => exprs.map((expr) => writeExpr(expr, dialect)).join(', ');
  const select = query.select.map(({ expr, name }) => `${writeExpr(expr, dialect)} AS ${dialect.identifier(name)}`);
  const parts = [`SELECT ${query.distinct ? 'DISTINCT ' : ''}${select.join(', ')}`];
  if (query.from !== null) parts.push(`FROM ${writeTable(query.from, dialect)}`);
  for (const join of query.joins) parts.push(writeJoin(join, dialect));
  if (query.where.length > 0) parts.push(`WHERE ${writeAll(query.where, dialect)}`);
  if (query.groupBy.length > 0) parts.push(`GROUP BY ${list(query.groupBy)}`);
  if (query.having.length > 0) parts.push(`HAVING ${writeAll(query.having, dialect)}`);
  const order = query.orderBy.map(
    ({ expr, descending }) => `${writeExpr(expr, dialect)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  if (order.length > 0) parts.push(`ORDER BY ${order.join(', ')}`);
  if (query.limit !== null) parts.push(`LIMIT ${query.limit}`);
  return parts.join('\n');
}

function writeTable(table: string, dialect: Dialect): string {
  return table.split('.').map(dialect.identifier).join('.');
}

function writeColumn(table: string, column: string, dialect: Dialect): string {
  return `${writeTable(table, dialect)}.${dialect.identifier(column)}`;
}

function writeJoin({ table, on }: JoinStep, dialect: Dialect): string {
  const pairs = on.map(
    ({ left, right }) =>
      `${writeColumn(left.table, left.column, dialect)} = ${writeColumn(right.table, right.column, dialect)}`,
  );
  return `JOIN ${writeTable(table, dialect)} ON ${pairs.join(' AND ')}`;
}

function writeAll(conditions: Condition[], dialect: Dialect): string {
  return conditions.map((condition) => writeCondition(condition, dialect)).join(' AND ');
}

function writeCondition(condition: Condition, dialect: Dialect): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.all.map((one) => writeCondition(one, dialect)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `NOT (${writeCondition(condition.condition, dialect)})`;
    case 'compare':
      return `${writeExpr(condition.left, dialect)} ${condition.op === '!=' ? '<>' : condition.op} ${writeExpr(condition.right, dialect)}`;
    case 'in': {
      const values = Array.isArray(condition.values)
        ? condition.values.map((value) => writeExpr(value, dialect)).join(', ')
        : writeQuery(condition.values, dialect);
      return `${writeExpr(condition.left, dialect)} ${condition.negated ? 'NOT IN' : 'IN'} (${values})`;
    }
    case 'like':
      return dialect.like(writeExpr(condition.left, dialect), likePattern(condition.text, condition.where));
    case 'null':
      return `${writeExpr(condition.left, dialect)} IS ${condition.negated ? 'NOT ' : ''}NULL`;
  }
}

function likePattern(text: string, where: 'contains' | 'starts' | 'ends' | 'equals'): string {
  const literal = text.replace(/[\\%_]/g, '\\$&');
  const [before, after] = [where === 'contains' || where === 'ends', where === 'contains' || where === 'starts'];
  return `${before ? '%' : ''}${literal}${after ? '%' : ''}`;
}

function writeExpr(expr: Expr, dialect: Dialect): string {
  switch (expr.kind) {
    case 'column':
      return writeColumn(expr.table, expr.column, dialect);
    case 'literal':
      return writeLiteral(expr, dialect);
    case 'aggregate':
      return writeAggregate(expr, dialect);
    case 'quotient': {
      const over = dialect.asReal(writeExpr(expr.over, dialect));
      return `${expr.percent ? '100.0 * ' : ''}${over} / NULLIF(${writeExpr(expr.under, dialect)}, 0)`;
    }
    case 'date-part':
      return dialect[expr.part](writeExpr(expr.of, dialect));
    case 'date-start':
      return dialect.startOf(expr.unit, writeExpr(expr.of, dialect));
    case 'number':
      return dialect.asNumber(writeExpr(expr.of, dialect));
    case 'position': {
      const of = writeExpr(expr.of, dialect);
      return `CASE TRIM(${of}) ${expr.values.map((value, at) => `WHEN ${dialect.text(value)} THEN ${at + 1}`).join(' ')} END`;
    }
    case 'query':
      return `(${writeQuery(expr.query, dialect)})`;
    case 'metric':
      return `(${expr.expression})`;
  }
}

function writeLiteral(expr: Extract<Expr, { kind: 'literal' }>, dialect: Dialect): string {
  if (expr.type === 'date') return dialect.date(String(expr.value));
  if (expr.type === 'boolean') return dialect.boolean(Boolean(expr.value));
  return expr.type === 'number' ? String(Number(expr.value)) : dialect.text(String(expr.value));
}

function writeAggregate(expr: Extract<Expr, { kind: 'aggregate' }>, dialect: Dialect): string {
  const of = expr.of ? writeExpr(expr.of, dialect) : '*';
  const filter = expr.where ? ` FILTER (WHERE ${writeCondition(expr.where, dialect)})` : '';
  return `${expr.fn.toUpperCase()}(${expr.distinct ? 'DISTINCT ' : ''}${of})${filter}`;
}
