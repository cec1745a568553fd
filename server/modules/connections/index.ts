/** Connected databases: what other modules may use. */
export type {
  ColumnModel,
  ColumnType,
  DatabaseModel,
  FindValues,
  JoinModel,
  MetricModel,
  TableModel,
  ValueHit,
} from './database-model.ts';
