import { newId } from '../../platform/ids.ts';
import type { ChatChunk, ChatMessage, ChatRequest } from '../../platform/llm/index.ts';
import type { MadeCall } from './agent/state.ts';
import { compose } from './builtin/compose.ts';
import { needsModel, route } from './builtin/route.ts';
import type { RunsContext } from './context.ts';

export interface Completion {
  engine: string;
  chunks: AsyncIterable<ChatChunk>;
}

interface CompletionOptions {
  userId: string;
  model: string | undefined;
  signal: AbortSignal;
}

/**
 * Answers a list of messages that is no conversation of ours: by the model as it is, or, where none is configured, by the built-in
 * engine with the tools that only read. Nothing is stored. The chunks throw `LlmError`.
 */
export function complete(
  ctx: RunsContext,
  request: ChatRequest,
  { userId, model, signal }: CompletionOptions,
): Completion {
  const found = ctx.models.get(model);
  if (found) return { engine: found.vendor, chunks: found.stream(request, { signal }) };
  return { engine: 'builtin', chunks: builtinChunks(ctx, request.messages, { userId, signal }) };
}

async function* builtinChunks(
  ctx: RunsContext,
  messages: ChatMessage[],
  { userId, signal }: Pick<CompletionOptions, 'userId' | 'signal'>,
): AsyncGenerator<ChatChunk> {
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const delta = await builtinReply(ctx, question, { userId, signal });
  yield { type: 'text', delta };
  yield { type: 'usage', inputTokens: 0, outputTokens: 0 };
  yield { type: 'finish', reason: 'stop' };
}

async function builtinReply(
  ctx: RunsContext,
  question: string,
  { userId, signal }: Pick<CompletionOptions, 'userId' | 'signal'>,
): Promise<string> {
  const tools = new Map(ctx.tools.filter(({ risk }) => risk === 'read').map((tool) => [tool.name, tool]));
  const chosen = route(question, tools);
  if ('say' in chosen) return chosen.say;
  const tool = tools.get(chosen.call.name);
  if (!tool) return needsModel(tools);
  const id = newId();
  const limit = AbortSignal.any([signal, AbortSignal.timeout((tool.timeoutSeconds ?? 30) * 1_000)]);
  const place = {
    userId,
    conversationId: id,
    audience: 'own' as const,
    runId: id,
    signal: limit,
    progress: () => undefined,
  };
  const result = await tool.call(chosen.call.args as never, place);
  const made: MadeCall = { id, ...chosen.call, risk: tool.risk, result };
  return compose([made]) || needsModel(tools);
}

/** A whole answer at once. */
export async function gather(
  chunks: AsyncIterable<ChatChunk>,
): Promise<{ text: string; inputTokens: number; outputTokens: number }> {
  const whole = { text: '', inputTokens: 0, outputTokens: 0 };
  for await (const chunk of chunks) {
    if (chunk.type === 'text') whole.text += chunk.delta;
    if (chunk.type === 'usage') {
      whole.inputTokens += chunk.inputTokens;
      whole.outputTokens += chunk.outputTokens;
    }
  }
  return whole;
}
