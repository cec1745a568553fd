import type { ColumnModel, DatabaseModel, TableModel } from '../../../connections/index.ts';
import { tableKey } from '../linking/refs.ts';
import { isUnique, nameWords, visibleColumns } from '../linking/table-traits.ts';

/** A way to get from one table to another. `toMany`: a row of `from` may meet several rows of `to`. */
export interface Edge {
  from: string;
  to: string;
  columns: [from: string, to: string][];
  toMany: boolean;
  fromMany: boolean;
  cost: number;
}

export interface JoinGraph {
  tables: Map<string, TableModel>;
  edges: Map<string, Edge[]>;
}

/** A tree of joins that starts at `root`; every edge leads away from it. */
export interface JoinTree {
  root: string;
  edges: Edge[];
  cost: number;
}

/** Keys of the model, and between tables without any, columns of the same telling name. */
export function buildJoinGraph(model: DatabaseModel): JoinGraph {
  const tables = new Map(model.tables.map((table) => [tableKey(table), table]));
  const graph: JoinGraph = { tables, edges: new Map() };
  const byName = (name: string): TableModel | undefined =>
    tables.get(name) ?? model.tables.find((table) => table.name === name);
  for (const join of model.joins) {
    const [from, to] = [byName(join.table), byName(join.refTable)];
    if (!from || !to || from === to) continue;
    const columns = join.columns.map((column, at): [string, string] => [column, join.refColumns[at] ?? '']);
    addEdge(graph, from, to, columns, join.origin === 'inferred' ? 1.1 : 1);
  }
  addNaturalJoins(graph);
  return graph;
}

function addEdge(graph: JoinGraph, from: TableModel, to: TableModel, columns: [string, string][], cost: number): void {
  const many = (table: TableModel, names: string[]): boolean =>
    !names.some((name) => table.columns.some((column) => column.name === name && isUnique(table)(column)));
  const fromMany = many(
    from,
    columns.map(([left]) => left),
  );
  const toMany = many(
    to,
    columns.map(([, right]) => right),
  );
  const [left, right] = [tableKey(from), tableKey(to)];
  const full = cost + (fromMany && toMany ? 1.2 : 0);
  push(graph, { from: left, to: right, columns, toMany, fromMany, cost: full });
  push(graph, {
    from: right,
    to: left,
    columns: columns.map(([a, b]) => [b, a]),
    toMany: fromMany,
    fromMany: toMany,
    cost: full,
  });
}

function push(graph: JoinGraph, edge: Edge): void {
  graph.edges.set(edge.from, [...(graph.edges.get(edge.from) ?? []), edge]);
}

/** Schemas without declared keys still name the same thing alike: `writes.aid` and `author.aid`, `location.restaurant_id` and `restaurant.id`. */
function addNaturalJoins(graph: JoinGraph): void {
  const tables = [...graph.tables.values()].filter((table) => !table.hidden);
  const keyed = new Set([...graph.edges.values()].flat().map((edge) => `${edge.from} ${edge.to}`));
  for (const [at, left] of tables.entries()) {
    for (const right of tables.slice(at + 1)) {
      if (keyed.has(`${tableKey(left)} ${tableKey(right)}`)) continue;
      for (const [one, other, cost] of naturalPairs(left, right))
        addEdge(graph, left, right, [[one.name, other.name]], cost);
    }
  }
}

function naturalPairs(left: TableModel, right: TableModel): [ColumnModel, ColumnModel, number][] {
  const pairs: [ColumnModel, ColumnModel, number][] = [];
  for (const one of visibleColumns(left)) {
    for (const other of visibleColumns(right)) {
      const cost = pairCost(left, one, right, other);
      if (cost !== null) pairs.push([one, other, cost]);
    }
  }
  const best = Math.min(...pairs.map(([, , cost]) => cost));
  return pairs.filter(([, , cost]) => cost === best);
}

const shared =
  /^(id|name|title|description|type|status|year|month|day|date|text|comment|count|number|rating|created at|updated at|population|area|address|phone|email|first name|last name|price|amount|value|note|latitude|longitude|state|country|gender|age|code|created timestamp)$/;

function pairCost(left: TableModel, one: ColumnModel, right: TableModel, other: ColumnModel): number | null {
  const sameKind = one.type === other.type || (isCount(one) && isCount(other));
  if (!sameKind || one.type === 'date' || one.type === 'timestamp' || one.type === 'number' || one.type === 'boolean')
    return null;
  const [mine, theirs] = [nameWords(one.name).join(' '), nameWords(other.name).join(' ')];
  const reference = refersTo(mine, right, theirs) || refersTo(theirs, left, mine);
  if (!reference && (mine !== theirs || shared.test(mine))) return null;
  if (!overlap(one, other)) return null;
  const unique = isUnique(left)(one) || isUnique(right)(other);
  return reference ? 1.2 : unique ? 1.3 : 1.6;
}

const isCount = (column: ColumnModel): boolean => column.type === 'integer' || column.nativeType.includes('int');

/** `restaurant_id` refers to `id` of `restaurant`. */
function refersTo(words: string, table: TableModel, target: string): boolean {
  const own = nameWords(table.name);
  return target === 'id' && (words === `${own.join(' ')} id` || words === `${own.at(-1)} id`);
}

function overlap(one: ColumnModel, other: ColumnModel): boolean {
  if (!one.values || !other.values) return true;
  const known = new Set(one.values.map(({ value }) => value));
  return other.values.some(({ value }) => known.has(value));
}

/** The cheapest tree of joins that holds all of the tables; null when they cannot be brought together. */
export function joinTree(graph: JoinGraph, wanted: string[]): JoinTree | null {
  const [root, ...rest] = [...new Set(wanted)];
  if (root === undefined) return null;
  const tree: JoinTree = { root, edges: [], cost: 0 };
  const open = new Set(rest);
  while (open.size > 0) {
    const path = nearest(graph, tree, open);
    if (!path) return null;
    for (const edge of path) {
      tree.edges.push(edge);
      tree.cost += edge.cost;
      open.delete(edge.to);
    }
  }
  return tree;
}

/** Dijkstra from every table of the tree to the closest one that is still missing. */
function nearest(graph: JoinGraph, tree: JoinTree, open: Set<string>): Edge[] | null {
  const paths = new Map<string, { cost: number; path: Edge[] }>();
  for (const table of [tree.root, ...tree.edges.map((edge) => edge.to)]) paths.set(table, { cost: 0, path: [] });
  const settled = new Set<string>();
  for (;;) {
    const [table, best] =
      [...paths].filter(([name]) => !settled.has(name)).toSorted(([, a], [, b]) => a.cost - b.cost)[0] ?? [];
    if (!table || !best || best.cost > 7) return null;
    if (open.has(table)) return best.path;
    settled.add(table);
    for (const edge of graph.edges.get(table) ?? []) {
      if (graph.tables.get(edge.to)?.hidden) continue;
      const cost = best.cost + edge.cost + hubPenalty(best.path.at(-1), edge);
      if (cost < (paths.get(edge.to)?.cost ?? Number.POSITIVE_INFINITY))
        paths.set(edge.to, { cost, path: [...best.path, edge] });
    }
  }
}

/** Up to what both belong to and down again ("courses and teachers of one department") relates things only loosely. */
function hubPenalty(before: Edge | undefined, edge: Edge): number {
  const up = before?.fromMany === true && !before.toMany;
  return up && edge.toMany && !edge.fromMany ? 1.5 : 0;
}

/** Whether two tables can be joined directly in more than one way, such as by home and away team. */
export function isAmbiguous(graph: JoinGraph, edge: Edge): boolean {
  return (
    (graph.edges.get(edge.from) ?? []).filter((other) => other.to === edge.to && other.cost <= edge.cost).length > 1
  );
}

/** The same join, seen from its other end. */
export function reverse(edge: Edge): Edge {
  return {
    ...edge,
    from: edge.to,
    to: edge.from,
    columns: edge.columns.map(([left, right]) => [right, left]),
    toMany: edge.fromMany,
    fromMany: edge.toMany,
  };
}
