import type { Piece } from '../assemble.ts';
import type { ChatRequest } from '../chat-model.ts';
import { parameterNames, translateParameters } from '../parameters.ts';
import { askForJson, type CreateVendor } from './vendor.ts';

/** The library refuses to wait longer by itself; how long a call may take is for its caller to say. */
const neverMs = 2 ** 31 - 1;
const choices = { auto: 'auto', none: 'none', required: 'any' } as const;

/** The tool by which an answer is made to fit a schema: the one way that every Claude knows. */
const answerTool = 'answer';

const load = () => Promise.all([import('@langchain/anthropic'), import('./langchain.ts')]);

/** Anthropic's Messages API through LangChain. */
export const createAnthropic: CreateVendor = ({ model, baseUrl, apiKey = '' }) => ({
  prepare: load,
  stream: async function* (request, fetch) {
    const [{ ChatAnthropic }, { toLangChain, toOpenAiTools, toPiece }] = await load();
    const { top_p: topP, top_k: topK, stop_sequences: stop } = translateParameters(request, parameterNames.anthropic);
    const chat = new ChatAnthropic({
      model,
      apiKey,
      anthropicApiUrl: baseUrl,
      clientOptions: { fetch, logLevel: 'off', timeout: neverMs },
      maxRetries: 0,
      ...(request.temperature === undefined ? {} : { temperature: Math.min(1, request.temperature) }),
      ...(request.maxTokens === undefined ? {} : { maxTokens: request.maxTokens }),
      ...(typeof topP === 'number' ? { topP } : {}),
      ...(typeof topK === 'number' ? { topK } : {}),
      ...(Array.isArray(stop) ? { stopSequences: stop.map(String) } : {}),
    });
    const { tools = [], schema } = request;
    const asTool = schema !== undefined && tools.length === 0;
    const offered = asTool ? [answerWith(schema)] : tools;
    const chunks = await chat.stream(toLangChain(request, schema && !asTool ? askForJson(schema) : undefined), {
      ...(offered.length > 0 ? { tools: toOpenAiTools(offered), tool_choice: chooseTool(request, asTool) } : {}),
    });
    for await (const chunk of chunks) yield asTool ? asText(toPiece(chunk)) : toPiece(chunk);
  },
  knowsModel: async (fetch) => {
    await fetch(`${baseUrl}/v1/models/${encodeURIComponent(model)}`, {
      headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
    });
    return true;
  },
});

const answerWith = (parameters: Record<string, unknown>) => ({
  name: answerTool,
  description: 'Gives the answer.',
  parameters,
});

const chooseTool = ({ toolChoice = 'auto' }: ChatRequest, asTool: boolean) =>
  asTool ? { type: 'tool' as const, name: answerTool } : choices[toolChoice];

/** The arguments of the answering tool are the answer. */
function asText({ toolCalls = [], finish, ...piece }: Piece): Piece {
  const args = toolCalls.map((call) => call.args ?? '').join('');
  return { ...piece, text: `${piece.text ?? ''}${args}`, finish: finish === 'tool-calls' ? 'stop' : finish };
}
