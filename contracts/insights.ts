import { type Static, Type } from 'typebox';
import { Nullable, Timestamp, Uuid } from './primitives.ts';

export const IndexingStrategy = Type.Union([Type.Literal('categorical'), Type.Literal('vector'), Type.Literal('skip')]);
export type IndexingStrategy = Static<typeof IndexingStrategy>;

const synonyms = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });
const description = Nullable(Type.String({ maxLength: 2_000 }));

/** What is known about a column. Of a sensitive one nothing is kept that comes from its rows. */
export const ColumnInsight = Type.Object({
  id: Uuid,
  name: Type.String(),
  type: Type.String(),
  native_type: Type.String(),
  is_nullable: Type.Boolean(),
  is_primary_key: Type.Boolean(),
  is_unique: Type.Boolean(),
  is_foreign_key: Type.Boolean(),
  foreign_key_ref: Nullable(Type.String({ description: '`table.column` it refers to.' })),
  comment: Nullable(Type.String()),
  distinct_count: Nullable(Type.Integer()),
  null_count: Nullable(Type.Integer()),
  min: Nullable(Type.String()),
  max: Nullable(Type.String()),
  indexing_strategy: IndexingStrategy,
  reason: Type.String(),
  sensitive: Type.Boolean(),
  categorical_values: Nullable(Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }))),
  sample_values: Type.Array(Type.String()),
  description,
  synonyms: Type.Array(Type.String()),
  hidden: Type.Boolean(),
});
export type ColumnInsight = Static<typeof ColumnInsight>;

/** `columns[i]` of the table refers to `ref_columns[i]` of `ref_table`. */
export const JoinInsight = Type.Object({
  columns: Type.Array(Type.String()),
  ref_table: Type.String(),
  ref_columns: Type.Array(Type.String()),
  origin: Type.Union([Type.Literal('key'), Type.Literal('inferred'), Type.Literal('edited')]),
});
export type JoinInsight = Static<typeof JoinInsight>;

/** A named measure, such as revenue: `sum(price * quantity)`. */
export const MetricInsight = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  synonyms,
  expression: Type.String({ minLength: 1, maxLength: 1_000 }),
});
export type MetricInsight = Static<typeof MetricInsight>;

export const TableInsight = Type.Object({
  id: Uuid,
  connection_id: Uuid,
  schema_name: Nullable(Type.String()),
  table_name: Type.String(),
  kind: Type.Union([Type.Literal('table'), Type.Literal('view')]),
  comment: Nullable(Type.String()),
  row_count: Nullable(Type.Integer()),
  row_count_exact: Type.Boolean(),
  summary: Type.String(),
  document: Type.String(),
  description,
  synonyms: Type.Array(Type.String()),
  hidden: Type.Boolean(),
  columns: Type.Array(ColumnInsight),
  joins: Type.Array(JoinInsight),
  metrics: Type.Array(MetricInsight),
  updated_at: Timestamp,
});
export type TableInsight = Static<typeof TableInsight>;

export const TableInsights = Type.Object({ items: Type.Array(TableInsight), next_cursor: Nullable(Type.String()) });

/** What is not said stays. `joins` and `metrics` replace the edited ones; joins that the analysis found are not touched. */
export const UpdateInsight = Type.Object({
  description: Type.Optional(description),
  synonyms: Type.Optional(synonyms),
  hidden: Type.Optional(Type.Boolean()),
  columns: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 255 }),
        description: Type.Optional(description),
        synonyms: Type.Optional(synonyms),
        hidden: Type.Optional(Type.Boolean()),
        sensitive: Type.Optional(Nullable(Type.Boolean({ description: 'Null: as the analysis says.' }))),
      }),
      { maxItems: 200 },
    ),
  ),
  joins: Type.Optional(
    Type.Array(
      Type.Object({
        columns: Type.Array(Type.String({ maxLength: 255 }), { minItems: 1, maxItems: 8 }),
        ref_table: Type.String({
          maxLength: 511,
          description: '`schema.table`, or `table` where there are no schemas.',
        }),
        ref_columns: Type.Array(Type.String({ maxLength: 255 }), { minItems: 1, maxItems: 8 }),
      }),
      { maxItems: 50 },
    ),
  ),
  metrics: Type.Optional(Type.Array(MetricInsight, { maxItems: 50 })),
});
export type UpdateInsight = Static<typeof UpdateInsight>;

export const InsightStats = Type.Object({
  tables: Type.Integer(),
  views: Type.Integer(),
  columns: Type.Integer(),
  rows: Type.Integer({ description: 'Of all tables together, as far as they are known.' }),
  joins: Type.Integer(),
  categorical: Type.Integer(),
  vector: Type.Integer(),
  skip: Type.Integer(),
  sensitive: Type.Integer(),
  indexed_values: Type.Integer(),
  last_analyzed_at: Nullable(Timestamp),
});
export type InsightStats = Static<typeof InsightStats>;
