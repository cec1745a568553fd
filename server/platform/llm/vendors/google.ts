import type { FinishReason, Piece } from '../assemble.ts';
import type { ChatRequest, ModelToolCall } from '../chat-model.ts';
import { readEvents } from '../lines.ts';
import { parameterNames, translateParameters } from '../parameters.ts';
import { askForJson, type CreateVendor, splitSystem, spoken } from './vendor.ts';

interface Part {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { id?: string; name: string; args?: Record<string, unknown> };
  functionResponse?: { id?: string; name: string; response: Record<string, unknown> };
}

interface Content {
  role: 'user' | 'model';
  parts: Part[];
}

/** One event of `streamGenerateContent?alt=sse`. */
interface GenerateEvent {
  candidates?: { content?: { parts?: Part[] }; finishReason?: string }[];
  promptFeedback?: { blockReason?: string };
  usageMetadata?: { promptTokenCount?: number; candidatesTokenCount?: number; thoughtsTokenCount?: number };
  error?: unknown;
}

const modes = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

/** Gemini by its wire format (ai.google.dev/api/generate-content); ADR 7 says why not through its library. */
export const createGoogle: CreateVendor = ({ model, baseUrl, apiKey = '' }) => {
  const address = `${baseUrl}/v1beta/models/${encodeURIComponent(model)}`;
  const headers = { 'x-goog-api-key': apiKey, 'content-type': 'application/json' };
  return {
    stream: async function* (request, fetch) {
      const body = JSON.stringify(writeRequest(request, model));
      const response = await fetch(`${address}:streamGenerateContent?alt=sse`, { method: 'POST', headers, body });
      let calls = 0;
      for await (const data of readEvents(response.body ?? new ReadableStream())) {
        const event = JSON.parse(data) as GenerateEvent;
        if (event.error) throw Object.assign(new Error('The stream carries an error.'), { error: event.error });
        const piece = readEvent(event, calls);
        calls += piece.toolCalls?.length ?? 0;
        yield piece;
      }
    },
    knowsModel: async (fetch) => {
      await fetch(address, { headers });
      return true;
    },
  };
};

function readEvent({ candidates, promptFeedback, usageMetadata }: GenerateEvent, callsBefore: number): Piece {
  const [candidate] = candidates ?? [];
  const parts = candidate?.content?.parts ?? [];
  const textOf = (isThought: boolean): string =>
    parts.map((part) => ((part.thought ?? false) === isThought ? (part.text ?? '') : '')).join('');
  const calls = parts.flatMap(({ functionCall, thoughtSignature }) =>
    functionCall ? [{ ...functionCall, thoughtSignature }] : [],
  );
  const outputTokens = (usageMetadata?.candidatesTokenCount ?? 0) + (usageMetadata?.thoughtsTokenCount ?? 0);
  return {
    text: textOf(false),
    reasoning: textOf(true),
    toolCalls: calls.map(({ id, name, args, thoughtSignature }, offset) => ({
      index: callsBefore + offset,
      id,
      name,
      args: JSON.stringify(args ?? {}),
      signature: thoughtSignature,
    })),
    usage: usageMetadata && { inputTokens: usageMetadata.promptTokenCount, outputTokens },
    finish: promptFeedback?.blockReason ? 'filtered' : readReason(candidate?.finishReason),
  };
}

function readReason(reason: string | undefined): FinishReason | undefined {
  if (!reason || reason === 'FINISH_REASON_UNSPECIFIED') return undefined;
  if (reason === 'MAX_TOKENS') return 'length';
  if (reason === 'MALFORMED_FUNCTION_CALL') throw new Error('The model made a call that cannot be read.');
  return ['STOP', 'OTHER'].includes(reason) ? 'stop' : 'filtered';
}

function writeRequest(request: ChatRequest, model: string): object {
  const { schema, tools = [], toolChoice, temperature, maxTokens } = request;
  // Gemini takes a schema or tools, not both.
  const promisesJson = schema !== undefined && tools.length === 0;
  const { system, turns } = splitSystem(request, schema && !promisesJson ? askForJson(schema) : undefined);
  return {
    ...(system ? { systemInstruction: { parts: [{ text: system }] } } : {}),
    contents: mergeTurns(turns.map((turn) => writeTurn(turn, turns))),
    ...(tools.length > 0
      ? {
          tools: [
            {
              functionDeclarations: tools.map(({ name, description, parameters }) => ({
                name,
                description,
                parametersJsonSchema: parameters,
              })),
            },
          ],
          toolConfig: { functionCallingConfig: { mode: modes[toolChoice ?? 'auto'] } },
        }
      : {}),
    generationConfig: {
      ...translateParameters(request, parameterNames.google),
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      ...(promisesJson ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {}),
      ...(thinks(model) ? { thinkingConfig: { includeThoughts: true } } : {}),
    },
  };
}

/** Models that think unless told otherwise; the lite ones do not, and refuse to be asked for thoughts then. */
const thinks = (model: string): boolean => /^gemini-(2\.5|[3-9])/.test(model) && !/lite|image|tts|live/.test(model);

type Turn = ReturnType<typeof splitSystem>['turns'][number];

function writeTurn(turn: Turn, turns: Turn[]): Content {
  if (turn.role === 'user') return { role: 'user', parts: [{ text: spoken(turn) }] };
  if (turn.role === 'tool') return { role: 'user', parts: [writeResult(turn, turns)] };
  const calls = (turn.toolCalls ?? []).map(({ name, args, signature }) => ({
    functionCall: { name, args },
    ...(signature ? { thoughtSignature: signature } : {}),
  }));
  return { role: 'model', parts: [...(turn.content || calls.length === 0 ? [{ text: turn.content }] : []), ...calls] };
}

/** Gemini wants results by the name of the tool, in the order of the calls. */
function writeResult({ toolCallId, content }: Extract<Turn, { role: 'tool' }>, turns: Turn[]): Part {
  const calls = turns.flatMap((turn): ModelToolCall[] => (turn.role === 'assistant' ? (turn.toolCalls ?? []) : []));
  const name = calls.find(({ id }) => id === toolCallId)?.name ?? 'tool';
  return { functionResponse: { name, response: { result: content } } };
}

const isResult = ({ parts }: Content): boolean => parts.some((part) => part.functionResponse);

/** What the same side says in a row becomes one turn; the results of calls stand alone, all together, as Gemini wants them. */
function mergeTurns(contents: Content[]): Content[] {
  const merged: Content[] = [];
  for (const content of contents) {
    const last = merged.at(-1);
    if (last?.role === content.role && isResult(last) === isResult(content)) last.parts.push(...content.parts);
    else merged.push({ role: content.role, parts: [...content.parts] });
  }
  return merged;
}
