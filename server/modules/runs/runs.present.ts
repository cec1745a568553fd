import type { Run, RunError, RunStatus, Usage } from '@parlance/contracts';

/** A run as the queries read it. */
export interface RunRow {
  id: string;
  conversation_id: string;
  user_id: string;
  trigger_id: string;
  status: RunStatus;
  progress: number;
  status_text: string;
  engine: string;
  model: string | null;
  note: string | null;
  usage: Usage | null;
  error: RunError | null;
  message_id: string | null;
  head_seq: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export function presentRun(row: RunRow): Run {
  return {
    id: row.id,
    conversation_id: row.conversation_id,
    user_id: row.user_id,
    trigger_id: row.trigger_id,
    status: row.status,
    progress: row.progress,
    status_text: row.status_text,
    engine: row.engine,
    model: row.model,
    note: row.note,
    usage: row.usage,
    error: row.error,
    message_id: row.message_id,
    head_seq: row.head_seq,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
