import type { FinishReason } from './steps.ts';
import { list, type SeenMessage, type Wire } from './wire.ts';

interface OllamaMessage {
  role: SeenMessage['role'];
  content: string;
  tool_calls?: { function: { name: string; arguments: unknown } }[];
  tool_name?: string;
}

const reasons: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'stop',
  filtered: 'stop',
};

const seen = (message: OllamaMessage): SeenMessage => ({
  role: message.role,
  text: message.content,
  toolCalls: (message.tool_calls ?? []).map((call) => ({ name: call.function.name, args: call.function.arguments })),
  ...(message.tool_name ? { toolCallId: message.tool_name } : {}),
});

/** `/api/chat` in lines of JSON, github.com/ollama/ollama/blob/main/docs/api.md. */
export const ollama: Wire = {
  failure: ({ message }) => ({ error: message }),
  messages: (body) => list<OllamaMessage>(body.messages).map(seen),
  tools: (body) => list<{ function: { name: string } }>(body.tools).map((tool) => tool.function.name),
  encode: ({ model, usage }) => {
    const line = (message: object, rest: object = { done: false }): string =>
      `${JSON.stringify({ model, created_at: '2026-11-21T12:00:00Z', message: { role: 'assistant', content: '', ...message }, ...rest })}\n`;
    return {
      contentType: 'application/x-ndjson',
      start: () => [],
      text: (delta) => [line({ content: delta })],
      reasoning: (delta) => [line({ thinking: delta })],
      toolCall: (call) => [
        line({ tool_calls: [{ function: { name: call.name, arguments: JSON.parse(call.args) as unknown } }] }),
      ],
      end: (reason) => [
        line(
          {},
          {
            done: true,
            done_reason: reasons[reason],
            total_duration: 1_000_000,
            ...(usage ? { prompt_eval_count: usage.inputTokens, eval_count: usage.outputTokens } : {}),
          },
        ),
      ],
      garbled: () => [`{"model":"${model}","message":{"role":"assist\n`],
      failInside: (inside) => [`${JSON.stringify({ error: inside.message })}\n`],
    };
  },
};
