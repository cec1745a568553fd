import type { InsightStats, TableInsight } from '@parlance/contracts';
import { sql } from 'kysely';
import { fullName } from '../analysis/structure.ts';
import type { ColumnRow, ConnectionRow, TableRow } from '../connections.tables.ts';
import type { ConnectionsContext } from '../context.ts';
import { presentTable } from './insights.present.ts';

interface Page {
  afterId: string | undefined;
  limit: number;
}

type Ctx = Pick<ConnectionsContext, 'db'>;

/** What is known about the tables of a connection, in the order of their ids. */
export async function listInsights(
  { db }: Ctx,
  connectionId: string,
  { afterId, limit }: Page,
): Promise<TableInsight[]> {
  let query = db.selectFrom('connection_tables').selectAll().where('connection_id', '=', connectionId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  return complete({ db }, connectionId, await query.orderBy('id').limit(limit).execute());
}

/** One of them, or undefined. */
export async function findInsight({ db }: Ctx, connectionId: string, id: string): Promise<TableInsight | undefined> {
  const rows = await db
    .selectFrom('connection_tables')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('id', '=', id)
    .execute();
  return (await complete({ db }, connectionId, rows))[0];
}

async function complete({ db }: Ctx, connectionId: string, tables: TableRow[]): Promise<TableInsight[]> {
  if (tables.length === 0) return [];
  const ids = tables.map(({ id }) => id);
  const columns: ColumnRow[] = await db
    .selectFrom('connection_columns')
    .selectAll()
    .where('table_id', 'in', ids)
    .orderBy('position')
    .execute();
  const joins = await db
    .selectFrom('connection_joins as j')
    .innerJoin('connection_tables as ref', 'ref.id', 'j.ref_table_id')
    .select(['j.table_id', 'j.column_names', 'j.ref_column_names', 'j.origin', 'ref.schema_name', 'ref.table_name'])
    .where('j.connection_id', '=', connectionId)
    .where('j.table_id', 'in', ids)
    .orderBy('j.id')
    .execute();
  const metrics = await db
    .selectFrom('connection_metrics')
    .selectAll()
    .where('table_id', 'in', ids)
    .orderBy('id')
    .execute();
  return tables.map((table) =>
    presentTable(table, {
      columns: columns.filter(({ table_id }) => table_id === table.id),
      joins: joins
        .filter(({ table_id }) => table_id === table.id)
        .map((join) => ({
          columns: join.column_names,
          ref_table: fullName({ schema: join.schema_name || null, name: join.table_name }),
          ref_columns: join.ref_column_names,
          origin: join.origin,
        })),
      metrics: metrics
        .filter(({ table_id }) => table_id === table.id)
        .map(({ name, synonyms, expression }) => ({ name, synonyms, expression })),
    }),
  );
}

/** Counts of everything that is known. */
export async function countInsights({ db }: Ctx, { id, last_analyzed_at }: ConnectionRow): Promise<InsightStats> {
  const { rows } = await sql<Omit<InsightStats, 'last_analyzed_at'>>`
    select
      (select count(*) from connection_tables where connection_id = ${id} and kind = 'table')::int as tables,
      (select count(*) from connection_tables where connection_id = ${id} and kind = 'view')::int as views,
      (select coalesce(sum(row_count), 0) from connection_tables where connection_id = ${id} and kind = 'table')::bigint as rows,
      (select count(*) from connection_joins where connection_id = ${id})::int as joins,
      (select count(*) from connection_values where connection_id = ${id})::int as indexed_values,
      count(*)::int as columns,
      count(*) filter (where strategy = 'categorical')::int as categorical,
      count(*) filter (where strategy = 'vector')::int as vector,
      count(*) filter (where strategy = 'skip')::int as skip,
      count(*) filter (where coalesce(sensitive_override, is_sensitive))::int as sensitive
    from connection_columns where connection_id = ${id}`.execute(db);
  const [counts] = rows;
  if (!counts) throw new Error('An aggregate without a group has one row.');
  return { ...counts, last_analyzed_at: last_analyzed_at?.toISOString() ?? null };
}
