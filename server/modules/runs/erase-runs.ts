import { sql } from 'kysely';
import { afterCommit, type Tx } from '../../platform/db/index.ts';
import { deleteLogs } from '../../platform/log/index.ts';
import { lockConversationLog } from '../conversations/index.ts';
import type { RunsContext } from './context.ts';
import { endRun, forgetCheckpoints } from './end-run.ts';

/** Takes everything that a message says out of the runs that it started, and out of the one that wrote it; those at work are stopped. */
export async function scrubRuns(ctx: RunsContext, tx: Tx, messageId: string): Promise<void> {
  const runs = await tx
    .selectFrom('runs')
    .select(['id', 'status', 'conversation_id', 'message_id'])
    .where((eb) => eb.or([eb('trigger_id', '=', messageId), eb('message_id', '=', messageId)]))
    .orderBy('id', 'desc')
    .execute();
  for (const run of runs) {
    if (run.message_id === null && ['queued', 'running', 'waiting'].includes(run.status))
      await endRun(ctx, tx, { runId: run.id, outcome: 'cancelled', silent: true });
    await blankLog(tx, run.id);
  }
}

/** What stays of a run's log is its last event: the seqs before it tell nothing any more. */
async function blankLog(tx: Tx, runId: string): Promise<void> {
  await sql`
    update logs set floor_seq = greatest(floor_seq, head_seq - 1) where log_id = ${runId}`.execute(tx);
  await sql`
    delete from events e using logs l where l.log_id = ${runId} and e.log_id = l.log_id and e.seq <= l.floor_seq`.execute(
    tx,
  );
  await tx
    .updateTable('runs')
    .set({ snapshot: '[]', compacted_at: sql<Date>`now()` })
    .where('id', '=', runId)
    .execute();
  await tx
    .updateTable('run_tool_calls')
    .set({ args: '{}', result: null, reason: null })
    .where('run_id', '=', runId)
    .execute();
}

/** Removes the runs of a conversation that is being deleted. Who works on one of them is told to stop. */
export async function eraseRuns(ctx: RunsContext, tx: Tx, conversationId: string): Promise<void> {
  await lockConversationLog(tx, conversationId);
  const runs = await tx
    .deleteFrom('runs')
    .where('conversation_id', '=', conversationId)
    .returning(['id', 'user_id'])
    .execute();
  for (const { id: runId, user_id: userId } of runs) await forgetCheckpoints(tx, { userId, conversationId, runId });
  if (runs.length > 0)
    await deleteLogs(
      tx,
      runs.map(({ id }) => id),
    );
  afterCommit(tx, () => {
    for (const { id: runId } of runs) ctx.bus.publish({ kind: 'run-ended', runId });
  });
}
