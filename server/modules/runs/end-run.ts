import { composeAnswer, type RunError, type RunStatus, type Usage } from '@parlance/contracts';
import { afterCommit, type Tx } from '../../platform/db/index.ts';
import { append } from '../../platform/log/index.ts';
import { lockConversationLog, postAnswer } from '../conversations/index.ts';
import type { NewRunEvent } from './append-to-run.ts';
import { attachCharts } from './attach-charts.ts';
import { type RunsContext, StaleRun, type Turn } from './context.ts';
import { readParts } from './run-parts.ts';
import { enqueueRun } from './start-run.ts';

export type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

interface Ending {
  runId: string;
  outcome: Outcome;
  /** The turn that ends it; without one it is ended from outside, whoever works on it. */
  turn?: Turn;
  error?: RunError;
  usage?: Usage;
  /** What it has said is dropped. */
  silent?: boolean;
}

const active: RunStatus[] = ['queued', 'running', 'waiting'];
const statusTexts: Record<Outcome, string> = {
  succeeded: 'Complete',
  failed: 'Failed',
  cancelled: 'Stopped',
  interrupted: 'Interrupted',
};

/**
 * Ends a run: what it has said so far becomes the message that answers, the last event of its log tells how it ended, and the
 * next run that waits in its conversation gets its turn. Throws `StaleRun` where the run has ended already, or is not that turn's.
 */
export async function endRun(
  ctx: RunsContext,
  tx: Tx,
  { runId, outcome, turn, error, usage, silent }: Ending,
): Promise<void> {
  const { conversation_id: conversationId, has_turn: hasTurn } = await lockRun(tx, runId, turn);
  const content = composeAnswer(silent ? [] : await readParts(tx, runId));
  const message = content.parts.length > 0 ? await postAnswer(ctx, tx, { conversationId, runId, content }) : undefined;
  const finishedAt = ctx.now();
  const ended = await tx
    .updateTable('runs')
    .set({
      status: outcome,
      status_text: statusTexts[outcome],
      ...(outcome === 'succeeded' ? { progress: 100 } : {}),
      ...(usage ? { usage: JSON.stringify(usage) } : {}),
      error: error ? JSON.stringify(error) : null,
      message_id: message?.id ?? null,
      finished_at: finishedAt,
    })
    .where('id', '=', runId)
    .returning(['user_id'])
    .executeTakeFirstOrThrow();
  if (message) await attachCharts(tx, message, ended.user_id);
  const messageId = message?.id ?? null;
  await append(ctx, tx, [
    {
      logId: conversationId,
      actorId: null,
      event: { type: 'run-ended', run_id: runId, status: outcome, message_id: messageId },
    },
    ...lastWords({ outcome, error, usage, messageId }).map((event) => ({ logId: runId, actorId: null, event })),
  ]);
  await forgetCheckpoints(tx, { userId: ended.user_id, conversationId, runId });
  afterCommit(tx, () => ctx.bus.publish({ kind: 'run-ended', runId }));
  if (hasTurn) await startNext(ctx, tx, conversationId);
}

function lastWords({
  outcome,
  error = { code: 'internal_error', detail: 'Something went wrong on our side.' },
  usage,
  messageId,
}: {
  outcome: Outcome;
  error: RunError | undefined;
  usage: Usage | undefined;
  messageId: string | null;
}): NewRunEvent[] {
  const counted: NewRunEvent[] = usage ? [{ type: 'usage', usage }] : [];
  switch (outcome) {
    case 'succeeded':
      return [
        { type: 'progress', progress: 100, status: statusTexts.succeeded },
        ...counted,
        { type: 'run-finished', message_id: messageId },
      ];
    case 'failed':
      return [...counted, { type: 'run-failed', error, message_id: messageId }];
    case 'cancelled':
      return [...counted, { type: 'run-cancelled', message_id: messageId }];
    case 'interrupted':
      return [...counted, { type: 'run-interrupted', error, message_id: messageId }];
  }
}

/** Conversation first, run second: everything that needs both locks them in this order. */
async function lockRun(
  tx: Tx,
  runId: string,
  turn: Turn | undefined,
): Promise<{ conversation_id: string; has_turn: boolean }> {
  const found = await tx.selectFrom('runs').select('conversation_id').where('id', '=', runId).executeTakeFirst();
  if (!found) throw new StaleRun(runId);
  await lockConversationLog(tx, found.conversation_id);
  const run = await tx
    .selectFrom('runs')
    .select(['status', 'attempt', 'conversation_id', 'has_turn'])
    .where('id', '=', runId)
    .forUpdate()
    .executeTakeFirst();
  const isHeld = turn ? run?.status === 'running' && run.attempt === turn.attempt : run && active.includes(run.status);
  if (!run || !isHeld) throw new StaleRun(runId);
  return run;
}

export const threadOf = (run: { userId: string; conversationId: string; runId: string }): string =>
  `${run.userId}:${run.conversationId}:${run.runId}`;

/** Removes the checkpoints of a run: nothing goes on from them. */
export async function forgetCheckpoints(tx: Tx, run: Parameters<typeof threadOf>[0]): Promise<void> {
  for (const table of ['checkpoint_writes', 'checkpoint_blobs', 'checkpoints'] as const)
    await tx.deleteFrom(table).where('thread_id', '=', threadOf(run)).execute();
}

/** The oldest run that waits gets its turn. */
async function startNext(ctx: RunsContext, tx: Tx, conversationId: string): Promise<void> {
  const next = await tx
    .selectFrom('runs')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('status', '=', 'queued')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (next) await enqueueRun(ctx, tx, next.id);
}
