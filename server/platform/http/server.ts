import { limits } from '@parlance/contracts';
import Fastify, { type FastifyBaseLogger, type FastifyRequest, LogController } from 'fastify';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Platform } from '../platform.ts';
import { trackMethods } from './allowed-methods.ts';
import { registerDocs } from './docs.ts';
import { registerDrain } from './drain.ts';
import { createNotFoundHandler, errorHandler } from './errors.ts';
import { createRequestLimits, limitRequest, type RequestLimits } from './rate-limits.ts';
import { registerRequestLog } from './request-log.ts';
import { registerRequestSpans } from './request-spans.ts';
import { rewriteSeedPath } from './rewrite.ts';
import { registerSecurity } from './security.ts';
import { registerStreams } from './sse.ts';
import { assertStorable } from './storable.ts';
import type { Authenticate, Http } from './types.ts';
import { refuseAddress, refuseConnection } from './unrouted.ts';
import { createValidator } from './validation.ts';

type HttpPlatform = Pick<Platform, 'config' | 'logger' | 'createLimiter' | 'metrics'>;

/** Makes the HTTP application with everything that holds for every route; modules then register their routes on it. */
export async function createHttp(
  platform: HttpPlatform,
  { authenticate }: { authenticate: Authenticate },
): Promise<Http> {
  const { config, logger } = platform;
  const http: Http = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    trustProxy: config.TRUST_PROXY,
    bodyLimit: limits.bodyBytes,
    // Time for a whole body: an upload of the largest size on a slow line. Headers have the shorter limit of Node itself.
    requestTimeout: 900_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => requestId(request.headers['x-request-id']),
    rewriteUrl: (request) => rewriteSeedPath(request.url ?? '/'),
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  });
  http.setValidatorCompiler(createValidator());
  // Presenters list every field, so the plain serialiser leaks nothing and is the fastest for small objects.
  http.setSerializerCompiler(() => JSON.stringify);
  http.setErrorHandler(errorHandler);
  http.setNotFoundHandler(createNotFoundHandler(trackMethods(http)));
  acceptJson(http);
  http.decorateRequest('arrivedAt', 0);
  http.addHook('onRequest', async (request, reply) => {
    request.arrivedAt = Date.now();
    reply.header('x-request-id', request.id);
  });
  registerRequestSpans(http);
  registerRequestLog(http, platform.metrics);
  registerDrain(http, config.SHUTDOWN_SECONDS);
  registerStreams(http);
  await registerSecurity(http, config);
  admit(http, createRequestLimits(platform), authenticate);
  await registerDocs(http, config);
  http.addHook('preValidation', async (request) => {
    assertStorable(request.body);
    assertStorable(request.query);
    assertStorable(request.params);
  });
  return http;
}

/** Who is it, and may they ask once more? Failed sign-ins count for their address. */
function admit(http: Http, limits: RequestLimits, authenticate: Authenticate): void {
  http.decorate('requestLimits', limits);
  http.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    if (!request.routeOptions.config.public) {
      try {
        request.actor = await authenticate(bearerToken(request), request.routeOptions.config.scope);
      } catch (error) {
        await limitRequest(limits, request, reply);
        throw error;
      }
    }
    await limitRequest(limits, request, reply);
  });
}

/** A caller's own id is kept when it is harmless in logs and headers. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : newId();
}

/** The token of `Authorization: Bearer …`; throws `unauthorized`. */
export function bearerToken(request: FastifyRequest): string {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  if (match?.[1]) return match[1];
  throw new AppError('unauthorized', 'Sign in: this route needs an access token in the Authorization header.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** JSON has to be uncompressed and valid UTF-8: a lossy decode would store something else than what was sent. */
function acceptJson(http: Http): void {
  const parse = http.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  http.removeContentTypeParser('text/plain');
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      done(new AppError('unsupported_media_type', 'Send the body as it is, without a Content-Encoding.'));
      return;
    }
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch (error) {
      done(new AppError('malformed_body', 'The body is not valid UTF-8.', { cause: error }));
      return;
    }
    // DELETE and the like are often sent with a JSON type and no body.
    if (text === '' && request.method !== 'POST' && request.method !== 'PUT' && request.method !== 'PATCH')
      done(null, undefined);
    else void parse(request, text, done);
  });
}
