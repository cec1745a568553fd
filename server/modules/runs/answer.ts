import type { RunError, Usage } from '@parlance/contracts';
import { transact } from '../../platform/db/index.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import { findAssistantFor } from '../assistants/index.ts';
import type { AgentTurn } from './agent/turn.ts';
import { type RunsContext, StaleRun } from './context.ts';
import { endRun, type Outcome } from './end-run.ts';
import { giveTitle } from './give-title.ts';
import { readPartIds } from './part-ids.queries.ts';
import { nextPartAfter } from './run-parts.ts';
import { type ClaimedRun, claimRun, pauseRun } from './run-turns.ts';
import { RunWriter } from './run-writer.ts';
import { answerJob, runSeconds } from './runs.job-definitions.ts';

/** Works on one run until it ends, waits for its asker, or is taken away. A fault of ours is tried again by the job, three times. */
export async function answer(ctx: RunsContext, runId: string, job: Pick<JobRun, 'attempt' | 'signal'>): Promise<void> {
  const run = await claimRun(ctx, runId);
  if (!run) return;
  const limit = AbortSignal.timeout(runSeconds * 1_000);
  const gone = new AbortController();
  const unsubscribe = ctx.bus.subscribe('run-ended', (signal) => {
    if (signal.runId === runId) gone.abort(new StaleRun(runId));
  });
  try {
    await work(ctx, run, { signal: AbortSignal.any([job.signal, limit, gone.signal]), gone });
  } catch (error) {
    if (error instanceof StaleRun || gone.signal.aborted) return;
    // The process stops: another one goes on from the checkpoint.
    if (job.signal.aborted && !limit.aborted) throw error;
    if (limit.aborted) return await fail(ctx, run, { code: 'time_limit', detail: timeIsUp });
    if (job.attempt === answerJob.attempts) await fail(ctx, run, { code: 'internal_error', detail: ourFault });
    throw error;
  } finally {
    unsubscribe();
  }
}

const timeIsUp = `The answer took longer than ${runSeconds / 60} minutes.`;
const ourFault = 'Something went wrong on our side. An administrator can try it again.';

async function work(
  ctx: RunsContext,
  run: ClaimedRun,
  { signal, gone }: { signal: AbortSignal; gone: AbortController },
): Promise<void> {
  const nextPart = run.attempt === 1 ? 1 : nextPartAfter(await readPartIds(ctx.db, run.runId));
  const writer = new RunWriter(ctx, run, { nextPart, failed: (error) => gone.abort(error) });
  const model = run.model === null ? undefined : ctx.models.get(run.model);
  const assistant = await findAssistantFor(ctx.db, { conversationId: run.conversation.id, userId: run.userId });
  const allowed = ctx.tools.filter(({ name }) => assistant?.tools?.includes(name) ?? true);
  const turn: AgentTurn = {
    ...run,
    ctx,
    writer,
    signal,
    model,
    tools: new Map(allowed.map((tool) => [tool.name, tool])),
    instructions: assistant?.instructions ?? '',
    documentIds: assistant?.document_ids ?? [],
  };
  // The graph's library is large: a process that never works on runs does not load it.
  const { runAgent } = await import('./agent/run-agent.ts');
  const progress = await runAgent(turn);
  if (progress.reached === 'approval') return pauseRun(ctx, run, progress);
  await finish(ctx, run, 'succeeded', { usage: usageOf(turn, progress.usage) });
  await giveTitle(turn);
}

const fail = (ctx: RunsContext, run: ClaimedRun, error: RunError): Promise<void> =>
  finish(ctx, run, 'failed', { error });

function finish(
  ctx: RunsContext,
  run: ClaimedRun,
  outcome: Outcome,
  more: { usage?: Usage; error?: RunError },
): Promise<void> {
  return transact(ctx.db, (tx) => endRun(ctx, tx, { runId: run.runId, outcome, turn: run, ...more }));
}

function usageOf(
  { model }: AgentTurn,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): Usage {
  const price = model?.price;
  const cost = price ? (inputTokens * price.input + outputTokens * price.output) / 1_000_000 : null;
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost_usd: model ? cost : 0,
  };
}
