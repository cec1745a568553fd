/** The rows a query gave, as arrays in the order of its columns. */
export type Rows = unknown[][];

/** Whether two results hold the same rows, whatever the order and names of their columns; `ordered` also compares the order of rows. */
export function sameResult(gold: Rows, ours: Rows, ordered: boolean): boolean {
  if (gold.length !== ours.length) return false;
  if (gold.length === 0) return true;
  const width = gold[0]?.length ?? 0;
  if (width !== (ours[0]?.length ?? 0)) return false;
  const [left, right] = [gold.map((row) => row.map(normalize)), ours.map((row) => row.map(normalize))];
  return permutations(left, right, width).some((order) => {
    const turned = right.map((row) => order.map((at) => row[at] ?? ''));
    return sameRows(left, turned) && (!ordered || sameOrder(left, turned));
  });
}

function normalize(value: unknown): string {
  if (value === null || value === undefined) return '∅';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return String(value);
  const text = String(value).trim();
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return String(Number(Number(text).toPrecision(6)));
  return /^\d{4}-\d{2}-\d{2}[T ]00:00/.test(text) ? text.slice(0, 10) : text;
}

/** Ways to map our columns to theirs such that each pair holds the same values. */
function permutations(gold: string[][], ours: string[][], width: number): number[][] {
  const bag = (rows: string[][], at: number): string => JSON.stringify(rows.map((row) => row[at]).toSorted());
  const mine = Array.from({ length: width }, (_, at) => bag(ours, at));
  let found: number[][] = [[]];
  for (let at = 0; at < width; at += 1) {
    const wanted = bag(gold, at);
    found = found
      .flatMap((used) =>
        mine.flatMap((one, index) => (one === wanted && !used.includes(index) ? [[...used, index]] : [])),
      )
      .slice(0, 200);
  }
  return found;
}

function sameRows(left: string[][], right: string[][]): boolean {
  const bag = (rows: string[][]): string => JSON.stringify(rows.map((row) => JSON.stringify(row)).toSorted());
  return bag(left) === bag(right);
}

/** Rows that tie may stand in any order, so it is enough that one column runs the same. */
function sameOrder(left: string[][], right: string[][]): boolean {
  const column = (rows: string[][], at: number): string => JSON.stringify(rows.map((row) => row[at]));
  return (left[0] ?? []).some((_, at) => column(left, at) === column(right, at));
}
