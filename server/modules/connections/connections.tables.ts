import type { ConnectionKind, ConnectionPermission, ConnectionStatus, SslMode } from '@parlance/contracts';
import type { Generated, Selectable, ColumnType as Stored } from 'kysely';
import type { ColumnModel, ColumnType, JoinModel, TableModel } from './database-model.ts';

interface ConnectionsTable {
  id: string;
  owner_id: string;
  name: string;
  description: string | null;
  kind: ConnectionKind;
  host: string | null;
  port: number | null;
  /** The name of the database, or of the uploaded file. */
  database: string;
  username: string | null;
  /** Sealed for this row (`connection-secrets.ts`). */
  sealed_password: string | null;
  ssl_mode: SslMode;
  allow_superuser: Generated<boolean>;
  /** Where the uploaded file is; null for a database that is reached over the network. */
  blob_key: string | null;
  file_size: number | null;
  is_demo: Generated<boolean>;
  status: Generated<ConnectionStatus>;
  status_message: string | null;
  analysis_progress: Generated<number>;
  server_version: string | null;
  last_analyzed_at: Date | null;
  next_analysis_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** A connected database as it is stored. */
export type ConnectionRow = Selectable<ConnectionsTable>;

interface ConnectionSharesTable {
  connection_id: string;
  user_id: string;
  permission: ConnectionPermission;
  created_at: Generated<Date>;
}

interface ConnectionTablesTable {
  id: string;
  connection_id: string;
  schema_name: string;
  table_name: string;
  kind: TableModel['kind'];
  comment: string | null;
  row_count: number | null;
  row_count_exact: Generated<boolean>;
  summary: Generated<string>;
  document: Generated<string>;
  description: string | null;
  synonyms: Generated<string[]>;
  hidden: Generated<boolean>;
  updated_at: Generated<Date>;
}

/** A table of a connected database, with what people added to it. */
export type TableRow = Selectable<ConnectionTablesTable>;

type Json<T> = Stored<T, string, string>;

interface ConnectionColumnsTable {
  id: string;
  connection_id: string;
  table_id: string;
  name: string;
  position: number;
  type: ColumnType;
  native_type: string;
  is_nullable: boolean;
  is_primary_key: boolean;
  is_unique: boolean;
  comment: string | null;
  distinct_count: number | null;
  null_count: number | null;
  min_value: string | null;
  max_value: string | null;
  strategy: ColumnModel['strategy'];
  reason: string;
  is_sensitive: boolean;
  frequent_values: Stored<ColumnModel['values'], string | null, string | null>;
  samples: Json<string[]>;
  description: string | null;
  synonyms: Generated<string[]>;
  hidden: Generated<boolean>;
  /** What an owner said about `is_sensitive`; null where nobody did. */
  sensitive_override: boolean | null;
}

/** A column of a connected database, with its statistics and what people added to it. */
export type ColumnRow = Selectable<ConnectionColumnsTable>;

interface ConnectionJoinsTable {
  id: string;
  connection_id: string;
  table_id: string;
  column_names: string[];
  ref_table_id: string;
  ref_column_names: string[];
  origin: JoinModel['origin'];
}

interface ConnectionMetricsTable {
  id: string;
  connection_id: string;
  table_id: string;
  name: string;
  synonyms: Generated<string[]>;
  expression: string;
}

interface ConnectionValuesTable {
  connection_id: string;
  column_id: string;
  value: string;
  folded: string;
  grams: number[];
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    connections: ConnectionsTable;
    connection_shares: ConnectionSharesTable;
    connection_tables: ConnectionTablesTable;
    connection_columns: ConnectionColumnsTable;
    connection_joins: ConnectionJoinsTable;
    connection_metrics: ConnectionMetricsTable;
    connection_values: ConnectionValuesTable;
  }
}
