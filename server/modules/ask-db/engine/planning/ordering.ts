import type { RankBy } from '../grammar/frame.ts';
import { type Mention, tableKey } from '../linking/refs.ts';
import type { Expr } from '../plan.ts';
import type { Assembly } from './assemble.ts';
import { hintedColumn, numberExpr } from './conditions.ts';
import { columnExpr, inOrder } from './dates.ts';
import { measureExpr, ratioExpr } from './measures.ts';
import { NoPlan, type Planning } from './planning.ts';
import { select } from './selection.ts';

/** What to order by; a measured adjective also decides the direction ("youngest" is the latest birthday). */
export function byExpr(planning: Planning, by: RankBy, assembly: Assembly, turn: (descending: boolean) => void): Expr {
  if (by.kind === 'measure') return measureExpr(planning, by, assembly.joins);
  if (by.kind === 'ratio') return ratioExpr(planning, by, assembly.joins);
  if (by.kind === 'mention') return mentionExpr(planning, by.mention, assembly);
  const table = by.of ? planning.ref(by.of).table : planning.root;
  for (const { words, descending } of by.hints) {
    const column = hintedColumn(table, words);
    if (!column) continue;
    turn(descending);
    return columnExpr(table, column);
  }
  throw new NoPlan('nothing to rank by');
}

function mentionExpr(planning: Planning, mention: Mention, assembly: Assembly): Expr {
  const ref = planning.ref(mention);
  if (ref.kind === 'table')
    return measureExpr(
      planning,
      { kind: 'measure', fn: 'count', of: mention, distinct: false, filters: [] },
      assembly.joins,
    );
  if (ref.kind === 'metric')
    return { kind: 'metric', table: tableKey(ref.table), name: ref.name, expression: ref.expression };
  if (ref.kind === 'column') {
    const { rank } = planning.frame;
    const ranks = rank?.by.kind === 'mention' && rank.by.mention === mention;
    return ranks && ref.column.type === 'text' ? numberExpr(ref.table, ref.column) : inOrder(ref.table, ref.column);
  }
  const [first] = ref.kind === 'label' ? select(planning, assembly.joins, false).select : [];
  if (!first) throw new NoPlan(mention.text);
  return first.expr;
}
