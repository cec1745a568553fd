import { Agent, fetch, type Response as RawResponse } from 'undici';
import { type FaultContext, faultOfAnswer, faultOfConnection } from './faults.ts';
import { LlmError } from './llm-error.ts';

/** Requests to a provider, made by whoever speaks its format: a vendor's library or a few lines of ours. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** The first thing that went wrong, told by us and not garbled by a library that wrapped it. */
  fault(): LlmError | undefined;
}

const connectMs = 10_000;
const maxErrorBytes = 64 * 1024;
const maxAnswerBytes = 32 * 1024 * 1024;

/** Connections to providers, kept alive between calls. How long an answer may take is for the caller's signal to say. */
export function createConnections(): Agent {
  return new Agent({ connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
}

/**
 * A `fetch` for one call. It ends with `signal` and nothing else, follows no redirects (they would take the key along), refuses
 * answers of more than 32 MiB, and throws an `LlmError` for what is no 2xx.
 */
export function openWire(connections: Agent, context: FaultContext, signal: AbortSignal): Wire {
  let first: LlmError | undefined;
  const note = (fault: LlmError): LlmError => {
    first ??= fault;
    return fault;
  };
  const failed = (error: unknown, begun: boolean): unknown => {
    if (signal.aborted) return signal.reason;
    return note(error instanceof LlmError ? error : faultOfConnection(context, error, { begun }));
  };
  return {
    fault: () => first,
    fetch: async (input, init = {}) => {
      const { method = 'GET', headers, body = null } = init;
      if (body !== null && typeof body !== 'string') throw new TypeError('A question to a model is text.');
      const url = input instanceof Request ? input.url : String(input);
      const request = { method, headers: [...new Headers(headers)], body, signal, dispatcher: connections };
      const raw = await fetch(url, { ...request, redirect: 'manual' }).catch((error: unknown) => {
        throw failed(error, false);
      });
      if (!raw.ok) {
        const text = await readStart(raw).catch((error: unknown) => {
          throw failed(error, false);
        });
        throw note(faultOfAnswer(context, { status: raw.status, headers: new Headers([...raw.headers]), body: text }));
      }
      const tooLarge = (): LlmError => new LlmError('bad_response', `${context.model} answers with far too much.`);
      return new Response(guardBody(raw, { failed, tooLarge }), {
        status: raw.status,
        headers: [...raw.headers],
      });
    },
  };
}

/** The first bytes of an answer; the rest is not waited for. */
async function readStart(response: RawResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (size > maxErrorBytes) break;
  }
  return text;
}

interface Guards {
  failed: (error: unknown, begun: boolean) => unknown;
  tooLarge: () => LlmError;
}

function guardBody(response: RawResponse, { failed, tooLarge }: Guards): ReadableStream<Uint8Array> | null {
  const reader = response.body?.getReader();
  if (!reader) return null;
  let size = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          size += value.byteLength;
          if (size > maxAnswerBytes) throw tooLarge();
          controller.enqueue(value);
        } catch (error) {
          controller.error(failed(error, true));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
