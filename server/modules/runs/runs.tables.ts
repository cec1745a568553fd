import type { RunError, RunOptions, RunSnapshotPart, RunStatus, ToolRisk, Usage } from '@parlance/contracts';
import type { ColumnType, Generated } from 'kysely';
import type { ToolResult } from '../../platform/agent/tool.ts';

type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

export interface RunsTable {
  id: string;
  conversation_id: string;
  /** Who asked. */
  user_id: string;
  trigger_id: string;
  status: RunStatus;
  progress: Generated<number>;
  status_text: string;
  engine: string;
  model: string | null;
  note: ColumnType<string | null, string | null | undefined, string | null>;
  options: Json<RunOptions>;
  /** Of its job: higher ones first. */
  priority: number;
  usage: NullableJson<Usage>;
  error: NullableJson<RunError>;
  message_id: ColumnType<string | null, string | null | undefined, string | null>;
  /** Which worker's turn it is: what an earlier one writes is refused. */
  attempt: Generated<number>;
  /** It is with the workers; others of its conversation wait until it has ended. */
  has_turn: Generated<boolean>;
  snapshot: NullableJson<RunSnapshotPart[]>;
  created_at: Date;
  started_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  compacted_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** `running` without a result: a worker died in it, or it is under way. */
interface RunToolCallsTable {
  run_id: string;
  id: string;
  name: string;
  args: Json<Record<string, unknown>>;
  risk: ToolRisk;
  state: 'running' | 'waiting' | 'approved' | 'done' | 'failed' | 'rejected';
  reason: ColumnType<string | null, string | null | undefined, string | null>;
  result: NullableJson<ToolResult>;
  created_at: Date;
}

interface ToolGrantsTable {
  id: string;
  user_id: string;
  conversation_id: string | null;
  tool: string;
  created_at: Date;
}

/** What a caller of the text API calls a conversation of theirs. */
interface AssistantSessionsTable {
  user_id: string;
  session_id: string;
  conversation_id: string;
}

interface ConversationSummariesTable {
  conversation_id: string;
  up_to_seq: number;
  text: string;
  updated_at: Date;
}

/** Written by LangGraph; here it is only removed from. */
interface CheckpointTable {
  thread_id: string;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    runs: RunsTable;
    run_tool_calls: RunToolCallsTable;
    tool_grants: ToolGrantsTable;
    assistant_sessions: AssistantSessionsTable;
    conversation_summaries: ConversationSummariesTable;
    checkpoints: CheckpointTable;
    checkpoint_blobs: CheckpointTable;
    checkpoint_writes: CheckpointTable;
  }
}
