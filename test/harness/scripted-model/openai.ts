import type { FinishReason } from './steps.ts';
import { type Body, halves, list, type SeenMessage, sse, type Wire } from './wire.ts';

interface OpenAiMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  content?: string | { text?: string }[] | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

const reasons: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  filtered: 'content_filter',
};

const textOf = (content: OpenAiMessage['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');

const seen = (message: OpenAiMessage): SeenMessage => ({
  role: message.role === 'developer' ? 'system' : message.role,
  text: textOf(message.content),
  toolCalls: list<NonNullable<OpenAiMessage['tool_calls']>[number]>(message.tool_calls).map((call) => ({
    id: call.id,
    name: call.function.name,
    args: JSON.parse(call.function.arguments) as unknown,
  })),
  ...(message.tool_call_id ? { toolCallId: message.tool_call_id } : {}),
});

const wantsUsage = (body: Body): boolean =>
  (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;

/** Chat completions, platform.openai.com/docs/api-reference/chat-streaming. */
export const openai: Wire = {
  failure: ({ message, code }) => ({ error: { message, type: 'error', param: null, code: code ?? null } }),
  messages: (body) => list<OpenAiMessage>(body.messages).map(seen),
  tools: (body) => list<{ function: { name: string } }>(body.tools).map((tool) => tool.function.name),
  encode: ({ id, model, body, usage }) => {
    let calls = 0;
    const head = { id, object: 'chat.completion.chunk', created: 1_790_000_000, model, system_fingerprint: 'fp_1' };
    const event = (delta: object, reason: string | null = null): string =>
      sse({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }] });
    return {
      contentType: 'text/event-stream',
      start: () => [event({ role: 'assistant', content: '', refusal: null })],
      text: (delta) => [event({ content: delta })],
      reasoning: (delta) => [event({ reasoning_content: delta })],
      toolCall: (call) => {
        const index = calls++;
        const [first, second] = halves(call.args);
        const named = { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } };
        return [
          event({ tool_calls: [named] }),
          event({ tool_calls: [{ index, function: { arguments: first } }] }),
          event({ tool_calls: [{ index, function: { arguments: second } }] }),
        ];
      },
      end: (reason) => {
        const counted = usage && {
          prompt_tokens: usage.inputTokens,
          completion_tokens: usage.outputTokens,
          total_tokens: usage.inputTokens + usage.outputTokens,
        };
        return [
          event({}, reasons[reason]),
          ...(counted && wantsUsage(body) ? [sse({ ...head, choices: [], usage: counted })] : []),
          sse('[DONE]'),
        ];
      },
      garbled: () => [`data: {"id":"${id}","choices":[{"delta":{"cont\n\n`],
      failInside: (failure) => [
        sse({ error: { message: failure.message, type: 'server_error', code: failure.status } }),
      ],
    };
  },
};

/** The same answer in one piece, for `stream: false`. */
export function wholeCompletion(
  { id, model }: { id: string; model: string },
  said: {
    text: string;
    calls: { id: string; name: string; args: string }[];
    reason: FinishReason;
    usage: { inputTokens: number; outputTokens: number } | undefined;
  },
): object {
  const toolCalls = said.calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.args },
  }));
  return {
    id,
    object: 'chat.completion',
    created: 1_790_000_000,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.text || null,
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        finish_reason: reasons[said.reason],
      },
    ],
    ...(said.usage
      ? {
          usage: {
            prompt_tokens: said.usage.inputTokens,
            completion_tokens: said.usage.outputTokens,
            total_tokens: said.usage.inputTokens + said.usage.outputTokens,
          },
        }
      : {}),
  };
}
