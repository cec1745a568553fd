import type { AskResult, SqlHistoryEntry } from '@parlance/contracts';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { Query } from './engine/index.ts';

interface AskSessionsTable {
  id: string;
  connection_id: string;
  user_id: string;
  title: string;
  share_token: string | null;
  snapshot: ColumnType<Snapshot | null, string | null, string | null>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** A session of questions as it is stored. */
export type AskSessionRow = Selectable<AskSessionsTable>;

/** What a public link shows: the answers at the time of sharing, the oldest first. */
export interface Snapshot {
  shared_at: string;
  answers: AskResult[];
}

interface AskAnswersTable {
  id: string;
  session_id: string;
  question: string;
  answer: ColumnType<AskResult, string, string>;
  /** The plan that a follow-up changes; null where there was none. */
  context: ColumnType<Query | null, string | null, string | null>;
  created_at: Generated<Date>;
}

interface VerifiedPairsTable {
  id: string;
  connection_id: string;
  question: string;
  folded: string;
  sql_query: string;
  created_by: string | null;
  created_at: Generated<Date>;
}

export type VerifiedPairRow = Selectable<VerifiedPairsTable>;

interface SqlHistoryTable {
  id: string;
  connection_id: string;
  user_id: string | null;
  question: string;
  sql_query: string;
  status: SqlHistoryEntry['status'];
  error: string | null;
  row_count: number | null;
  execution_time_ms: number;
  created_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    ask_sessions: AskSessionsTable;
    ask_answers: AskAnswersTable;
    verified_pairs: VerifiedPairsTable;
    sql_history: SqlHistoryTable;
  }
}
