import type { DecideToolCall, Run } from '@parlance/contracts';
import { recordAudit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { append } from '../../platform/log/index.ts';
import type { RunsContext } from './context.ts';
import { endRun } from './end-run.ts';
import { accessRun } from './runs.access.ts';
import { getRun } from './runs.queries.ts';
import { enqueueRun, startRun } from './start-run.ts';

type Who = Pick<Actor, 'userId'>;

/**
 * Stops a run: what it has said so far stays, as the message that answers. Who asked may, and an owner of the conversation. Stopping
 * one that has ended changes nothing.
 */
export async function cancelRun(ctx: RunsContext, actor: Who, id: string): Promise<Run> {
  return transact(ctx.db, async (tx) => {
    const run = await accessRun(tx, actor, id, 'stop');
    if (['queued', 'running', 'waiting'].includes(run.status))
      await endRun(ctx, tx, { runId: run.id, outcome: 'cancelled' });
    return getRun(tx, run.id);
  });
}

/**
 * Says whether a call that waits may be made. Only who asked may; the run goes on at once. Throws `not_found` for a call that is
 * not of this run, `conflict` for one that does not wait.
 */
export async function decideToolCall(
  ctx: RunsContext,
  actor: Who,
  { id, approved, decision }: { id: string; approved: boolean; decision: DecideToolCall },
): Promise<Run> {
  return transact(ctx.db, async (tx) => {
    const run = await accessRun(tx, actor, id, 'decide');
    const scope = decision.scope ?? 'once';
    const call = await tx
      .selectFrom('run_tool_calls')
      .select(['name', 'state'])
      .where('run_id', '=', run.id)
      .where('id', '=', decision.tool_call_id)
      .executeTakeFirst();
    if (!call) throw new AppError('not_found', 'tool_call_id: this run has no such call.');
    if (run.status !== 'waiting' || call.state !== 'waiting')
      throw new AppError('conflict', 'This call does not wait for a decision any more.');
    await tx
      .updateTable('run_tool_calls')
      .set({ state: approved ? 'approved' : 'rejected', reason: decision.reason ?? null })
      .where('run_id', '=', run.id)
      .where('id', '=', decision.tool_call_id)
      .execute();
    if (approved && scope !== 'once') {
      const conversationId = scope === 'always' ? null : run.conversation_id;
      await tx
        .insertInto('tool_grants')
        .values({
          id: newId(),
          user_id: actor.userId,
          conversation_id: conversationId,
          tool: call.name,
          created_at: ctx.now(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    await tx.updateTable('runs').set({ status: 'queued' }).where('id', '=', run.id).execute();
    const event = {
      type: 'approval-decided' as const,
      tool_call_id: decision.tool_call_id,
      decision: approved ? ('approved' as const) : ('rejected' as const),
      scope: approved ? scope : null,
      reason: decision.reason ?? null,
    };
    await append(ctx, tx, [{ logId: run.id, actorId: actor.userId, event }]);
    await recordAudit(tx, {
      actorId: actor.userId,
      action: approved ? 'tool-call-approved' : 'tool-call-rejected',
      targetId: run.id,
      detail: { tool: call.name, tool_call_id: decision.tool_call_id, scope },
    });
    await enqueueRun(ctx, tx, run.id);
    return getRun(tx, run.id);
  });
}

/** Answers the same message once more; the earlier answer stays. Throws `run_in_progress` while the run has not ended. */
export async function regenerate(ctx: RunsContext, actor: Who, id: string): Promise<Run> {
  return transact(ctx.db, async (tx) => {
    const run = await accessRun(tx, actor, id, 'decide');
    if (['queued', 'running', 'waiting'].includes(run.status))
      throw new AppError('run_in_progress', 'This answer is still being written; stop it first.');
    const message = { id: run.trigger_id, conversation_id: run.conversation_id, sender_id: run.user_id };
    return startRun(ctx, tx, { message, options: run.options });
  });
}

/** A run whose job is replayed after it failed for good: the message is answered by a new run. */
export async function restartRun(ctx: RunsContext, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const run = await tx
      .selectFrom('runs')
      .select(['trigger_id', 'conversation_id', 'user_id', 'options'])
      .where('id', '=', id)
      .where('status', '=', 'failed')
      .executeTakeFirst();
    if (!run) return;
    const message = { id: run.trigger_id, conversation_id: run.conversation_id, sender_id: run.user_id };
    await startRun(ctx, tx, { message, options: run.options });
  });
}
