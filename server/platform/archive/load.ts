import { sql } from 'kysely';
import { type Database, listApplied, migrateTo, migrateUp, type Tx } from '../db/index.ts';
import { describeTable, fixFormats, listTables, type Snapshot, type TableState } from './snapshot.ts';

/**
 * Puts a snapshot into a database without users, in one transaction that ends with a comparison of every table: all of it or
 * nothing. The schema is first brought to where the snapshot's was and in the end up to date. `prepareJobs` makes the queues.
 */
export async function loadSnapshot(
  database: Database,
  snapshot: Snapshot,
  { prepareJobs }: { prepareJobs: () => Promise<void> },
): Promise<void> {
  const isNew = (await listApplied(database)).length === 0;
  if (!isNew) await database.db.transaction().execute(assertEmpty);
  await migrateTo(database, snapshot.migrations.at(-1));
  await prepareJobs();
  await database.unhurried((db) =>
    db.transaction().execute(async (tx) => {
      await fixFormats(tx);
      await assertEmpty(tx);
      // The row that a migration made; the snapshot brings its own.
      await sql`delete from instance`.execute(tx);
      for (const table of snapshot.tables) {
        for await (const rows of snapshot.read(table)) await insertRows(tx, table, rows);
      }
      for (const table of snapshot.tables) await compare(tx, table);
    }),
  );
  await migrateUp(database);
}

/** Throws a sentence when anyone has used the database already. */
async function assertEmpty(tx: Tx): Promise<void> {
  for (const table of await listTables(tx)) {
    if (table === 'instance') continue;
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(tx);
    if (rows.length > 0) {
      throw new Error(
        `The database is not empty (there are rows in ${table}): nothing was changed. Name an empty one.`,
      );
    }
  }
}

async function insertRows(tx: Tx, { name, columns }: TableState, rows: string[]): Promise<void> {
  const list = sql.join(columns.map((column) => sql.ref(column)));
  await sql`
    insert into ${sql.table(name)} (${list})
    select ${list} from json_populate_recordset(null::${sql.table(name)}, ${`[${rows.join(',')}]`}::json)`.execute(tx);
}

async function compare(tx: Tx, wanted: TableState): Promise<void> {
  const found = await describeTable(tx, wanted);
  if (found.rows === wanted.rows && found.checksum === wanted.checksum) return;
  throw new Error(
    `${wanted.name} did not arrive as it was (${found.rows} of ${wanted.rows} rows, checksum ${found.checksum} instead of ${wanted.checksum}): nothing was kept.`,
  );
}
