import { type Context, context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { isTracing } from '../telemetry/index.ts';
import type { Http } from './types.ts';

/**
 * One span per request, named by method and route, under the trace of a caller that sent `traceparent`. Does nothing while tracing is
 * off.
 */
export function registerRequestSpans(http: Http): void {
  if (!isTracing()) return;
  const tracer = trace.getTracer('parlance');
  const contexts = new WeakMap<FastifyRequest, Context>();
  http.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method, 'http.route': route, 'parlance.request_id': request.id },
      },
      parent,
    );
    const own = trace.setSpan(parent, span);
    contexts.set(request, own);
    context.with(own, done);
  });
  // Reading the body leaves the context of the request: its chunks come from the connection.
  http.addHook('preValidation', (request, _reply, done) => {
    context.with(contexts.get(request) ?? context.active(), done);
  });
  http.addHook('onResponse', async (request, reply) => {
    const own = contexts.get(request);
    const span = own && trace.getSpan(own);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (request.actor) span?.setAttribute('user.id', request.actor.userId);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
