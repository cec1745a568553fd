import {
  type AskText,
  applyRunEvent,
  composeAnswer,
  isTerminal,
  type Run,
  type RunOptions,
  type RunSnapshotPart,
  type Source,
  type TextAnswer,
} from '@parlance/contracts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { type ConversationsContext, postMessage } from '../conversations/index.ts';
import type { RunsContext } from './context.ts';
import { readRun } from './run-stream.ts';
import { getRun } from './runs.queries.ts';
import { openSession } from './sessions.ts';

/** A question that was posted, and the run that answers it. */
export interface Asked {
  sessionId: string;
  run: Run;
}

const noUsage = { input_tokens: 0, output_tokens: 0, total_tokens: 0, cost_usd: null };

/** Posts a text into a session; its run goes on whatever becomes of the caller. */
export async function ask(
  conversations: ConversationsContext,
  actor: Actor,
  { message, session_id, model, temperature, max_tokens }: AskText,
): Promise<Asked> {
  const { sessionId, conversationId } = await openSession(conversations, actor, session_id);
  const options: RunOptions = {
    ...(model === undefined ? {} : { model }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(max_tokens === undefined ? {} : { max_tokens }),
  };
  const { run } = await postMessage(conversations, actor, { conversationId, content: message, run: options });
  if (!run) throw new Error('A message to the assistant started no run.');
  return { sessionId, run };
}

/** What a run came to. */
export interface Outcome {
  run: Run;
  text: string;
  sources: Source[];
  toolCalls: NonNullable<TextAnswer['tool_calls']>;
}

/** Waits until a run has ended, or waits for its asker's word. Throws `unavailable` where it failed with nothing said. */
export async function outcomeOf(ctx: RunsContext, actor: Actor, run: Run, signal: AbortSignal): Promise<Outcome> {
  let parts: RunSnapshotPart[] = [];
  const reading = { runId: run.id, conversationId: run.conversation_id, after: 0, signal };
  for await (const { event } of readRun(ctx, actor, reading)) {
    parts = applyRunEvent(parts, event);
    if (isTerminal(event) || event.type === 'approval-requested') break;
  }
  const ended = await getRun(ctx.db, run.id);
  const { text, parts: shown } = composeAnswer(parts);
  if (ended.status === 'failed' && text === '')
    throw new AppError('unavailable', ended.error?.detail ?? 'The assistant could not answer.');
  return {
    run: ended,
    text,
    sources: shown.flatMap((part) => (part.type === 'sources' ? part.sources : [])),
    toolCalls: parts.flatMap((part) =>
      part.type === 'tool-call'
        ? [{ id: part.tool_call_id, name: part.name, args: part.args, status: part.state, result: part.result }]
        : [],
    ),
  };
}

export function presentAnswer(ctx: RunsContext, actor: Actor, sessionId: string, outcome: Outcome): TextAnswer {
  const { run, text, toolCalls } = outcome;
  return {
    response: text,
    session_id: sessionId,
    engine: run.engine,
    usage: run.usage ?? noUsage,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    run_id: run.id,
    status: run.status,
    user_id: actor.userId,
    timestamp: ctx.now().toISOString(),
  };
}
