import { type Backoff, backoffMs } from './backoff.ts';
import { type Clock, pause } from './clock.ts';
import { errorFromResponse, NetworkError, ParlanceError } from './errors.ts';

/** One HTTP request as the resources describe it. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the base address, with its parameters already encoded. */
  path: string;
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  form?: FormData;
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Whether doing it twice is the same as doing it once. By default true for GET, PUT and DELETE. */
  idempotent?: boolean;
  /**
   * How to read an answer; `json` answers with undefined for 204, `stream` with the body as it comes: the time-out is then for
   * its beginning, and `signal` ends it.
   */
  answer?: 'json' | 'blob' | 'stream';
}

/** What a transport needs from its surroundings. */
export interface TransportOptions {
  baseUrl: string;
  fetch: typeof fetch;
  timeoutMs: number;
  clock: Clock;
  random: () => number;
}

const attempts = 4;
const backoff: Backoff = { baseMs: 300, capMs: 5_000 };
/** A server that asks for more patience than this gets its error passed on instead. */
const longestRetryAfterMs = 30_000;
const accepted = { json: 'application/json', blob: '*/*', stream: 'text/event-stream' };
const retryStatuses = new Set([429, 502, 503, 504]);

/** Requests over fetch with a time-out, retries where they are safe, and typed errors. Knows nothing of signing in. */
export class Transport {
  readonly options: TransportOptions;

  constructor(options: TransportOptions) {
    this.options = options;
  }

  /** The full address of a request. */
  url(path: string, query: HttpRequest['query'] = {}): string {
    const url = new URL(path, this.options.baseUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** Sends the request. Throws `ParlanceError` for a refusal, `NetworkError` where no answer could be had. */
  async send<T>(request: HttpRequest): Promise<T> {
    const { clock, random } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce<T>(request);
      } catch (error) {
        const retryAfterMs = retryDelay(error);
        if (attempt === attempts || retryAfterMs === null || !isIdempotent(request)) throw error;
        const waited = await pause(clock, backoffMs(attempt, backoff, random, retryAfterMs), request.signal);
        if (!waited) throw error;
      }
    }
  }

  async #sendOnce<T>(request: HttpRequest): Promise<T> {
    const { clock, timeoutMs } = this.options;
    request.signal?.throwIfAborted();
    const abort = new AbortController();
    let timedOut = false;
    const cancelTimeout = clock.after(request.timeoutMs ?? timeoutMs, () => {
      timedOut = true;
      abort.abort();
    });
    const stop = () => abort.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#exchange<T>(request, abort.signal);
    } catch (error) {
      if (error instanceof ParlanceError || error instanceof NetworkError) throw error;
      if (request.signal?.aborted) throw error;
      const message = timedOut ? 'The server did not answer in time.' : 'The server could not be reached.';
      throw new NetworkError(message, { cause: error, timedOut });
    } finally {
      cancelTimeout();
      if (request.answer !== 'stream') request.signal?.removeEventListener('abort', stop);
    }
  }

  async #exchange<T>(request: HttpRequest, signal: AbortSignal): Promise<T> {
    const headers = new Headers({ accept: accepted[request.answer ?? 'json'] });
    if (request.token !== undefined) headers.set('authorization', `Bearer ${request.token}`);
    if (request.json !== undefined) headers.set('content-type', 'application/json');
    const body = request.json === undefined ? (request.form ?? null) : JSON.stringify(request.json);
    const url = this.url(request.path, request.query);
    const response = await this.options.fetch(url, { method: request.method, headers, body, signal });
    if (!response.ok) throw await errorFromResponse(response, this.options.clock.now());
    if (request.answer === 'blob') return (await response.blob()) as T;
    if (request.answer === 'stream') return response.body as T;
    return (await readJson(response)) as T;
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    // A captive portal answers 200 with a page of its own: that is a broken network, not our server.
    throw new NetworkError('The answer did not come from a Parlance server.', { cause });
  }
}

function isIdempotent({ idempotent, method }: HttpRequest): boolean {
  return idempotent ?? (method === 'GET' || method === 'PUT' || method === 'DELETE');
}

/** The least time to wait before another attempt, or null where another attempt is of no use. */
function retryDelay(error: unknown): number | null {
  if (error instanceof NetworkError) return 0;
  if (!(error instanceof ParlanceError) || !retryStatuses.has(error.status)) return null;
  const retryAfterMs = error.retryAfterMs ?? 0;
  return retryAfterMs > longestRetryAfterMs ? null : retryAfterMs;
}
