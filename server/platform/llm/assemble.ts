import { randomUUID } from 'node:crypto';
import type { ChatChunk, ChatRequest, ModelToolCall } from './chat-model.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { LlmError } from './llm-error.ts';

export type FinishReason = Extract<ChatChunk, { type: 'finish' }>['reason'];

/** A part of a tool call as it comes over the wire: name and id once, the arguments in any number of parts. */
export interface ToolCallPart {
  /** Which of several calls this belongs to; not told: the last one, or a new one where the id is new. */
  index?: number | undefined;
  id?: string | undefined;
  name?: string | undefined;
  /** Text of a JSON object, or a part of it. */
  args?: string | undefined;
  /** What the provider wants back with the call. */
  signature?: string | undefined;
}

/** One event of a provider's stream. An empty one says that the provider is alive. */
export interface Piece {
  text?: string | undefined;
  reasoning?: string | undefined;
  toolCalls?: ToolCallPart[] | undefined;
  /** As far as it is known by now; later ones replace earlier ones. */
  usage?: { inputTokens?: number | undefined; outputTokens?: number | undefined } | undefined;
  finish?: FinishReason | undefined;
}

interface PartialCall {
  index: number | undefined;
  id: string | undefined;
  name: string;
  args: string;
  signature: string | undefined;
}

/**
 * Turns the events of one answer into chunks, one list per event: text and reasoning at once, tool calls whole at the end. Throws
 * `cut` when the end of the answer is missing and `bad_response` for a call that is missing or cannot be read.
 */
export async function* assemble(
  pieces: AsyncIterable<Piece>,
  { model, request }: { model: string; request: ChatRequest },
): AsyncGenerator<ChatChunk[]> {
  const calls: PartialCall[] = [];
  const usage = { inputTokens: 0, outputTokens: 0 };
  let finish: FinishReason | undefined;
  let events = 0;
  let said = '';
  for await (const piece of pieces) {
    events += 1;
    finish = piece.finish ?? finish;
    usage.inputTokens = piece.usage?.inputTokens || usage.inputTokens;
    usage.outputTokens = piece.usage?.outputTokens || usage.outputTokens;
    for (const part of piece.toolCalls ?? []) addPart(calls, part);
    const chunks: ChatChunk[] = [];
    if (piece.reasoning) chunks.push({ type: 'reasoning', delta: piece.reasoning });
    if (piece.text) chunks.push({ type: 'text', delta: piece.text });
    said += `${piece.reasoning ?? ''}${piece.text ?? ''}`;
    yield chunks;
  }
  if (events === 0) throw new LlmError('bad_response', `${model} answered with nothing that can be read.`);
  if (!finish) throw new LlmError('cut', `The answer of ${model} broke off before its end.`);
  if (finish === 'tool-calls' && calls.length === 0)
    throw new LlmError('bad_response', `${model} meant to call a tool and named none.`);
  const whole = calls.map((call) => readCall(call, { model, request }));
  yield [
    ...whole.map((call): ChatChunk => ({ type: 'tool-call', call })),
    { type: 'usage', ...countUsage(usage, request, said + calls.map(({ args }) => args).join('')) },
    { type: 'finish', reason: whole.length > 0 && finish === 'stop' ? 'tool-calls' : finish },
  ];
}

/** Some servers give every call the same index and tell them apart by id, others give no index at all. */
function addPart(calls: PartialCall[], { index, id, name, args, signature }: ToolCallPart): void {
  const known = calls.findLast((call) => index === undefined || call.index === index);
  const isNew = !known || (id !== undefined && id !== '' && known.id !== undefined && known.id !== id);
  const call = isNew ? { index, id: undefined, name: '', args: '', signature: undefined } : known;
  if (isNew) calls.push(call);
  call.id ??= id || undefined;
  call.name ||= name ?? '';
  call.args += args ?? '';
  call.signature ??= signature;
}

/** Ids that are missing or were there before are replaced: each call of a conversation has its own. */
function readCall(
  { id, name, args, signature }: PartialCall,
  { model, request }: { model: string; request: ChatRequest },
): ModelToolCall {
  const taken = request.messages.some(
    (message) => message.role === 'assistant' && message.toolCalls?.some((call) => call.id === id),
  );
  return {
    id: id === undefined || taken ? `call_${randomUUID()}` : id,
    name,
    args: readArgs(args, { model, name }),
    ...(signature === undefined ? {} : { signature }),
  };
}

function readArgs(text: string, { model, name }: { model: string; name: string }): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new LlmError('bad_response', `${model} called "${name}" with arguments that are no JSON.`, { cause });
  }
  throw new LlmError('bad_response', `${model} called "${name}" with arguments that are no object.`);
}

/** A provider that does not count is counted for, so that use has a number. */
function countUsage(
  told: { inputTokens: number; outputTokens: number },
  { messages, tools }: ChatRequest,
  said: string,
): { inputTokens: number; outputTokens: number; estimated?: true } {
  if (told.inputTokens > 0 || told.outputTokens > 0) return told;
  const asked = messages.map(({ content }) => content).join('\n') + (tools ? JSON.stringify(tools) : '');
  return { inputTokens: estimateTokens(asked), outputTokens: estimateTokens(said), estimated: true };
}
