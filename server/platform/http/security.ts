import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import { AppError } from '../errors.ts';
import type { Http } from './types.ts';

/**
 * The content security policy of every answer: everything from here, nothing inline but styles. Pages that need more (the API
 * documentation) override single directives with the route option `helmet`.
 */
export const contentSecurity = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'connect-src': ["'self'", 'ws:', 'wss:'],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
};

const exposedHeaders = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'X-Request-ID'];
const hstsSeconds = 365 * 86_400;

/** Security headers, CORS by list, known hosts and https only, as the settings say. Has to come before authentication. */
export async function registerSecurity(http: Http, config: Config): Promise<void> {
  await http.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurity },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: config.HTTPS_ONLY ? { maxAge: hstsSeconds } : false,
  });
  if (config.CORS_ORIGINS.length > 0) {
    await http.register(cors, {
      origin: config.CORS_ORIGINS.includes('*') ? '*' : [...config.CORS_ORIGINS],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders,
      maxAge: 600,
      strictPreflight: false,
    });
  }
  if (config.ALLOWED_HOSTS.length > 0) {
    http.addHook('onRequest', async (request) => {
      if (!isProbe(request)) assertHost(config, request.hostname);
    });
  }
  if (config.HTTPS_ONLY) {
    http.addHook('onRequest', async (request, reply) => {
      if (request.protocol !== 'https' && !isProbe(request)) return demandHttps(config, request, reply);
    });
  }
}

/** Throws `host_not_allowed` unless the name (without a port) is one of `ALLOWED_HOSTS`; an empty list allows all. */
export function assertHost({ ALLOWED_HOSTS }: Pick<Config, 'ALLOWED_HOSTS'>, hostname: string): void {
  if (ALLOWED_HOSTS.length === 0) return;
  if (ALLOWED_HOSTS.some((host) => host.toLowerCase() === hostname.toLowerCase())) return;
  throw new AppError('host_not_allowed', 'This server does not answer under that host name.');
}

/** Load balancers probe by address and over plain http. */
function isProbe({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === '/health' || routeOptions.url === '/ready';
}

/** Pages are sent on to https. An API call is refused instead: it has already shown its token to the network. */
function demandHttps(config: Config, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isApi = /^\/(?:v\d+|openai)(?:\/|$)/.test(request.url);
  if (isApi || (request.method !== 'GET' && request.method !== 'HEAD')) {
    throw new AppError('forbidden', `Only https is answered here: use ${config.PUBLIC_URL}.`);
  }
  return reply.redirect(`${config.PUBLIC_URL}${request.originalUrl}`, 308);
}
