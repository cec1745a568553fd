import type { FinishReason } from './steps.ts';
import { halves, list, type SeenMessage, sse, type Wire } from './wire.ts';

type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }
  | { type: 'tool_result'; tool_use_id: string; content: string | { text?: string }[] };

type Event = { type: string } & Record<string, unknown>;

interface AnthropicMessage {
  role: 'user' | 'assistant';
  content: string | Block[];
}

const reasons: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  filtered: 'refusal',
};

const errorTypes: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

const joined = (content: string | { text?: string }[] | undefined): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');

function seen({ role, content }: AnthropicMessage): SeenMessage[] {
  if (typeof content === 'string') return [{ role, text: content, toolCalls: [] }];
  const results = content.flatMap((block): SeenMessage[] =>
    block.type === 'tool_result'
      ? [{ role: 'tool', text: joined(block.content), toolCalls: [], toolCallId: block.tool_use_id }]
      : [],
  );
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const toolCalls = content.flatMap((block) =>
    block.type === 'tool_use' ? [{ id: block.id, name: block.name, args: block.input }] : [],
  );
  return text || toolCalls.length > 0 ? [...results, { role, text, toolCalls }] : results;
}

const failure = ({ status, message, code }: { status: number; message: string; code?: string | undefined }) => ({
  type: 'error',
  error: { type: code ?? errorTypes[status] ?? 'api_error', message },
});

/** The Messages API, docs.anthropic.com/en/docs/build-with-claude/streaming. */
export const anthropic: Wire = {
  failure,
  messages: (body) => {
    const system = joined(body.system as string | { text?: string }[] | undefined);
    const turns = list<AnthropicMessage>(body.messages).flatMap(seen);
    return system ? [{ role: 'system', text: system, toolCalls: [] }, ...turns] : turns;
  },
  tools: (body) => list<{ name: string }>(body.tools).map(({ name }) => name),
  encode: ({ id, model, usage }) => {
    let index = -1;
    let open: 'text' | 'thinking' | undefined;
    const event = (data: Event): string => sse(data, data.type);
    const close = (): string[] => {
      if (!open) return [];
      open = undefined;
      return [event({ type: 'content_block_stop', index })];
    };
    const begin = (block: Event): string[] => {
      index += 1;
      return [event({ type: 'content_block_start', index, content_block: block })];
    };
    const delta = (of: object): string => event({ type: 'content_block_delta', index, delta: of });
    const enter = (kind: 'text' | 'thinking', block: Event): string[] => {
      if (open === kind) return [];
      const before = [...close(), ...begin(block)];
      open = kind;
      return before;
    };
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
    };
    return {
      contentType: 'text/event-stream; charset=utf-8',
      start: () => [
        event({
          type: 'message_start',
          message: { ...message, usage: { input_tokens: usage?.inputTokens ?? 0, output_tokens: usage ? 1 : 0 } },
        }),
        event({ type: 'ping' }),
      ],
      text: (text) => [...enter('text', { type: 'text', text: '' }), delta({ type: 'text_delta', text })],
      reasoning: (thinking) => [
        ...enter('thinking', { type: 'thinking', thinking: '', signature: '' }),
        delta({ type: 'thinking_delta', thinking }),
      ],
      toolCall: (call) => {
        const [first, second] = halves(call.args);
        const before = close();
        return [
          ...before,
          ...begin({ type: 'tool_use', id: call.id, name: call.name, input: {} }),
          delta({ type: 'input_json_delta', partial_json: '' }),
          delta({ type: 'input_json_delta', partial_json: first }),
          delta({ type: 'input_json_delta', partial_json: second }),
          event({ type: 'content_block_stop', index }),
        ];
      },
      end: (reason) => [
        ...close(),
        event({
          type: 'message_delta',
          delta: { stop_reason: reasons[reason], stop_sequence: null },
          usage: { output_tokens: usage?.outputTokens ?? 0 },
        }),
        event({ type: 'message_stop' }),
      ],
      garbled: () => ['event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"del\n\n'],
      failInside: (inside) => [sse(failure(inside), 'error')],
    };
  },
};
