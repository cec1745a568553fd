import type { ConversationKind, Message, Run, RunOptions } from '@parlance/contracts';
import type { Tx } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { ChatModel } from '../../platform/llm/index.ts';
import { append, createLogs } from '../../platform/log/index.ts';
import { findAssistantFor, findChosen } from '../assistants/index.ts';
import { getUser } from '../users/index.ts';
import type { RunsContext } from './context.ts';
import { endRun } from './end-run.ts';
import { answerJob } from './runs.job-definitions.ts';
import { getRun } from './runs.queries.ts';

interface Asked {
  message: Pick<Message, 'id' | 'conversation_id' | 'sender_id'>;
  options: RunOptions;
}

/** Runs of one conversation that wait or work at a time. */
const longestQueue = 50;

/** By the tier of who asks: premium first, and work that nobody waits for last. */
const priorities = { premium: 20, free: 10 } as const;

/** Whether a message of a conversation asks the assistant: all do where it is the only other, else those that name it. */
export const asksAssistant = (kind: ConversationKind, mentionedNames: readonly string[]): boolean =>
  kind === 'assistant' || mentionedNames.some((name) => name.toLowerCase() === 'assistant');

/**
 * Starts the run that answers a message, in the transaction that stores the message: both are there, or neither. While another
 * run of the conversation is at work it waits for its turn, or, as the sender wishes, ends that one or is refused with
 * `run_in_progress`. The caller holds the conversation's log.
 */
export async function startRun(ctx: RunsContext, tx: Tx, { message, options }: Asked): Promise<Run> {
  if (options.model !== undefined && !ctx.models.get(options.model))
    throw invalidField('run.model', 'is not one of the models of /v1/agent/capabilities');
  const { conversation_id: conversationId, sender_id: userId } = message;
  if (userId === null) throw new Error('Only people ask the assistant.');
  const active = await listActive(tx, conversationId);
  if (active.length > 0 && options.when_busy === 'reject')
    throw new AppError('run_in_progress', 'The assistant still answers an earlier message here.');
  if (active.length >= longestQueue)
    throw new AppError('run_in_progress', `${longestQueue} answers are waited for here already. Try again later.`);
  const interrupts = options.when_busy === 'interrupt';
  if (interrupts) for (const id of active.toReversed()) await endRun(ctx, tx, { runId: id, outcome: 'cancelled' });
  const id = newId();
  const model = await chooseModel(ctx, tx, { conversationId, userId, wish: options.model });
  await createLogs(tx, 'run', [id]);
  await tx
    .insertInto('runs')
    .values({
      id,
      conversation_id: conversationId,
      user_id: userId,
      trigger_id: message.id,
      status: 'queued',
      status_text: 'Waiting…',
      engine: model?.vendor ?? 'builtin',
      model: model?.id ?? null,
      options: JSON.stringify(options),
      priority: priorities[(await getUser(tx, userId)).tier],
      created_at: ctx.now(),
    })
    .execute();
  await append(ctx, tx, [
    {
      logId: conversationId,
      actorId: userId,
      event: { type: 'run-started', run_id: id, trigger_id: message.id, user_id: userId },
    },
  ]);
  if (active.length === 0 || interrupts) await enqueueRun(ctx, tx, id);
  return getRun(tx, id);
}

/** Hands a run to the workers. */
export async function enqueueRun(ctx: Pick<RunsContext, 'jobs'>, tx: Tx, runId: string): Promise<void> {
  const { priority } = await tx
    .updateTable('runs')
    .set({ has_turn: true })
    .where('id', '=', runId)
    .returning('priority')
    .executeTakeFirstOrThrow();
  await ctx.jobs.enqueue(tx, answerJob, { run_id: runId }, { priority });
}

/** The model of the message, of the conversation or of its assistant, whichever is there first; else the default. */
async function chooseModel(
  ctx: RunsContext,
  tx: Tx,
  { conversationId, userId, wish }: { conversationId: string; userId: string; wish: string | undefined },
): Promise<ChatModel | undefined> {
  if (wish !== undefined) return ctx.models.get(wish);
  const chosen = (await findChosen(tx, conversationId)).model;
  const own = chosen ?? (await findAssistantFor(tx, { conversationId, userId }))?.model ?? undefined;
  return ctx.models.get(own) ?? ctx.models.get();
}

async function listActive(tx: Tx, conversationId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('runs')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('status', 'in', ['queued', 'running', 'waiting'])
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
