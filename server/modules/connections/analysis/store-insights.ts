import { sql } from 'kysely';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import type { JoinModel } from '../database-model.ts';
import { describeOf } from './describe-table.ts';
import { foldValue, gramsOf } from './fold.ts';
import type { ProfileLimits, TableProfile } from './profile-table.ts';
import { type Decision, decideStrategy } from './strategy.ts';
import { type FoundKey, type FoundTable, fullName } from './structure.ts';

type Run = Pick<JobRun, 'hold' | 'signal'>;

/** Everything one analysis found out. */
export interface FoundInsights {
  tables: TableInsight[];
  keys: FoundKey[];
  inferred: FoundKey[];
  serverVersion: string;
}

export interface TableInsight {
  table: FoundTable;
  profile: TableProfile;
  decisions: Map<string, Decision>;
  summary: string;
  document: string;
}

/** What owners said about columns being sensitive, by `table column`. */
type Overrides = Map<string, boolean>;

export async function loadOverrides(db: Db, connectionId: string): Promise<Overrides> {
  const rows = await db
    .selectFrom('connection_columns as c')
    .innerJoin('connection_tables as t', 't.id', 'c.table_id')
    .select(['t.schema_name', 't.table_name', 'c.name', 'c.sensitive_override'])
    .where('c.connection_id', '=', connectionId)
    .where('c.sensitive_override', 'is not', null)
    .execute();
  return new Map(
    rows.map((row) => [
      `${fullName({ schema: row.schema_name || null, name: row.table_name })} ${row.name}`,
      row.sensitive_override === true,
    ]),
  );
}

interface Undecided {
  table: FoundTable;
  profile: TableProfile;
  keys: FoundKey[];
  overrides: Overrides;
}

/** Decides about each column of a table and puts the table into words. */
export function decideTable({ table, profile, keys, overrides }: Undecided, limits: ProfileLimits): TableInsight {
  const own = keys.filter((key) => fullName(key.table) === fullName(table));
  const decisions = new Map<string, Decision>();
  for (const column of table.columns) {
    const known = profile.columns.get(column.name);
    if (!known) continue;
    const isForeignKey = own.some(({ columns }) => columns.includes(column.name));
    const override = overrides.get(`${fullName(table)} ${column.name}`) ?? null;
    decisions.set(column.name, decideStrategy(column, known, { table, isForeignKey, override }, limits));
  }
  return { table, profile, decisions, ...describeOf(table, { profile, decisions, keys }) };
}

/** A column whose values are to be found by questions. */
export interface IndexedColumn {
  columnId: string;
  values: string[];
}

/** Replaces what was known about a connection, in one transaction; what people added to it stays. */
export async function storeInsights(
  { db }: { db: Db },
  connectionId: string,
  found: FoundInsights,
  job: Run,
): Promise<IndexedColumn[]> {
  return transact(db, async (tx) => {
    await job.hold(tx);
    const exists = await tx
      .selectFrom('connections')
      .select('id')
      .where('id', '=', connectionId)
      .forUpdate()
      .executeTakeFirst();
    if (!exists) return [];
    const ids = new Map<string, string>();
    const indexed: IndexedColumn[] = [];
    for (const insight of found.tables) {
      const tableId = await storeTable(tx, connectionId, insight);
      ids.set(fullName(insight.table), tableId);
      indexed.push(...(await storeColumns(tx, { connectionId, tableId }, insight)));
    }
    await removeGone(tx, connectionId, [...ids.values()]);
    await tx
      .deleteFrom('connection_joins')
      .where('connection_id', '=', connectionId)
      .where('origin', '<>', 'edited')
      .execute();
    await storeJoins(tx, connectionId, ids, found.keys, 'key');
    await storeJoins(tx, connectionId, ids, found.inferred, 'inferred');
    return indexed;
  });
}

async function storeTable(tx: Tx, connectionId: string, { table, profile, ...words }: TableInsight): Promise<string> {
  const facts = {
    kind: table.kind,
    comment: table.comment,
    row_count: profile.rowCount,
    row_count_exact: profile.isExact,
    summary: words.summary,
    document: words.document,
    updated_at: sql<Date>`now()`,
  };
  const key = { connection_id: connectionId, schema_name: table.schema ?? '', table_name: table.name };
  const { id } = await tx
    .insertInto('connection_tables')
    .values({ id: newId(), ...key, ...facts })
    .onConflict((conflict) => conflict.columns(['connection_id', 'schema_name', 'table_name']).doUpdateSet(facts))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function storeColumns(
  tx: Tx,
  { connectionId, tableId }: { connectionId: string; tableId: string },
  { table, profile, decisions }: TableInsight,
): Promise<IndexedColumn[]> {
  const indexed: IndexedColumn[] = [];
  for (const [position, column] of table.columns.entries()) {
    const [known, decision] = [profile.columns.get(column.name), decisions.get(column.name)];
    if (!known || !decision) continue;
    const { isSensitive, strategy, reason } = decision;
    const facts = {
      position,
      type: column.type,
      native_type: column.nativeType,
      is_nullable: column.isNullable,
      is_primary_key: column.isPrimaryKey,
      is_unique: column.isUnique,
      comment: column.comment,
      distinct_count: known.distinctCount,
      null_count: known.nullCount,
      min_value: isSensitive ? null : known.min,
      max_value: isSensitive ? null : known.max,
      strategy,
      reason,
      is_sensitive: isSensitive,
      frequent_values: strategy === 'categorical' ? JSON.stringify(known.frequent) : null,
      samples: JSON.stringify(isSensitive ? [] : known.samples),
    };
    const { id } = await tx
      .insertInto('connection_columns')
      .values({ id: newId(), connection_id: connectionId, table_id: tableId, name: column.name, ...facts })
      .onConflict((conflict) => conflict.columns(['table_id', 'name']).doUpdateSet(facts))
      .returning('id')
      .executeTakeFirstOrThrow();
    const isFound = strategy !== 'skip' && column.type === 'text';
    indexed.push({ columnId: id, values: isFound ? known.frequent.map(({ value }) => value) : [] });
  }
  const ids = indexed.map(({ columnId }) => columnId);
  await sql`delete from connection_columns where table_id = ${tableId} and id <> all(${ids}::uuid[])`.execute(tx);
  return indexed;
}

async function removeGone(tx: Tx, connectionId: string, ids: string[]): Promise<void> {
  await sql`delete from connection_tables where connection_id = ${connectionId} and id <> all(${ids}::uuid[])`.execute(
    tx,
  );
}

async function storeJoins(
  tx: Tx,
  connectionId: string,
  ids: Map<string, string>,
  keys: FoundKey[],
  origin: JoinModel['origin'],
): Promise<void> {
  const rows = keys.flatMap(({ table, columns, refTable, refColumns }) => {
    const [tableId, refTableId] = [ids.get(fullName(table)), ids.get(fullName(refTable))];
    if (!tableId || !refTableId) return [];
    return [
      {
        id: newId(),
        connection_id: connectionId,
        table_id: tableId,
        column_names: columns,
        ref_table_id: refTableId,
        ref_column_names: refColumns,
        origin,
      },
    ];
  });
  if (rows.length > 0) await tx.insertInto('connection_joins').values(rows).execute();
}

const valuesPerStatement = 500;
const longestIndexed = 200;

/** Replaces the indexed values of each column, column by column, so that no transaction runs long. */
export async function indexValues(
  { db }: { db: Db },
  connectionId: string,
  columns: IndexedColumn[],
  { signal }: Pick<JobRun, 'signal'>,
): Promise<void> {
  for (const { columnId, values } of columns) {
    signal.throwIfAborted();
    await transact(db, async (tx) => {
      const exists = await tx
        .selectFrom('connection_columns')
        .select('id')
        .where('id', '=', columnId)
        .forUpdate()
        .executeTakeFirst();
      await tx.deleteFrom('connection_values').where('column_id', '=', columnId).execute();
      if (!exists) return;
      const rows = values.flatMap((value) => {
        const folded = foldValue(value);
        if (folded === '' || value.length > longestIndexed) return [];
        return [
          { connection_id: connectionId, column_id: columnId, value, folded, grams: gramsOf(folded, connectionId) },
        ];
      });
      for (let at = 0; at < rows.length; at += valuesPerStatement) {
        await tx
          .insertInto('connection_values')
          .values(rows.slice(at, at + valuesPerStatement))
          .execute();
      }
    });
  }
}
