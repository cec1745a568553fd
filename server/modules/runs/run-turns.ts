import type { ConversationKind, RunOptions } from '@parlance/contracts';
import { transact } from '../../platform/db/index.ts';
import type { AgentTurn } from './agent/turn.ts';
import { appendToRun } from './append-to-run.ts';
import { type RunsContext, StaleRun, type Turn } from './context.ts';

/** A run that a worker has taken on. */
export interface ClaimedRun extends Turn {
  userId: string;
  triggerId: string;
  options: RunOptions;
  model: string | null;
  conversation: { id: string; kind: ConversationKind; title: string | null };
}

/** Takes a run on: whoever had it before can write nothing more. Undefined where it has ended, or waits for its asker. */
export async function claimRun(ctx: RunsContext, runId: string): Promise<ClaimedRun | undefined> {
  return transact(ctx.db, async (tx) => {
    const run = await tx
      .updateTable('runs')
      .set((eb) => ({
        status: 'running',
        attempt: eb('attempt', '+', 1),
        started_at: eb.fn.coalesce('started_at', eb.val(ctx.now())),
      }))
      .where('id', '=', runId)
      .where('status', 'in', ['queued', 'running'])
      .returning(['attempt', 'user_id', 'trigger_id', 'options', 'model', 'engine', 'conversation_id'])
      .executeTakeFirst();
    if (!run) return undefined;
    const conversation = await tx
      .selectFrom('conversations')
      .select(['id', 'kind', 'title'])
      .where('id', '=', run.conversation_id)
      .executeTakeFirstOrThrow();
    const { attempt, engine, user_id: userId, trigger_id: triggerId, options, model } = run;
    await appendToRun(ctx, tx, { runId, attempt }, [
      { type: 'run-started', run_id: runId, conversation_id: conversation.id, attempt, engine },
    ]);
    return { runId, attempt, userId, triggerId, options, model, conversation };
  });
}

/** Lets a run wait for its asker's word on a call. It holds no worker meanwhile, for as long as it takes. */
export async function pauseRun(
  ctx: RunsContext,
  turn: Turn,
  { toolCallId, detail }: { toolCallId: string; detail: string },
): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await appendToRun(ctx, tx, turn, [
      { type: 'approval-requested', tool_call_id: toolCallId, detail },
      { type: 'progress', progress: 60, status: 'Waiting for approval…' },
    ]);
    await tx
      .updateTable('run_tool_calls')
      .set({ state: 'waiting' })
      .where('run_id', '=', turn.runId)
      .where('id', '=', toolCallId)
      .execute();
    await tx.updateTable('runs').set({ status: 'waiting' }).where('id', '=', turn.runId).execute();
  });
}

/** Says, once and for all to see, that the built-in engine goes on in the model's place. */
export async function noteFallback({ ctx, runId, attempt, writer }: AgentTurn, note: string): Promise<void> {
  await writer.flush();
  await transact(ctx.db, async (tx) => {
    await appendToRun(ctx, tx, { runId, attempt }, [{ type: 'note', text: note }]);
    const { numUpdatedRows } = await tx
      .updateTable('runs')
      .set({ note, engine: 'builtin' })
      .where('id', '=', runId)
      .where('attempt', '=', attempt)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new StaleRun(runId);
  });
}
