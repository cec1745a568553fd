import type { RunnableConfig } from '@langchain/core/runnables';
import { Command } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { StaleRun } from '../context.ts';
import { threadOf } from '../end-run.ts';
import { readParts } from '../run-parts.ts';
import { buildGraph } from './graph.ts';
import { type AgentState, emptyState } from './state.ts';
import type { AgentTurn } from './turn.ts';

/** How far a turn got: to the end, or to a call that waits for the asker's word. */
export type Progress =
  | { reached: 'end'; usage: AgentState['usage'] }
  | { reached: 'approval'; toolCallId: string; detail: string };

/** Steps of the graph in one run. */
const mostGraphSteps = 100;

/**
 * Goes on with a run from its checkpoint, or begins it. What a step said that was cut off is taken back first: it will be said
 * anew.
 */
export async function runAgent(turn: AgentTurn): Promise<Progress> {
  const saver = new FencedSaver(turn);
  const graph = buildGraph(turn, saver);
  const thread = { configurable: { thread_id: threadOf({ ...turn, conversationId: turn.conversation.id }) } };
  const before = await graph.getState(thread);
  const isNew = before.config.configurable?.checkpoint_id === undefined;
  await takeBackUnfinished(turn, isNew ? [] : (before.values as AgentState).parts);
  // Not `next`: a step whose outcome was stored just before the worker died is not in it, although the graph has to go on.
  if (isNew || before.tasks.length > 0) {
    const waits = before.tasks.some((task) => task.interrupts.length > 0);
    await graph.invoke(isNew ? emptyState : waits ? new Command({ resume: true }) : null, {
      ...thread,
      durability: 'sync',
      signal: turn.signal,
      recursionLimit: mostGraphSteps,
    });
  }
  await turn.writer.flush();
  const after = await graph.getState(thread);
  const [pause] = after.tasks.flatMap((task) => task.interrupts);
  if (pause) {
    const { toolCallId, detail } = pause.value as { toolCallId: string; detail: string };
    return { reached: 'approval', toolCallId, detail };
  }
  if (after.tasks.length > 0) throw new Error(`The graph of run ${turn.runId} stopped before its end.`);
  return { reached: 'end', usage: (after.values as AgentState).usage };
}

/** Takes back every part in the log that no finished step has said. */
async function takeBackUnfinished(turn: AgentTurn, finished: readonly string[]): Promise<void> {
  if (turn.attempt === 1) return;
  const parts = await readParts(turn.ctx.db, turn.runId);
  const cut = parts.flatMap((part) =>
    part.type !== 'tool-call' && !finished.includes(part.part_id) ? [part.part_id] : [],
  );
  if (cut.length > 0) await turn.writer.say(...cut.map((part_id) => ({ type: 'text-reset' as const, part_id })));
}

/** Checkpoints of the turn that holds the run; those of a worker that was overtaken are refused. */
class FencedSaver extends PostgresSaver {
  readonly #turn: AgentTurn;

  constructor(turn: AgentTurn) {
    super(turn.ctx.database.pool);
    this.#turn = turn;
  }

  override async put(...args: Parameters<PostgresSaver['put']>): Promise<RunnableConfig> {
    await this.#assertHeld();
    return super.put(...args);
  }

  override async putWrites(...args: Parameters<PostgresSaver['putWrites']>): Promise<void> {
    await this.#assertHeld();
    return super.putWrites(...args);
  }

  async #assertHeld(): Promise<void> {
    const { ctx, runId, attempt } = this.#turn;
    const row = await ctx.db
      .selectFrom('runs')
      .select('id')
      .where('id', '=', runId)
      .where('attempt', '=', attempt)
      .where('status', '=', 'running')
      .executeTakeFirst();
    if (!row) throw new StaleRun(runId);
  }
}
