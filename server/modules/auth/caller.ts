import type { FastifyRequest } from 'fastify';

/** Where a request came from, for sessions and the audit trail. */
export interface Caller {
  ip: string;
  userAgent: string | null;
  requestId: string;
}

const userAgentMax = 300;

export function callerOf(request: FastifyRequest): Caller {
  return {
    ip: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, userAgentMax) ?? null,
    requestId: request.id,
  };
}
