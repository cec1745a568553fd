import type { ColumnModel, TableModel } from '../../../connections/index.ts';
import type { Measure, Ratio } from '../grammar/frame.ts';
import { isNumeric, isTemporal, tableKey } from '../linking/refs.ts';
import { keyColumn, moneyColumns, nameColumns, nameWords, tallyColumn } from '../linking/table-traits.ts';
import { type Condition, type Expr, sameExpr } from '../plan.ts';
import { negate, numberExpr, placeFilter } from './conditions.ts';
import { columnExpr } from './dates.ts';
import { type Edge, reverse } from './join-graph.ts';
import { NoPlan, type Planning } from './planning.ts';

type AggregateExpr = Extract<Expr, { kind: 'aggregate' }>;

/** The joins that stay joins, once those that only narrow have become subqueries. */
export type Joins = readonly Edge[];

/** A measure as an expression over the joined rows, counted or summed so that joins do not count anything twice. */
export function measureExpr(planning: Planning, measure: Measure, joins: Joins): Expr {
  const where = conditionOf(planning, measure);
  if (measure.fn === 'count') return countExpr(planning, measure, joins, where);
  if (!measure.of) throw new NoPlan('nothing to aggregate');
  const ref = planning.ref(measure.of);
  if (ref.kind === 'metric')
    return { kind: 'metric', table: tableKey(ref.table), name: ref.name, expression: ref.expression };
  if (ref.kind === 'table') return tableSum(planning, ref.table, joins, where);
  if (ref.kind !== 'column') throw new NoPlan(measure.of.text);
  const of = isTemporal(ref.column) ? columnExpr(ref.table, ref.column) : numberExpr(ref.table, ref.column);
  if (measure.fn === 'value') return of;
  if (measure.fn === 'sum' || measure.fn === 'avg') warnOfDoubles(planning, ref.table, joins);
  return { kind: 'aggregate', fn: measure.fn, of, distinct: false, where };
}

function conditionOf(planning: Planning, measure: Measure): Condition | null {
  const all = measure.filters.map((filter): Condition => {
    const placed = placeFilter(planning, filter);
    if (!placed.condition || placed.absent) throw new NoPlan('a condition on one side');
    return placed.negated ? negate(placed.condition) : placed.condition;
  });
  return all.length === 0 ? null : all.length === 1 && all[0] ? all[0] : { kind: 'and', all };
}

function countExpr(planning: Planning, measure: Measure, joins: Joins, where: Condition | null): Expr {
  const ref = measure.of ? planning.ref(measure.of) : null;
  if (ref?.kind === 'column' && holdsTally(ref.column) && !measure.distinct) {
    warnOfDoubles(planning, ref.table, joins);
    return { kind: 'aggregate', fn: 'sum', of: columnExpr(ref.table, ref.column), distinct: false, where };
  }
  if (ref?.kind === 'column') {
    const alone = keyColumn(ref.table) === ref.column && !measure.distinct;
    if (alone && !isDoubled(planning, ref.table, joins)) return count(null, false, where);
    return count(columnExpr(ref.table, ref.column), true, where);
  }
  const table = ref?.table ?? planning.root;
  const tally = tallyColumn(table);
  if (tally && !measure.distinct) {
    warnOfDoubles(planning, table, joins);
    return { kind: 'aggregate', fn: 'sum', of: columnExpr(table, tally), distinct: false, where };
  }
  if (!isDoubled(planning, table, joins)) return count(null, false, where);
  const [label, ...more] = nameColumns(table);
  const key = keyColumn(table) ?? (more.length === 0 ? label : undefined);
  if (key) return count(columnExpr(table, key), true, where);
  warnOfDoubles(planning, table, joins);
  return count(null, false, where);
}

/** A column of numbers is itself a count: "the number of credits" is their sum. Keys and years only look like numbers. */
function holdsTally(column: ColumnModel): boolean {
  const last = nameWords(column.name).at(-1) ?? '';
  return isNumeric(column) && !column.isPrimaryKey && !/^(id|.*id|year|month|day|code|zip|postcode|date)$/.test(last);
}

const count = (of: Expr | null, distinct: boolean, where: Condition | null): AggregateExpr => ({
  kind: 'aggregate',
  fn: 'count',
  of,
  distinct,
  where,
});

function tableSum(planning: Planning, table: TableModel, joins: Joins, where: Condition | null): Expr {
  const money = moneyColumns(table);
  const column = tallyColumn(table) ?? money[0];
  if (!column) throw new NoPlan(`no amount in ${table.name}`);
  if (money.length > 1) planning.doubt(0.75);
  warnOfDoubles(planning, table, joins);
  return { kind: 'aggregate', fn: 'sum', of: columnExpr(table, column), distinct: false, where };
}

/** Whether a row of the table stands several times among the joined rows. */
function isDoubled(planning: Planning, table: TableModel, joins: Joins): boolean {
  return branches(table, joins).some((edge) => edge.toMany) || planning.root.hidden;
}

/** Rows that a join repeats are summed more than once, unless each repetition falls into a group of its own. */
function warnOfDoubles(planning: Planning, table: TableModel, joins: Joins): void {
  const grouped = new Set(
    planning.frame.groups.flatMap((group) =>
      group.kind === 'mention' ? [tableKey(planning.ref(group.mention).table)] : [],
    ),
  );
  const doubled = branches(table, joins).filter((edge) => edge.toMany);
  if (doubled.length > 0 && grouped.size === 0) planning.doubt(0.6);
  if (doubled.length > 1) planning.doubt(0.6);
}

/** The joins seen from a table: each edge turned so that it leads away from it. */
function branches(table: TableModel, joins: Joins): Edge[] {
  const found: Edge[] = [];
  const reached = new Set([tableKey(table)]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const edge of joins) {
      for (const turned of [edge, reverse(edge)]) {
        if (!reached.has(turned.from) || reached.has(turned.to)) continue;
        reached.add(turned.to);
        found.push(turned);
        grew = true;
      }
    }
  }
  return found;
}

/** The measure over all rows, beside those of a group. */
function overall(planning: Planning, expr: Expr): Expr {
  const { steps: joins, where } = planning.assembly ?? { steps: [], where: [] };
  const select = [{ expr, name: 'total' }];
  return {
    kind: 'query',
    query: {
      from: tableKey(planning.root),
      joins,
      select,
      distinct: false,
      where,
      groupBy: [],
      having: [],
      orderBy: [],
      limit: null,
    },
  };
}

/** One measure divided by another; plain columns of the same row stay row by row. */
export function ratioExpr(planning: Planning, ratio: Ratio, joins: Joins): Expr {
  const [over, under] = [measureExpr(planning, ratio.part, joins), measureExpr(planning, ratio.of, joins)];
  const isValue = [ratio.part, ratio.of].map(({ fn }) => fn === 'value');
  if (isValue[0] !== isValue[1]) throw new NoPlan('a value and a summary');
  if (!isValue[0]) {
    const whole = ratio.overall ? overall(planning, under) : under;
    if (sameExpr(over, whole)) throw new NoPlan('a thing divided by itself');
    return { kind: 'quotient', over, under: whole, percent: ratio.percent };
  }
  const sided = ratio.part.filters.length + ratio.of.filters.length > 0;
  if (!sided) return { kind: 'quotient', over, under, percent: ratio.percent };
  const sum = (of: Expr, measure: Measure): Expr => ({
    kind: 'aggregate',
    fn: 'sum',
    of,
    distinct: false,
    where: conditionOf(planning, measure),
  });
  return { kind: 'quotient', over: sum(over, ratio.part), under: sum(under, ratio.of), percent: ratio.percent };
}
