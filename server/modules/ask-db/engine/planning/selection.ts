import type { TableModel } from '../../../connections/index.ts';
import type { Output } from '../grammar/frame.ts';
import { type Mention, tableKey } from '../linking/refs.ts';
import { keyColumn, labelColumns, nameColumns, nameWords, visibleColumns } from '../linking/table-traits.ts';
import { type Expr, isAggregate, sameExpr } from '../plan.ts';
import { bucketColumn, bucketExpr, chooseDate, columnExpr } from './dates.ts';
import { type Joins, measureExpr, ratioExpr } from './measures.ts';
import { NoPlan, type Planning } from './planning.ts';

export interface Selected {
  expr: Expr;
  name: string;
}

/** What a query returns, and what it groups by. */
export interface Selection {
  select: Selected[];
  groupBy: Expr[];
}

/** Tables whose columns are returned, grouped or summarised: they must be joined. */
export function neededTables(planning: Planning): Set<string> {
  const { frame } = planning;
  const needed = new Set([tableKey(planning.root)]);
  const need = (mention: Mention | null): void => {
    if (mention) needed.add(tableKey(planning.ref(mention).table));
  };
  const output = (one: Output): void => {
    if (one.kind === 'mention') need(one.mention);
    else
      for (const side of one.kind === 'ratio' ? [one.part, one.of] : [one]) {
        need(side.of);
        for (const filter of side.filters) if (filter.kind === 'value') need(filter.mention);
      }
  };
  frame.outputs.forEach(output);
  for (const group of frame.groups) if (group.kind === 'mention') need(group.mention);
  for (const by of [frame.rank?.by, ...frame.order.map((order) => order.by)]) {
    if (by?.kind === 'mention') need(by.mention);
    else if (by?.kind === 'hints') need(by.of);
    else if (by) output(by);
  }
  for (const filter of frame.filters) if (filter.kind === 'compare' && 'kind' in filter.left) output(filter.left);
  return needed;
}

/** The columns of the answer, groups first; `grouped` when some of them summarise rows. */
export function select(planning: Planning, joins: Joins, grouped: boolean): Selection {
  const { frame } = planning;
  const outputs = frame.outputs.flatMap((output) => outputColumns(planning, output, joins, grouped));
  const groups = frame.groups.flatMap((group) => {
    if (group.kind === 'bucket')
      return [{ keys: [bucket(planning, group.unit)], shown: [bucket(planning, group.unit)] }];
    return [groupColumns(planning, group.mention, outputs)];
  });
  const listed = frame.explicit && outputs.some(({ expr }) => !isAggregate(expr));
  const shown = listed
    ? groups.flatMap((group) => group.shown.filter(({ expr }) => expr.kind !== 'column'))
    : groups.flatMap((group) => group.shown);
  const all = unique([...shown, ...outputs]);
  const plain = all.flatMap(({ expr }) => (isAggregate(expr) ? [] : [expr]));
  const keys = groups.flatMap((group) => group.keys.map(({ expr }) => expr));
  const groupBy = grouped
    ? uniqueExprs([...keys, ...plain, ...(keys.length > 0 || plain.length === 0 ? [] : ownKey(planning))])
    : [];
  return { select: all, groupBy };
}

/** The groups alone, for a query that is grouped afterwards. */
export function groupSelection(planning: Planning): Selected[] {
  return unique(
    planning.frame.groups.flatMap((group) =>
      group.kind === 'bucket' ? [bucket(planning, group.unit)] : groupColumns(planning, group.mention, []).shown,
    ),
  );
}

/** Grouping customers by name alone would merge namesakes: the key of the listed table goes with it. */
function ownKey(planning: Planning): Expr[] {
  return planning.frame.outputs.flatMap((output) => {
    const ref = output.kind === 'mention' ? planning.ref(output.mention) : null;
    if (!ref || ref.kind === 'column' || ref.kind === 'value') return [];
    const key = keyColumn(ref.table);
    return key ? [columnExpr(ref.table, key)] : [];
  });
}

function unique(selected: Selected[]): Selected[] {
  const kept: Selected[] = [];
  for (const one of selected) {
    if (kept.some(({ expr }) => sameExpr(expr, one.expr))) continue;
    const taken = kept.filter(({ name }) => name === one.name || name.startsWith(`${one.name}_`)).length;
    kept.push(taken > 0 ? { ...one, name: `${one.name}_${taken + 1}` } : one);
  }
  return kept;
}

function uniqueExprs(exprs: Expr[]): Expr[] {
  return exprs.filter((expr, at) => exprs.findIndex((other) => sameExpr(other, expr)) === at);
}

const asSelected =
  (table: TableModel) =>
  (column: TableModel['columns'][number]): Selected => ({ expr: columnExpr(table, column), name: column.name });

function outputColumns(planning: Planning, output: Output, joins: Joins, grouped: boolean): Selected[] {
  if (output.kind === 'ratio')
    return [{ expr: ratioExpr(planning, output, joins), name: output.percent ? 'percentage' : 'ratio' }];
  if (output.kind === 'measure') return [named(measureExpr(planning, output, joins))];
  const ref = planning.ref(output.mention);
  if (ref.kind === 'column') return [asSelected(ref.table)(ref.column)];
  if (ref.kind === 'label') return nameColumns(ref.table).map(asSelected(ref.table));
  if (ref.kind === 'metric')
    return [
      {
        expr: { kind: 'metric', table: tableKey(ref.table), name: ref.name, expression: ref.expression },
        name: nameWords(ref.name).join('_'),
      },
    ];
  if (ref.kind === 'value') throw new NoPlan(output.mention.text);
  const names = nameColumns(ref.table);
  const whole = names.length === 0 && !grouped && planning.frame.outputs.length === 1;
  return (whole ? visibleColumns(ref.table) : labelColumns(ref.table)).map(asSelected(ref.table));
}

interface GroupColumns {
  keys: Selected[];
  shown: Selected[];
}

/** A table is grouped by its key and shown by its name, unless columns of it are asked for anyway. */
function groupColumns(planning: Planning, mention: Mention, outputs: Selected[]): GroupColumns {
  const ref = planning.ref(mention);
  if (ref.kind === 'column') {
    if (ref.column.type === 'timestamp') {
      const day: Selected = { expr: bucketExpr(columnExpr(ref.table, ref.column), 'day'), name: ref.column.name };
      return { keys: [day], shown: [day] };
    }
    const one = asSelected(ref.table)(ref.column);
    return { keys: [one], shown: [one] };
  }
  if (ref.kind === 'value' || ref.kind === 'metric') throw new NoPlan(mention.text);
  const key = keyColumn(ref.table);
  const table = tableKey(ref.table);
  const label = labelColumns(ref.table);
  const known = (name: string): boolean => name === key?.name || label.some((column) => column.name === name);
  const asked = outputs.filter(({ expr }) => expr.kind === 'column' && expr.table === table && known(expr.column));
  const shown = asked.length > 0 ? [] : label.map(asSelected(ref.table));
  if (!key && shown.length + asked.length === 0) throw new NoPlan(`no name for ${ref.table.name}`);
  // A key that was only measured may be unique by chance: what has the same name is then the same thing.
  const byKey = key?.isPrimaryKey || label.length === 0;
  return { keys: key && byKey ? [asSelected(ref.table)(key)] : label.map(asSelected(ref.table)), shown };
}

function bucket(planning: Planning, unit: Parameters<typeof bucketExpr>[1]): Selected {
  const tables = planning.tables();
  const chosen = chooseDate(tables, null, 'day');
  if (chosen) {
    if (chosen.unsure) planning.doubt(0.8);
    return { expr: bucketExpr(columnExpr(chosen.table, chosen.column), unit), name: unit };
  }
  const stored = bucketColumn(tables, unit);
  if (!stored) throw new NoPlan(`no date to group by ${unit}`);
  return { expr: stored, name: unit };
}

/** An expression with a column name that says what it is: `average_rating`, `count`. */
export function named(expr: Expr): Selected {
  if (expr.kind === 'column') return { expr, name: expr.column };
  if (expr.kind === 'number') return { expr, name: named(expr.of).name };
  if (expr.kind !== 'aggregate')
    return { expr, name: expr.kind === 'metric' ? nameWords(expr.name).join('_') : 'value' };
  const prefix = { sum: 'total', avg: 'average', min: 'lowest', max: 'highest', count: 'number_of' }[expr.fn];
  if (!expr.of) return { expr, name: 'count' };
  return { expr, name: `${prefix}_${named(expr.of).name}` };
}
