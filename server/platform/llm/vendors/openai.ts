import type { ChatRequest } from '../chat-model.ts';
import { parameterNames, translateParameters } from '../parameters.ts';
import type { CreateVendor, VendorOptions } from './vendor.ts';

/** A library that gives up by itself would only hide what happened; how long a call may take is for its caller to say. */
const neverMs = 2 ** 31 - 1;

/** OpenAI's chat completions through LangChain. */
export const createOpenAi: CreateVendor = (options) => create(options, parameterNames.openai);

/** Any server that speaks the same: llama.cpp, vLLM, LM Studio, OpenRouter, … */
export const createOpenAiCompatible: CreateVendor = (options) => {
  const vendor = create(options, parameterNames['openai-compatible']);
  return {
    ...vendor,
    // Many such servers take any name, or list none.
    knowsModel: async (fetch) => ((await vendor.knowsModel(fetch)) ? true : undefined),
  };
};

const load = () => Promise.all([import('@langchain/openai'), import('./langchain.ts')]);

const create = (options: VendorOptions, names: Readonly<Record<string, string>>): ReturnType<CreateVendor> => {
  const { model, baseUrl } = options;
  // Without a key of ours the library would look for OPENAI_API_KEY and send that to whatever server this is.
  const apiKey = options.apiKey ?? 'none';
  return {
    prepare: load,
    stream: async function* (request, fetch) {
      const [{ ChatOpenAICompletions }, { toLangChain, toOpenAiTools, toPiece }] = await load();
      const chat = new ChatOpenAICompletions({
        model,
        apiKey,
        configuration: { baseURL: baseUrl, fetch, logLevel: 'off' },
        timeout: neverMs,
        maxRetries: 0,
        streamUsage: true,
        modelKwargs: translateParameters(request, names),
        ...(request.temperature === undefined || reasons(model) ? {} : { temperature: request.temperature }),
        ...(request.maxTokens === undefined ? {} : { maxTokens: request.maxTokens }),
      });
      const { tools = [], schema } = request;
      const chunks = await chat.stream(toLangChain(request), {
        ...(tools.length > 0 ? { tools: toOpenAiTools(tools), tool_choice: request.toolChoice ?? 'auto' } : {}),
        ...(schema ? { response_format: promise(schema) } : {}),
      });
      for await (const chunk of chunks) yield toPiece(chunk);
    },
    knowsModel: async (fetch) => {
      const response = await fetch(`${baseUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } });
      const { data = [] } = (await response.json()) as { data?: { id: string }[] };
      return data.some(({ id }) => id === model);
    },
  };
};

/** Models that think first take no temperature. */
const reasons = (model: string): boolean => /^(o\d|gpt-[5-9])/.test(model) && !model.includes('chat');

const promise = (schema: NonNullable<ChatRequest['schema']>) => ({
  type: 'json_schema' as const,
  json_schema: { name: 'answer', schema, strict: isStrict(schema) },
});

/** OpenAI keeps to a schema strictly only where every object lists all its properties as required and allows no others. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object') {
    const names = Object.keys((properties as object | undefined) ?? {});
    const listed = Array.isArray(required) ? required : [];
    if (additionalProperties !== false || names.some((name) => !listed.includes(name))) return false;
  }
  return Object.values(schema).every(isStrict);
}
