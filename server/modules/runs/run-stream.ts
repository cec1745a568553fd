import { isTerminal, type RunEvent, type RunSnapshotPart, type RunStatus } from '@parlance/contracts';
import type { Actor } from '../../platform/http/types.ts';
import { followLog } from '../../platform/log/index.ts';
import type { RunsContext } from './context.ts';
import { findRun, findSnapshot } from './runs.queries.ts';

/** One event of a run with its own JSON, for encoders that pass it on as it is. */
export interface RunStep {
  event: RunEvent;
  json: string;
}

interface Reading {
  runId: string;
  conversationId: string;
  after: number;
  signal: AbortSignal;
}

/**
 * Every event of a run after a position, then those to come, to its last: the one reader under all streams of runs. Events that were
 * compacted come as one `snapshot`. Ends early when the reader is no longer in the conversation or their session is over.
 */
export async function* readRun(ctx: RunsContext, actor: Actor, reading: Reading): AsyncGenerator<RunStep, void> {
  const { runId, conversationId, after } = reading;
  const right = watchRight(ctx, actor, conversationId);
  const signal = AbortSignal.any([reading.signal, right.signal]);
  try {
    const run = await findRun(ctx.db, actor.userId, runId);
    if (!run || (run.finished_at !== null && after === run.head_seq)) return;
    for await (const found of followLog(ctx, runId, { after, signal })) {
      const step = found.type === 'event' ? readStep(found.event.json) : await snapshotStep(ctx, runId, found.floor);
      yield step;
      if (isTerminal(step.event)) return;
    }
  } finally {
    right.stop();
  }
}

const readStep = (json: string): RunStep => ({ json, event: JSON.parse(json) as RunEvent });

async function snapshotStep(ctx: RunsContext, runId: string, floor: number): Promise<RunStep> {
  const run = await ctx.db
    .selectFrom('runs')
    .select(['status', 'finished_at'])
    .where('id', '=', runId)
    .executeTakeFirst();
  const parts: RunSnapshotPart[] = (await findSnapshot(ctx.db, runId)) ?? [];
  const status: RunStatus = run?.status ?? 'interrupted';
  const at = (run?.finished_at ?? ctx.now()).toISOString();
  const event: RunEvent = { seq: floor, type: 'snapshot', at, actor_id: null, status, parts };
  return { event, json: JSON.stringify(event) };
}

/** Aborts when the reader leaves the conversation or signs out. */
function watchRight({ bus }: RunsContext, { userId, sessionId }: Actor, conversationId: string) {
  const lost = new AbortController();
  const unsubscribe = [
    bus.subscribe('sessions-ended', ({ sessionIds }) => {
      if (sessionIds.includes(sessionId)) lost.abort();
    }),
    bus.subscribe('event', ({ event }) => {
      if (event.logId !== userId || event.type !== 'conversation-removed') return;
      const { conversation_id } = JSON.parse(event.json) as { conversation_id: string };
      if (conversation_id === conversationId) lost.abort();
    }),
  ];
  void bus.follow([userId]);
  return {
    signal: lost.signal,
    stop: () => {
      for (const end of unsubscribe) end();
      bus.unfollow(userId);
    },
  };
}
