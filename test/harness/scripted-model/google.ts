import type { FinishReason } from './steps.ts';
import { list, type SeenMessage, sse, type Wire } from './wire.ts';

interface Part {
  text?: string;
  functionCall?: { id?: string; name: string; args: unknown };
  functionResponse?: { id?: string; name: string; response: unknown };
}

interface Content {
  role?: string;
  parts: Part[];
}

const reasons: Record<FinishReason, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  filtered: 'SAFETY',
};

const statuses: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const textOf = (parts: Part[]): string => parts.map((part) => part.text ?? '').join('');

function seen({ role, parts }: Content): SeenMessage[] {
  const results = parts.flatMap(({ functionResponse }): SeenMessage[] =>
    functionResponse
      ? [
          {
            role: 'tool',
            text: JSON.stringify(functionResponse.response),
            toolCalls: [],
            toolCallId: functionResponse.id ?? functionResponse.name,
          },
        ]
      : [],
  );
  if (results.length > 0) return results;
  const toolCalls = parts.flatMap(({ functionCall }) => (functionCall ? [functionCall] : []));
  return [{ role: role === 'model' ? 'assistant' : 'user', text: textOf(parts), toolCalls }];
}

const failure: Wire['failure'] = ({ status, message, code, retryAfter }) => ({
  error: {
    code: status,
    message,
    status: code ?? statuses[status] ?? 'UNKNOWN',
    details:
      retryAfter === undefined
        ? []
        : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }],
  },
});

/** `streamGenerateContent?alt=sse`, ai.google.dev/api/generate-content. */
export const google: Wire = {
  failure,
  messages: (body) => {
    const system = body.systemInstruction as Content | undefined;
    const turns = list<Content>(body.contents).flatMap(seen);
    return system ? [{ role: 'system', text: textOf(system.parts), toolCalls: [] }, ...turns] : turns;
  },
  tools: (body) =>
    list<{ functionDeclarations?: { name: string }[] }>(body.tools).flatMap((tool) =>
      (tool.functionDeclarations ?? []).map(({ name }) => name),
    ),
  encode: ({ id, model, usage }) => {
    const event = (parts: object[], rest: object = {}): string =>
      sse({
        candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
        ...(usage
          ? { usageMetadata: { promptTokenCount: usage.inputTokens, totalTokenCount: usage.inputTokens } }
          : {}),
        modelVersion: model,
        responseId: id,
      });
    return {
      contentType: 'text/event-stream',
      start: () => [],
      text: (delta) => [event([{ text: delta }])],
      reasoning: (delta) => [event([{ text: delta, thought: true }])],
      toolCall: (call) => [
        event([
          {
            functionCall: { id: call.id, name: call.name, args: JSON.parse(call.args) as unknown },
            thoughtSignature: Buffer.from(`signature of ${call.id}`).toString('base64'),
          },
        ]),
      ],
      end: (reason) => [
        sse({
          candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: reasons[reason], index: 0 }],
          ...(usage
            ? {
                usageMetadata: {
                  promptTokenCount: usage.inputTokens,
                  candidatesTokenCount: usage.outputTokens,
                  totalTokenCount: usage.inputTokens + usage.outputTokens,
                },
              }
            : {}),
          modelVersion: model,
          responseId: id,
        }),
      ],
      garbled: () => ['data: {"candidates": [{"content": {"parts": [{"te\n\n'],
      failInside: (inside) => [sse(failure(inside))],
    };
  },
};
