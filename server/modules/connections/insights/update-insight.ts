import type { TableInsight, UpdateInsight } from '@parlance/contracts';
import { sql } from 'kysely';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { AppError, invalidField } from '../../../platform/errors.ts';
import type { Actor } from '../../../platform/http/types.ts';
import { newId } from '../../../platform/ids.ts';
import { fullName } from '../analysis/structure.ts';
import { lockConnection } from '../connections.access.ts';
import type { ConnectionsContext } from '../context.ts';
import { checkStatement } from '../guard/index.ts';
import { findInsight } from './insights.queries.ts';

interface Target {
  connectionId: string;
  tableId: string;
}

const tableNotFound = () => new AppError('not_found', 'There is no such table in this connection.');

/** Adds what people know to what the analysis found; analyses keep it. Throws `not_found`, `forbidden`, `validation_failed`. */
export async function updateInsight(
  ctx: ConnectionsContext,
  actor: Pick<Actor, 'userId'>,
  target: Target,
  input: UpdateInsight,
): Promise<TableInsight> {
  await transact(ctx.db, async (tx) => {
    const { kind } = await lockConnection(tx, actor, target.connectionId, 'owner');
    const { description, synonyms, hidden } = input;
    const changed = { description, synonyms, hidden, updated_at: ctx.now() };
    const { numUpdatedRows } = await tx
      .updateTable('connection_tables')
      .set(withoutUndefined(changed))
      .where('connection_id', '=', target.connectionId)
      .where('id', '=', target.tableId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw tableNotFound();
    for (const [at, column] of (input.columns ?? []).entries()) await updateColumn(tx, target, column, at);
    if (input.joins) await replaceJoins(tx, target, input.joins);
    if (input.metrics) await replaceMetrics(tx, target, kind, input.metrics);
  });
  const insight = await findInsight(ctx, target.connectionId, target.tableId);
  if (!insight) throw tableNotFound();
  return insight;
}

const withoutUndefined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;

async function updateColumn(
  tx: Tx,
  { tableId }: Target,
  { name, sensitive, ...rest }: NonNullable<UpdateInsight['columns']>[number],
  at: number,
): Promise<void> {
  const row = await tx
    .selectFrom('connection_columns')
    .select('id')
    .where('table_id', '=', tableId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!row) throw invalidField(`columns.${at}.name`, 'is not a column of this table');
  const changed = withoutUndefined({ ...rest, sensitive_override: sensitive });
  if (Object.keys(changed).length > 0) {
    await tx.updateTable('connection_columns').set(changed).where('id', '=', row.id).execute();
  }
  // What is sensitive from now on goes at once; what no longer is comes with the next analysis.
  if (sensitive !== true) return;
  await tx.deleteFrom('connection_values').where('column_id', '=', row.id).execute();
  const forgotten = {
    frequent_values: null,
    samples: '[]',
    min_value: null,
    max_value: null,
    strategy: 'skip' as const,
  };
  await tx.updateTable('connection_columns').set(forgotten).where('id', '=', row.id).execute();
  // It names examples of all columns.
  await sql`update connection_tables set document = '' where id = ${tableId}`.execute(tx);
}

async function replaceJoins(
  tx: Tx,
  { connectionId, tableId }: Target,
  joins: NonNullable<UpdateInsight['joins']>,
): Promise<void> {
  await tx.deleteFrom('connection_joins').where('table_id', '=', tableId).where('origin', '=', 'edited').execute();
  const tables = await tx
    .selectFrom('connection_tables')
    .select(['id', 'schema_name', 'table_name'])
    .where('connection_id', '=', connectionId)
    .execute();
  for (const [at, join] of joins.entries()) {
    const ref = tables.find(
      (table) => fullName({ schema: table.schema_name || null, name: table.table_name }) === join.ref_table,
    );
    if (!ref) throw invalidField(`joins.${at}.ref_table`, 'is not a table of this connection');
    if (join.columns.length !== join.ref_columns.length)
      throw invalidField(`joins.${at}.ref_columns`, 'has to have as many columns');
    await assertColumns(tx, tableId, join.columns, `joins.${at}.columns`);
    await assertColumns(tx, ref.id, join.ref_columns, `joins.${at}.ref_columns`);
    await tx
      .insertInto('connection_joins')
      .values({
        id: newId(),
        connection_id: connectionId,
        table_id: tableId,
        column_names: join.columns,
        ref_table_id: ref.id,
        ref_column_names: join.ref_columns,
        origin: 'edited',
      })
      .execute();
  }
}

async function assertColumns(tx: Tx, tableId: string, names: string[], path: string): Promise<void> {
  const rows = await tx.selectFrom('connection_columns').select('name').where('table_id', '=', tableId).execute();
  const missing = names.find((name) => !rows.some((row) => row.name === name));
  if (missing !== undefined) throw invalidField(path, `names a column that is not there (${missing})`);
}

/** An expression is checked as part of a statement over its table, since it will be one. */
async function replaceMetrics(
  tx: Tx,
  { connectionId, tableId }: Target,
  dialect: 'postgresql' | 'sqlite',
  metrics: NonNullable<UpdateInsight['metrics']>,
): Promise<void> {
  await tx.deleteFrom('connection_metrics').where('table_id', '=', tableId).execute();
  for (const [at, { name, synonyms, expression }] of metrics.entries()) {
    const wrapped = `select (${expression}\n)`;
    const problem = await checkStatement(wrapped, { dialect, tables: [] }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem)
      throw invalidField(
        `metrics.${at}.expression`,
        `is not an expression over this table: ${problem.replace(/\.$/, '')}`,
      );
    await tx
      .insertInto('connection_metrics')
      .values({ id: newId(), connection_id: connectionId, table_id: tableId, name, synonyms, expression })
      .execute();
  }
}
