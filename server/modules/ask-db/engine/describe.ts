import { type Condition, type Expr, isAggregate, type Query } from './plan.ts';

/** The reading of a question in plain words, so that a person can check it without knowing SQL. */
export function describeQuery(query: Query): string {
  const groups = query.groupBy.filter((expr) =>
    query.select.some((one) => JSON.stringify(one.expr) === JSON.stringify(expr)),
  );
  const shown = query.select.filter(
    ({ expr }) => isAggregate(expr) || groups.length === 0 || query.select.every((one) => !isAggregate(one.expr)),
  );
  const parts = [list(shown.map(({ expr }) => describeExpr(expr)))];
  const tables = [query.from, ...query.joins.map(({ table }) => table)]
    .filter((table) => table !== null)
    .map(tableName);
  if (tables.length > 0) parts.push(`of ${list(tables)}`);
  if (groups.length > 0 && shown.length < query.select.length) parts.push(`for each ${list(groups.map(describeExpr))}`);
  if (query.where.length > 0) parts.push(`where ${query.where.map(describeCondition).join(' and ')}`);
  if (query.having.length > 0) parts.push(`with ${query.having.map(describeCondition).join(' and ')}`);
  if (query.orderBy.length > 0)
    parts.push(
      `ordered by ${query.orderBy.map(({ expr, descending }) => `${describeExpr(expr)} (${descending ? 'highest' : 'lowest'} first)`).join(', then ')}`,
    );
  const text = parts.join(' ');
  const limit = query.limit === null ? '' : query.limit === 1 ? ', only the first' : `, only the first ${query.limit}`;
  return `${query.distinct ? 'Different ' : ''}${query.distinct ? text : capital(text)}${limit}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const spoken = (name: string): string => name.replaceAll('_', ' ');
const tableName = (table: string): string => spoken(table.split('.').at(-1) ?? table);

function list(words: string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function describeExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'column':
      return `${tableName(expr.table)} ${spoken(expr.column)}`;
    case 'literal':
      return expr.type === 'text' ? `“${expr.value}”` : String(expr.value);
    case 'aggregate':
      return describeAggregate(expr);
    case 'quotient':
      return `${expr.percent ? 'percentage' : 'ratio'} of ${describeExpr(expr.over)} to ${describeExpr(expr.under)}`;
    case 'date-part':
      return `${expr.part} of ${describeExpr(expr.of)}`;
    case 'date-start':
      return `${expr.unit} of ${describeExpr(expr.of)}`;
    case 'position':
    case 'number':
      return describeExpr(expr.of);
    case 'query':
      return `the ${describeQuery(expr.query).toLowerCase()}`;
    case 'metric':
      return expr.name;
  }
}

function describeAggregate(expr: Extract<Expr, { kind: 'aggregate' }>): string {
  const names = { sum: 'total', avg: 'average', min: 'lowest', max: 'highest', count: 'number of different' };
  const what = expr.of ? `${names[expr.fn]} ${describeExpr(expr.of)}` : 'number of rows';
  return expr.where ? `${what} with ${describeCondition(expr.where)}` : what;
}

function describeCondition(condition: Condition): string {
  const ops = {
    '=': 'is',
    '!=': 'is not',
    '>': 'is more than',
    '>=': 'is at least',
    '<': 'is less than',
    '<=': 'is at most',
  };
  switch (condition.kind) {
    case 'and':
      return condition.all.map(describeCondition).join(' and ');
    case 'or':
      return `(${condition.all.map(describeCondition).join(' or ')})`;
    case 'not':
      return `not (${describeCondition(condition.condition)})`;
    case 'compare':
      return `${describeExpr(condition.left)} ${ops[condition.op]} ${describeExpr(condition.right)}`;
    case 'in':
      return describeIn(condition);
    case 'like':
      return `${describeExpr(condition.left)} ${{ contains: 'contains', starts: 'starts with', ends: 'ends with', equals: 'is' }[condition.where]} “${condition.text}”`;
    case 'null':
      return `${describeExpr(condition.left)} is ${condition.negated ? 'known' : 'missing'}`;
  }
}

function describeIn(condition: Extract<Condition, { kind: 'in' }>): string {
  if (Array.isArray(condition.values))
    return `${describeExpr(condition.left)} is ${condition.negated ? 'none' : 'one'} of ${list(condition.values.map(describeExpr))}`;
  const { from, joins, where } = condition.values;
  const tables = list([from ?? '', ...joins.map(({ table }) => table)].map(tableName));
  const real = where.filter((one) => one.kind !== 'null');
  return `there ${condition.negated ? 'are no' : 'are'} ${tables}${real.length > 0 ? ` where ${real.map(describeCondition).join(' and ')}` : ''}`;
}
