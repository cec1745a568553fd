import type { ColumnInsight, JoinInsight, MetricInsight, TableInsight } from '@parlance/contracts';
import type { ColumnRow, TableRow } from '../connections.tables.ts';

interface Parts {
  columns: ColumnRow[];
  joins: JoinInsight[];
  metrics: MetricInsight[];
}

/** A table as owners and viewers see it. */
export function presentTable(row: TableRow, { columns, joins, metrics }: Parts): TableInsight {
  return {
    id: row.id,
    connection_id: row.connection_id,
    schema_name: row.schema_name || null,
    table_name: row.table_name,
    kind: row.kind,
    comment: row.comment,
    row_count: row.row_count,
    row_count_exact: row.row_count_exact,
    summary: row.summary,
    document: row.document,
    description: row.description,
    synonyms: row.synonyms,
    hidden: row.hidden,
    columns: columns.map((column) => presentColumn(column, joins)),
    joins,
    metrics,
    updated_at: row.updated_at.toISOString(),
  };
}

function presentColumn(row: ColumnRow, joins: JoinInsight[]): ColumnInsight {
  const sensitive = row.sensitive_override ?? row.is_sensitive;
  const join = joins.find(({ columns }) => columns.includes(row.name));
  const refColumn = join?.ref_columns[join.columns.indexOf(row.name)];
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    native_type: row.native_type,
    is_nullable: row.is_nullable,
    is_primary_key: row.is_primary_key,
    is_unique: row.is_unique,
    is_foreign_key: join !== undefined,
    foreign_key_ref: join ? `${join.ref_table}.${refColumn}` : null,
    comment: row.comment,
    distinct_count: row.distinct_count,
    null_count: row.null_count,
    min: sensitive ? null : row.min_value,
    max: sensitive ? null : row.max_value,
    indexing_strategy: sensitive ? 'skip' : row.strategy,
    reason: row.reason,
    sensitive,
    categorical_values: sensitive ? null : row.frequent_values,
    sample_values: sensitive ? [] : row.samples,
    description: row.description,
    synonyms: row.synonyms,
    hidden: row.hidden,
  };
}
