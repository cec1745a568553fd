import type { ColumnModel, TableModel } from '../../../connections/index.ts';
import type { Filter } from '../grammar/frame.ts';
import { isNumeric, type Mention, tableKey } from '../linking/refs.ts';
import { nameColumns, nameWords, visibleColumns } from '../linking/table-traits.ts';
import type { Condition, Expr } from '../plan.ts';
import { chooseDate, columnExpr, partsCondition, timeCondition } from './dates.ts';
import { NoPlan, type Planning } from './planning.ts';

/** A condition with the table whose rows it tests; `absent` asks that no such row exist. */
export interface Placed {
  table: string;
  condition: Condition | null;
  absent: boolean;
  negated: boolean;
}

/** A filter on stored rows as a condition; filters on counts and averages of groups are `havingOf`'s. */
export function placeFilter(planning: Planning, filter: Filter): Placed {
  if (filter.kind === 'exists')
    return {
      table: tableKey(planning.ref(filter.mention).table),
      condition: null,
      absent: filter.negated,
      negated: false,
    };
  if (filter.kind === 'or') return placeEither(planning, filter.either);
  if (filter.kind === 'time') return placeTime(planning, filter);
  const { table, condition, negated } = columnCondition(planning, filter);
  return { table: tableKey(table), condition, absent: false, negated };
}

function placeEither(planning: Planning, either: Filter[]): Placed {
  const placed = either.map((one) => placeFilter(planning, one));
  const [first] = placed;
  if (!first || placed.some((one) => one.absent || one.condition === null)) throw new NoPlan('either of these');
  if (placed.some((one) => one.table !== first.table)) planning.doubt(0.6);
  const all = placed.flatMap(({ condition, negated }) => (condition ? [negated ? negate(condition) : condition] : []));
  return { ...first, condition: { kind: 'or', all }, negated: false };
}

export const negate = (condition: Condition): Condition => ({ kind: 'not', condition });

function placeTime(planning: Planning, filter: Extract<Filter, { kind: 'time' }>): Placed {
  const hinted = filter.hint ? planning.ref(filter.hint) : null;
  const tables = hinted
    ? [hinted.table, ...planning.tables().filter((table) => table !== hinted.table)]
    : planning.tables();
  if (hinted?.kind === 'column' && (hinted.column.type === 'date' || hinted.column.type === 'timestamp')) {
    return {
      table: tableKey(hinted.table),
      condition: timeCondition(hinted.table, hinted.column, filter.time),
      absent: false,
      negated: filter.negated,
    };
  }
  const chosen = chooseDate(tables, filter.hint?.text ?? null, filter.time.kind === 'range' ? filter.time.unit : 'day');
  if (chosen) {
    if (chosen.unsure) planning.doubt(0.8);
    return {
      table: tableKey(chosen.table),
      condition: timeCondition(chosen.table, chosen.column, filter.time),
      absent: false,
      negated: filter.negated,
    };
  }
  for (const table of tables) {
    const condition = partsCondition([table], filter.time);
    if (condition) return { table: tableKey(table), condition, absent: false, negated: filter.negated };
  }
  throw new NoPlan(`no date for ${filter.time.words}`);
}

interface OnColumn {
  table: TableModel;
  condition: Condition;
  negated: boolean;
}

function columnCondition(planning: Planning, filter: Exclude<Filter, { kind: 'exists' | 'or' | 'time' }>): OnColumn {
  switch (filter.kind) {
    case 'value':
      return valueCondition(planning, filter.mention, filter.negated);
    case 'compare':
      return compareCondition(planning, filter);
    case 'between': {
      const { table, expr } = numberColumn(planning, filter.left);
      const bound = (value: number): Expr => ({ kind: 'literal', value, type: 'number' });
      const all: Condition[] = [
        { kind: 'compare', left: expr, op: '>=', right: bound(filter.from) },
        { kind: 'compare', left: expr, op: '<=', right: bound(filter.to) },
      ];
      return { table, condition: { kind: 'and', all }, negated: false };
    }
    case 'than-average': {
      const { table, expr } = numberColumn(planning, filter.left);
      const average: Expr = { kind: 'aggregate', fn: 'avg', of: expr, distinct: false, where: null };
      const query = {
        from: tableKey(table),
        joins: [],
        select: [{ expr: average, name: 'average' }],
        distinct: false,
        where: [],
        groupBy: [],
        having: [],
        orderBy: [],
        limit: null,
      };
      return {
        table,
        condition: { kind: 'compare', left: expr, op: filter.op, right: { kind: 'query', query } },
        negated: false,
      };
    }
    case 'like': {
      const { table, column } = textColumn(planning, filter.left);
      if (isNumeric(column)) return numericEquals(table, column, filter.text, filter.negated);
      const where = filter.where === 'equals' && !column.values ? 'contains' : filter.where;
      return {
        table,
        condition: { kind: 'like', left: columnExpr(table, column), where, text: filter.text },
        negated: filter.negated,
      };
    }
    case 'empty': {
      const { table, column } = anyColumn(planning, filter.left);
      return {
        table,
        condition: { kind: 'null', left: columnExpr(table, column), negated: filter.negated },
        negated: false,
      };
    }
    case 'flag': {
      const { table, column } = anyColumn(planning, filter.left);
      return {
        table,
        condition: {
          kind: 'compare',
          left: columnExpr(table, column),
          op: '=',
          right: { kind: 'literal', value: !filter.negated, type: 'boolean' },
        },
        negated: false,
      };
    }
    case 'hinted': {
      const column = hintedColumn(planning.root, filter.hints);
      if (!column) throw new NoPlan('nothing to compare');
      return {
        table: planning.root,
        condition: {
          kind: 'compare',
          left: columnExpr(planning.root, column),
          op: filter.op,
          right: { kind: 'literal', value: filter.value, type: 'number' },
        },
        negated: false,
      };
    }
    case 'many':
      throw new NoPlan('a count of a group');
  }
}

function valueCondition(planning: Planning, mention: Mention, negated: boolean): OnColumn {
  const ref = planning.ref(mention);
  if (ref.kind !== 'value') throw new NoPlan(mention.text);
  const left = columnExpr(ref.table, ref.column);
  const condition: Condition =
    ref.match === 'equals'
      ? { kind: 'compare', left, op: '=', right: { kind: 'literal', value: ref.value, type: 'text' } }
      : { kind: 'like', left, where: 'contains', text: ref.value };
  return { table: ref.table, condition, negated };
}

function compareCondition(planning: Planning, filter: Extract<Filter, { kind: 'compare' }>): OnColumn {
  if ('kind' in filter.left) throw new NoPlan('a measure of a group');
  const { table, expr } = numberColumn(planning, filter.left);
  return {
    table,
    condition: {
      kind: 'compare',
      left: expr,
      op: filter.op,
      right: { kind: 'literal', value: filter.value, type: 'number' },
    },
    negated: false,
  };
}

function numberColumn(planning: Planning, mention: Mention): { table: TableModel; expr: Expr } {
  const ref = planning.ref(mention);
  if (ref.kind !== 'column') throw new NoPlan(`${mention.text} is no number`);
  return { table: ref.table, expr: numberExpr(ref.table, ref.column) };
}

/** The column as a number, whatever it is stored as. */
export function numberExpr(table: TableModel, column: ColumnModel): Expr {
  const expr = columnExpr(table, column);
  return column.type === 'text' ? { kind: 'number', of: expr } : expr;
}

function textColumn(planning: Planning, mention: Mention): { table: TableModel; column: ColumnModel } {
  const ref = planning.ref(mention);
  if (ref.kind === 'column') return ref;
  const [name, ...more] = nameColumns(ref.table);
  if (!name || more.length > 0) throw new NoPlan(`${ref.table.name} has no single name`);
  return { table: ref.table, column: name };
}

function anyColumn(planning: Planning, mention: Mention): { table: TableModel; column: ColumnModel } {
  const ref = planning.ref(mention);
  if (ref.kind !== 'column') throw new NoPlan(mention.text);
  return ref;
}

function numericEquals(table: TableModel, column: ColumnModel, text: string, negated: boolean): OnColumn {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new NoPlan(`${text} is no number`);
  return {
    table,
    condition: {
      kind: 'compare',
      left: columnExpr(table, column),
      op: '=',
      right: { kind: 'literal', value: Number(text), type: 'number' },
    },
    negated,
  };
}

/** The column of a table that an adjective measures: "longest" finds `length`; undefined when none or several would do. */
export function hintedColumn(table: TableModel, hints: string[]): ColumnModel | undefined {
  const fits = (column: ColumnModel, hint: string): boolean =>
    hint.split(' ').every((word) => nameWords(column.name).includes(word));
  for (const hint of hints) {
    const found = visibleColumns(table).filter(
      (column) => (isNumeric(column) || column.type === 'date' || column.type === 'timestamp') && fits(column, hint),
    );
    if (found[0]) return found[0];
  }
  return undefined;
}
