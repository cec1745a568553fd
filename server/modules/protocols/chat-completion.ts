import type {
  OpenAiChatCompletion,
  OpenAiErrorBody,
  OpenAiFinishReason,
  OpenAiToolCall,
  OpenAiUsage,
} from '@parlance/contracts';
import type { SseMessage } from '../../platform/http/sse.ts';
import type { ChatChunk, ModelToolCall } from '../../platform/llm/index.ts';

/** What every part of one answer says about it. */
export interface AnswerHead {
  id: string;
  /** In seconds since 1970. */
  created: number;
  model: string;
  engine: string;
}

type Finish = Extract<ChatChunk, { type: 'finish' }>['reason'];

const finishReasons: Record<Finish, OpenAiFinishReason> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  filtered: 'content_filter',
};

const presentCall = ({ id, name, args }: ModelToolCall): OpenAiToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

const presentUsage = (input: number, output: number): OpenAiUsage => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

/** A whole answer. Throws what the chunks throw. */
export async function presentCompletion(
  head: AnswerHead,
  chunks: AsyncIterable<ChatChunk>,
): Promise<OpenAiChatCompletion> {
  const calls: OpenAiToolCall[] = [];
  let [text, reasoning] = ['', ''];
  let usage = presentUsage(0, 0);
  let finish: OpenAiFinishReason = 'stop';
  for await (const chunk of chunks) {
    if (chunk.type === 'text') text += chunk.delta;
    if (chunk.type === 'reasoning') reasoning += chunk.delta;
    if (chunk.type === 'tool-call') calls.push(presentCall(chunk.call));
    if (chunk.type === 'usage') usage = presentUsage(chunk.inputTokens, chunk.outputTokens);
    if (chunk.type === 'finish') finish = finishReasons[chunk.reason];
  }
  const message = {
    role: 'assistant' as const,
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning ? { reasoning_content: reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    usage,
  };
}

interface StreamOptions {
  /** Whether the use of tokens is told in a last chunk without choices. */
  includeUsage: boolean;
  /** What is said about a failure in the middle; OpenAI's clients throw it. */
  presentError(error: unknown): OpenAiErrorBody;
  signal: AbortSignal;
}

/** An answer as OpenAI streams it: chunks with deltas, then `[DONE]`; after a failure its error and no more. */
export async function* streamCompletion(
  head: AnswerHead,
  chunks: AsyncIterable<ChatChunk>,
  { includeUsage, presentError, signal }: StreamOptions,
): AsyncGenerator<SseMessage> {
  const part = (fields: object): SseMessage => ({
    data: JSON.stringify({ ...head, object: 'chat.completion.chunk', ...fields }),
  });
  const delta = (said: object, finish: OpenAiFinishReason | null = null): SseMessage =>
    part({
      choices: [{ index: 0, delta: said, logprobs: null, finish_reason: finish }],
      ...(includeUsage ? { usage: null } : {}),
    });
  let calls = 0;
  let usage = presentUsage(0, 0);
  try {
    yield delta({ role: 'assistant', content: '', refusal: null });
    for await (const chunk of chunks) {
      if (chunk.type === 'text') yield delta({ content: chunk.delta });
      if (chunk.type === 'reasoning') yield delta({ reasoning_content: chunk.delta });
      if (chunk.type === 'tool-call') yield delta({ tool_calls: [{ index: calls++, ...presentCall(chunk.call) }] });
      if (chunk.type === 'usage') usage = presentUsage(chunk.inputTokens, chunk.outputTokens);
      if (chunk.type === 'finish') yield delta({}, finishReasons[chunk.reason]);
    }
  } catch (error) {
    if (!signal.aborted) yield { data: JSON.stringify(presentError(error)) };
    return;
  }
  if (includeUsage) yield part({ choices: [], usage });
  yield { data: '[DONE]' };
}

/** Waits for the first chunk, so that a failure before it still has a status of its own; the rest is read as it is asked for. */
export async function begin(chunks: AsyncIterable<ChatChunk>): Promise<AsyncIterable<ChatChunk>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
