import type { ChatRequest } from '../chat-model.ts';
import { readLines } from '../lines.ts';
import { parameterNames, translateParameters } from '../parameters.ts';
import { type CreateVendor, splitSystem, spoken } from './vendor.ts';

/** One line of `/api/chat`. */
interface ChatLine {
  message?: {
    content?: string;
    thinking?: string;
    tool_calls?: { function: { name: string; arguments?: Record<string, unknown> } }[];
  };
  done?: boolean;
  done_reason?: string;
  prompt_eval_count?: number;
  eval_count?: number;
  error?: string;
}

/** Ollama by its wire format (github.com/ollama/ollama/blob/main/docs/api.md); ADR 7 says why not through its library. */
export const createOllama: CreateVendor = ({ model, baseUrl, contextTokens }) => ({
  stream: async function* (request, fetch) {
    const response = await fetch(`${baseUrl}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(writeRequest(request, { model, contextTokens })),
    });
    let calls = 0;
    for await (const line of readLines(response.body ?? new ReadableStream())) {
      if (line.trim() === '') continue;
      const { message, done, done_reason: reason, error, ...counts } = JSON.parse(line) as ChatLine;
      if (error) throw Object.assign(new Error('The stream carries an error.'), { error: { message: error } });
      yield {
        text: message?.content,
        reasoning: message?.thinking,
        toolCalls: message?.tool_calls?.map((call) => ({
          index: calls++,
          name: call.function.name,
          args: JSON.stringify(call.function.arguments ?? {}),
        })),
        usage: { inputTokens: counts.prompt_eval_count, outputTokens: counts.eval_count },
        finish: done ? (reason === 'length' ? 'length' : 'stop') : undefined,
      };
    }
  },
  knowsModel: async (fetch) => {
    const response = await fetch(`${baseUrl}/api/tags`);
    const { models = [] } = (await response.json()) as { models?: { name: string }[] };
    return models.some(({ name }) => name === model || name === `${model}:latest`);
  },
});

function writeRequest(
  request: ChatRequest,
  { model, contextTokens }: { model: string; contextTokens: number },
): object {
  const { tools = [], schema, temperature, maxTokens, toolChoice } = request;
  const { system, turns } = splitSystem(request);
  return {
    model,
    stream: true,
    messages: [
      ...(system ? [{ role: 'system', content: system }] : []),
      ...turns.map((turn) => writeTurn(turn, turns)),
    ],
    ...(tools.length > 0 && toolChoice !== 'none'
      ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) }
      : {}),
    ...(schema ? { format: schema } : {}),
    options: {
      // Without it Ollama reads 4096 tokens and forgets the beginning of anything longer, silently.
      num_ctx: contextTokens,
      ...translateParameters(request, parameterNames.ollama),
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
    },
  };
}

type Turn = ReturnType<typeof splitSystem>['turns'][number];

function writeTurn(turn: Turn, turns: Turn[]): object {
  if (turn.role === 'user') return { role: 'user', content: spoken(turn) };
  if (turn.role === 'assistant') {
    const calls = (turn.toolCalls ?? []).map(({ name, args }) => ({ function: { name, arguments: args } }));
    return { role: 'assistant', content: turn.content, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  }
  const calls = turns.flatMap((other) => (other.role === 'assistant' ? (other.toolCalls ?? []) : []));
  const name = calls.find(({ id }) => id === turn.toolCallId)?.name;
  return { role: 'tool', content: turn.content, ...(name ? { tool_name: name } : {}) };
}
