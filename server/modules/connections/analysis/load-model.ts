import type { Db } from '../../../platform/db/index.ts';
import type { ColumnRow, TableRow } from '../connections.tables.ts';
import type { ColumnModel, DatabaseModel, TableModel } from '../database-model.ts';
import { fullName } from './structure.ts';

/** The model of a connected database as its last analysis and its owners have it; without tables before the first analysis. */
export async function loadModel(
  { db }: { db: Db },
  { id, kind }: { id: string; kind: DatabaseModel['dialect'] },
): Promise<DatabaseModel> {
  const tables = await db
    .selectFrom('connection_tables')
    .selectAll()
    .where('connection_id', '=', id)
    .orderBy('schema_name')
    .orderBy('table_name')
    .execute();
  const columns = await db
    .selectFrom('connection_columns')
    .selectAll()
    .where('connection_id', '=', id)
    .orderBy('position')
    .execute();
  const joins = await db.selectFrom('connection_joins').selectAll().where('connection_id', '=', id).execute();
  const metrics = await db.selectFrom('connection_metrics').selectAll().where('connection_id', '=', id).execute();
  const columnsOf = Map.groupBy(columns, (column) => column.table_id);
  const names = new Map(
    tables.map((table) => [table.id, fullName({ schema: table.schema_name || null, name: table.table_name })]),
  );
  const nameOf = (tableId: string) => names.get(tableId) ?? '';
  return {
    dialect: kind,
    tables: tables.map((table) => toTable(table, columnsOf.get(table.id) ?? [])),
    joins: joins.map((join) => ({
      table: nameOf(join.table_id),
      columns: join.column_names,
      refTable: nameOf(join.ref_table_id),
      refColumns: join.ref_column_names,
      origin: join.origin,
    })),
    metrics: metrics.map((metric) => ({
      name: metric.name,
      synonyms: metric.synonyms,
      table: nameOf(metric.table_id),
      expression: metric.expression,
    })),
  };
}

function toTable(row: TableRow, columns: ColumnRow[]): TableModel {
  return {
    schema: row.schema_name || null,
    name: row.table_name,
    kind: row.kind,
    comment: row.comment,
    description: row.description,
    synonyms: row.synonyms,
    rowCount: row.row_count,
    hidden: row.hidden,
    columns: columns.map(toColumn),
  };
}

function toColumn(row: ColumnRow): ColumnModel {
  const sensitive = row.sensitive_override ?? row.is_sensitive;
  return {
    name: row.name,
    type: row.type,
    nativeType: row.native_type,
    nullable: row.is_nullable,
    isPrimaryKey: row.is_primary_key,
    isUnique: row.is_unique,
    comment: row.comment,
    description: row.description,
    synonyms: row.synonyms,
    distinctCount: row.distinct_count,
    nullCount: row.null_count,
    values: sensitive ? null : row.frequent_values,
    samples: sensitive ? [] : row.samples,
    min: sensitive ? null : row.min_value,
    max: sensitive ? null : row.max_value,
    strategy: sensitive ? 'skip' : row.strategy,
    sensitive,
    hidden: row.hidden,
  };
}
