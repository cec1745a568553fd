import type { FastifyReply, FastifyRequest } from 'fastify';
import ip from 'ipaddr.js';
import type { Platform } from '../platform.ts';
import { type Allowance, assertAllowed } from './limiter.ts';

/** The general request limits, shared by HTTP and the socket. */
export interface RequestLimits {
  /**
   * Counts one request of a user (or of an address, see `addressKey`) and returns the tighter of its two windows. Messages
   * sent by socket are counted with `consume('write', userId)`. Pair it with `assertAllowed`.
   */
  consume(kind: 'read' | 'write', key: string): Promise<Allowance>;
}

declare module 'fastify' {
  interface FastifyInstance {
    requestLimits: RequestLimits;
  }
}

/** Reads may be this many times as frequent as writes. */
const readFactor = 10;

/** The limits of the settings: per minute and per hour, reads and writes counted apart. */
export function createRequestLimits({
  config,
  createLimiter,
}: Pick<Platform, 'config' | 'createLimiter'>): RequestLimits {
  const windows = (kind: string, factor: number) => ({
    minute: createLimiter({ prefix: `${kind}-minute`, points: config.RATE_LIMIT_PER_MINUTE * factor, seconds: 60 }),
    hour: createLimiter({ prefix: `${kind}-hour`, points: config.RATE_LIMIT_PER_HOUR * factor, seconds: 3_600 }),
  });
  const limiters = { read: windows('read', readFactor), write: windows('write', 1) };
  return {
    consume: async (kind, key) => {
      const minute = await limiters[kind].minute.consume(key);
      // What the minute refuses must not use up the hour as well.
      if (!minute.allowed) return minute;
      const hour = await limiters[kind].hour.consume(key);
      return hour.allowed && minute.remaining <= hour.remaining ? minute : hour;
    },
  };
}

/** Counts a request, says so in the `RateLimit-*` headers and throws `rate_limited` when it is one too many. */
export async function limitRequest(limits: RequestLimits, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const kind = request.routeOptions.config.limit ?? kindOf(request.method);
  if (kind === 'none') return;
  const allowance = await limits.consume(kind, request.actor?.userId ?? addressKey(request.ip));
  reply.header('ratelimit-limit', allowance.limit);
  reply.header('ratelimit-remaining', allowance.remaining);
  reply.header('ratelimit-reset', allowance.resetSeconds);
  assertAllowed(allowance);
}

function kindOf(method: string): 'read' | 'write' | 'none' {
  if (method === 'OPTIONS') return 'none';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

/** What an address is counted under. Who has one IPv6 address has its whole /64, so that is one key. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  if (!ip.IPv6.isValid(address)) return address;
  const parsed = ip.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
