import type { ToolResult } from '../../platform/agent/tool.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { StaleRun, type Turn } from './context.ts';

export interface ToolCallRow {
  id: string;
  name: string;
  state: 'running' | 'waiting' | 'approved' | 'done' | 'failed' | 'rejected';
  reason: string | null;
  result: ToolResult | null;
}

/** A call of a run, as it was left. */
export function findToolCall(db: Db | Tx, runId: string, id: string): Promise<ToolCallRow | undefined> {
  return db
    .selectFrom('run_tool_calls')
    .select(['id', 'name', 'state', 'reason', 'result'])
    .where('run_id', '=', runId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Notes how far a call has come. Throws `StaleRun` when the turn is over: then the call must not be made. */
export async function saveToolCall(
  db: Db | Tx,
  { runId, attempt }: Turn,
  { id, state, result }: { id: string; state: ToolCallRow['state']; result?: ToolResult },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('run_tool_calls')
    .set({ state, ...(result ? { result: JSON.stringify(result) } : {}) })
    .where('run_id', '=', runId)
    .where('id', '=', id)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('runs')
          .select('runs.id')
          .where('runs.id', '=', runId)
          .where('attempt', '=', attempt)
          .where('runs.status', '=', 'running'),
      ),
    )
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new StaleRun(runId);
}

/** Whether the asker has allowed a tool for good, everywhere or in this conversation. */
export async function isGranted(
  db: Db | Tx,
  { userId, conversation }: { userId: string; conversation: { id: string } },
  tool: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('tool_grants')
    .select('id')
    .where('user_id', '=', userId)
    .where('tool', '=', tool)
    .where((eb) => eb.or([eb('conversation_id', 'is', null), eb('conversation_id', '=', conversation.id)]))
    .executeTakeFirst();
  return row !== undefined;
}
