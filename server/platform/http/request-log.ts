import type { Metrics } from '../telemetry/index.ts';
import type { Http } from './types.ts';

/**
 * Logs and measures every answered request: its route pattern and never its address, which may hold a token, nor anything of
 * its body.
 */
export function registerRequestLog(http: Http, metrics: Metrics): void {
  http.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const status = reply.statusCode;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    metrics.observeRequest({ method, route, status, seconds: reply.elapsedTime / 1_000 });
    request.log.info({ method, route, status, ms, user_id: request.actor?.userId }, 'request');
  });
}
