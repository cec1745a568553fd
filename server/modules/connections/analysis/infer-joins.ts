import { DatabaseFault } from '../database/database-fault.ts';
import type { DatabaseSession } from '../database/session.ts';
import { plainName } from './sensitive.ts';
import {
  type FoundColumn,
  type FoundKey,
  type FoundTable,
  fullName,
  quoted,
  quotedTable,
  type Structure,
} from './structure.ts';

const mostGuesses = 200;
const valuesCompared = 500;

/**
 * Finds keys that nobody declared: `orders.customer_id` beside `customers.id`, of the same type, where (nearly) every value of the
 * one is there in the other. Names propose, rows decide.
 */
export async function inferJoins(session: DatabaseSession, { tables, keys }: Structure): Promise<FoundKey[]> {
  const known = new Set(keys.flatMap((key) => key.columns.map((column) => `${fullName(key.table)} ${column}`)));
  const guesses = tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      if (table.kind === 'view' || known.has(`${fullName(table)} ${column.name}`)) return [];
      const ref = tables.find((candidate) => candidate !== table && refersTo(column, candidate));
      const target = ref && keyOf(ref, column);
      return ref && target ? [{ table, columns: [column.name], refTable: ref, refColumns: [target.name] }] : [];
    }),
  );
  const found: FoundKey[] = [];
  for (const guess of guesses.slice(0, mostGuesses)) if (await holds(session, guess)) found.push(guess);
  return found;
}

/** The one column that identifies a row of the table, or a column of the same name that is unique there. */
function keyOf(table: FoundTable, column: FoundColumn): FoundColumn | undefined {
  const same = table.columns.find(({ name, isUnique }) => isUnique && plainName(name) === plainName(column.name));
  const primary = table.columns.filter(({ isPrimaryKey }) => isPrimaryKey);
  const id = table.columns.find(({ name }) =>
    ['id', `${singular(plainName(table.name))}_id`].includes(plainName(name)),
  );
  const target = same ?? (primary.length === 1 ? primary[0] : primary.length === 0 ? id : undefined);
  return target?.type === column.type ? target : undefined;
}

function refersTo({ name, type, isPrimaryKey }: FoundColumn, table: FoundTable): boolean {
  if (!['integer', 'text', 'other'].includes(type) || table.kind === 'view') return false;
  const column = plainName(name);
  const noun = singular(plainName(table.name));
  const names = [noun, plainName(table.name)].flatMap((word) => [
    `${word}_id`,
    `${word}id`,
    `${word}_key`,
    `${word}_code`,
    `${word}_no`,
    `id_${word}`,
  ]);
  if (names.includes(column)) return true;
  // The same unusual name on both sides, and a key on the other.
  return (
    !isPrimaryKey &&
    /(?:id|key|code)$/.test(column) &&
    column !== 'id' &&
    table.columns.some((other) => other.isPrimaryKey && plainName(other.name) === column)
  );
}

const singular = (word: string): string =>
  word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^su])s$/, '$1');

async function holds(session: DatabaseSession, { table, columns, refTable, refColumns }: FoundKey): Promise<boolean> {
  const [column, ref] = [quoted(columns[0] ?? ''), quoted(refColumns[0] ?? '')];
  const sql = `
    select count(*), count(r.${ref}) from (
      select distinct ${column} as value from (select ${column} from ${quotedTable(table)} where ${column} is not null limit 20000) as some_rows
      limit ${valuesCompared}
    ) as v left join (select distinct ${ref} from ${quotedTable(refTable)}) as r on r.${ref} = v.value`;
  try {
    const [row] = await session.read(sql, [], { timeoutMs: 5_000 });
    const [total, matched] = [Number(row?.[0]), Number(row?.[1])];
    return total > 0 && matched >= total * 0.95;
  } catch (error) {
    if (error instanceof DatabaseFault && session.isOpen()) return false;
    throw error;
  }
}
