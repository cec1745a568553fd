import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from './types.ts';

/** A comment so often keeps proxies and clients from giving the stream up. */
const heartbeatMs = 15_000;

/** One message of a stream of server-sent events (WHATWG HTML, section 9.2). */
export interface SseMessage {
  id?: number | string;
  event?: string;
  /** May hold line breaks. */
  data: string;
}

function encodeSse({ id, event, data }: SseMessage): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborts when the server begins to close: streams end, and their readers come back to where they were. */
    closing: AbortSignal;
  }
}

/** Lets streams end when the server closes. Call once, before routes with streams. */
export function registerStreams(http: Http): void {
  const closing = new AbortController();
  http.decorate('closing', closing.signal);
  http.addHook('preClose', async () => closing.abort());
}

/**
 * Answers with a stream of events as `write` yields them, until it returns, the client goes or the server closes. A client that
 * reads slowly holds `write` back. A heartbeat comment fills silences.
 */
export function sendSse(
  request: FastifyRequest,
  reply: FastifyReply,
  write: (signal: AbortSignal) => AsyncIterable<SseMessage>,
): FastifyReply {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, request.server.closing]);
  reply.raw.once('close', () => gone.abort());
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(withHeartbeat(write(signal), signal), { objectMode: false }));
}

async function* withHeartbeat(messages: AsyncIterable<SseMessage>, signal: AbortSignal): AsyncGenerator<string> {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    // Headers go out at once, not with the first event.
    yield ': open\n\n';
    let next = iterator.next();
    while (!signal.aborted) {
      const beat = Promise.withResolvers<'silence'>();
      const timer = setTimeout(() => beat.resolve('silence'), heartbeatMs);
      const found = await Promise.race([next, beat.promise]);
      clearTimeout(timer);
      if (found === 'silence') {
        yield ': heartbeat\n\n';
        continue;
      }
      if (found.done) return;
      yield encodeSse(found.value);
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}
