import type { LookupFunction } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import { AppError } from '../errors.ts';
import { OutboundError } from './outbound-error.ts';
import type { PinnedAddress } from './resolve.ts';

export interface OutboundRequest {
  /** GET by default. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** For everything together: names, redirects and the whole body. 10 seconds by default. */
  timeoutMs?: number;
  /** Of the answer's body, unpacked. 1 MiB by default. */
  maxBytes?: number;
  /** 3 by default. */
  maxRedirects?: number;
}

export interface OutboundAnswer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** Where the answer came from in the end. */
  url: string;
}

type Resolve = (host: string) => Promise<PinnedAddress[]>;

/** One request, without its limits. */
interface Hop {
  url: URL;
  method: string;
  headers: Headers;
  body: string | Uint8Array | null;
}

/** Requests a URL that a user gave: each host on the way is resolved by `resolve`, and only what it returned is connected to. */
export async function fetchPinned(resolve: Resolve, url: string, request: OutboundRequest): Promise<OutboundAnswer> {
  const { method = 'GET', headers = {}, body = null, timeoutMs = 10_000, maxRedirects = 3 } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  let hop: Hop = { url: parseUrl(url), method, headers: new Headers(headers), body };
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const step = await take(resolve, hop, request.maxBytes ?? 1024 * 1024, signal);
    if ('answer' in step) return step.answer;
    hop = step.next;
  }
  throw new OutboundError('too_many_redirects', `${hop.url.hostname} redirects too often.`);
}

async function take(
  resolve: Resolve,
  hop: Hop,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ answer: OutboundAnswer } | { next: Hop }> {
  const addresses = await untilAborted(resolve(hop.url.hostname), signal, hop.url);
  const dispatcher = new Agent({ connect: { lookup: pinnedLookup(addresses) } });
  try {
    const { method, headers, body } = hop;
    const response = await fetch(hop.url, {
      method,
      headers: [...headers],
      body,
      redirect: 'manual',
      dispatcher,
      signal,
    });
    const next = redirectOf(hop, response);
    if (next) return { next };
    const bytes = await readBody(response, maxBytes, hop.url);
    return {
      answer: { status: response.status, headers: new Headers([...response.headers]), body: bytes, url: hop.url.href },
    };
  } catch (error) {
    throw explain(error, signal, hop.url);
  } finally {
    await dispatcher.destroy();
  }
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('url_not_allowed', 'The address has to start with http:// or https://.');
  }
  if (url.username || url.password) {
    throw new AppError('url_not_allowed', 'The address must not contain a user name or a password.');
  }
  return url;
}

/** Answers every question with what was checked, whatever the name server says by now. */
const pinnedLookup =
  (addresses: PinnedAddress[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, addresses);
    else if (first) callback(null, first.address, first.family);
  };

/** What a redirect leads to: without its secrets when it leaves the origin, as a GET where browsers do that too. */
function redirectOf(hop: Hop, response: Response): Hop | undefined {
  const location = response.headers.get('location');
  if (!location || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const url = parseUrl(location, hop.url);
  const headers = new Headers(hop.headers);
  if (url.origin !== hop.url.origin) for (const name of ['authorization', 'cookie']) headers.delete(name);
  const keepsMethod = response.status >= 307 || hop.method === 'GET' || hop.method === 'HEAD';
  if (keepsMethod) return { ...hop, url, headers };
  headers.delete('content-type');
  return { url, method: 'GET', headers, body: null };
}

async function readBody(response: Response, maxBytes: number, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new OutboundError('too_large', `${url.hostname} answered with more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Names are resolved by the system, which knows no time-out of ours. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, url: URL): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(explain(signal.reason, signal, url));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function explain(error: unknown, signal: AbortSignal, { hostname }: URL): unknown {
  if (error instanceof AppError || error instanceof OutboundError) return error;
  if (signal.aborted) return new OutboundError('timeout', `${hostname} took too long to answer.`, { cause: error });
  return new OutboundError('unreachable', `${hostname} cannot be reached.`, { cause: error });
}
