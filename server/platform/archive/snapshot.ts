import { type Kysely, sql } from 'kysely';
import { type Database, listApplied, type Tx } from '../db/index.ts';

/** What a table holds: `checksum` depends on every value of every row, not on their order and not on the server. */
export interface TableState {
  /** With its schema where that is not `public`. */
  name: string;
  columns: string[];
  rows: number;
  checksum: string;
}

/** Everything in a database at one moment. */
export interface Snapshot {
  /** The migrations it has seen, in order. */
  migrations: string[];
  /** In an order in which no row refers to one that comes later. */
  tables: TableState[];
  /** The rows of a table as JSON objects, some hundreds at a time. */
  read(table: TableState): AsyncIterable<string[]>;
}

/** Jobs that are still to be done, dead letters among them; the queues themselves are made by the release that starts. */
const jobs = 'pgboss.job';
const unfinished = sql`where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss\\_\\_%'`;

const batch = 500;

/** Hands in everything a database holds, as of now: writes that happen meanwhile are not part of it. */
export function withSnapshot<T>(database: Database, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return database.unhurried(async (db) => {
    const migrations = await listApplied(database);
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        await fixFormats(tx);
        const tables: TableState[] = [];
        for (const name of [...(await listTables(tx)), ...((await hasJobs(tx)) ? [jobs] : [])]) {
          tables.push(await describeTable(tx, { name, columns: await listColumns(tx, name) }));
        }
        return work({ migrations, tables, read: (table) => readRows(tx, table) });
      });
  });
}

/** Values as text must not depend on the server's settings, or no two checksums would agree. */
export async function fixFormats(tx: Tx): Promise<void> {
  await sql`set local timezone to 'UTC'`.execute(tx);
  await sql`set local intervalstyle to 'postgres'`.execute(tx);
  await sql`set local extra_float_digits to 1`.execute(tx);
}

/** Counts a table's rows and sums up their MD5s: as many bits as a sum of bigint takes. */
export async function describeTable(
  tx: Tx,
  { name, columns }: Pick<TableState, 'name' | 'columns'>,
): Promise<TableState> {
  const { rows } = await sql<{ rows: number; checksum: string }>`
    select count(*)::int as rows,
      coalesce(sum(('x' || substr(md5(row_to_json(r)::text), 1, 15))::bit(60)::bigint), 0)::text as checksum
    from (${selectFrom({ name, columns })}) r`.execute(tx);
  const [state] = rows;
  if (!state) throw new Error(`The table ${name} cannot be counted.`);
  return { name, columns, ...state };
}

async function* readRows(tx: Tx, table: TableState): AsyncIterable<string[]> {
  await sql`declare rows_of_table no scroll cursor for select row_to_json(r)::text as row from (${selectFrom(table)}) r`.execute(
    tx,
  );
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(batch)} from rows_of_table`.execute(tx);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < batch) break;
  }
  await sql`close rows_of_table`.execute(tx);
}

const selectFrom = ({ name, columns }: Pick<TableState, 'name' | 'columns'>) =>
  sql`select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(name)} ${name === jobs ? unfinished : sql``}`;

const hasJobs = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${jobs}) is not null as there`.execute(tx);
  return rows[0]?.there === true;
};

async function listColumns(tx: Kysely<unknown> | Tx, table: string): Promise<string[]> {
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute
    where attrelid = to_regclass(${table}) and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`.execute(tx);
  return rows.map(({ column }) => column);
}

/** The product's own tables, those that others refer to first. */
export async function listTables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string; refers_to: string[] }>`
    select c.relname as name, coalesce(array_agg(distinct f.relname::text) filter (where f.oid <> c.oid), '{}') as refers_to
    from pg_class c
    left join pg_constraint r on r.conrelid = c.oid and r.contype = 'f'
    left join pg_class f on f.oid = r.confrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'kysely\\_%'
    group by c.relname order by c.relname`.execute(tx);
  const ordered: string[] = [];
  while (ordered.length < rows.length) {
    const ready = rows.filter(
      ({ name, refers_to }) => !ordered.includes(name) && refers_to.every((other) => ordered.includes(other)),
    );
    if (ready.length === 0) throw new Error('Tables refer to each other in a circle.');
    ordered.push(...ready.map(({ name }) => name));
  }
  return ordered;
}
