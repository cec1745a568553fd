import { after } from 'node:test';
import { readConfig } from '../../server/config.ts';
import { AppError } from '../../server/platform/errors.ts';
import { createMemoryLimiter } from '../../server/platform/http/limiter.ts';
import { createHttp } from '../../server/platform/http/server.ts';
import type { Http } from '../../server/platform/http/types.ts';
import { createLogger, createMetrics } from '../../server/platform/telemetry/index.ts';

/**
 * The HTTP application without modules and database, for tests of what holds for every route. The token `token-of-ada` belongs to
 * the user `ada`, and so for every name; other tokens are refused.
 */
export async function startBareHttp(
  settings: Record<string, string>,
  register: (http: Http) => void | Promise<void>,
): Promise<Http> {
  const config = readConfig({ LOG_LEVEL: 'silent', ...settings });
  const platform = {
    config,
    logger: createLogger(config),
    createLimiter: createMemoryLimiter,
    metrics: createMetrics({ pool: { totalCount: 0, idleCount: 0, waitingCount: 0 }, jobDepth: async () => ({}) }),
  };
  const http = await createHttp(platform, {
    authenticate: async (token) => {
      const userId = /^token-of-(\w+)$/.exec(token)?.[1];
      if (!userId) throw new AppError('unauthorized', 'Unknown token.');
      return { userId, sessionId: 'session', username: userId, isSuperuser: false };
    },
  });
  await register(http);
  await http.ready();
  after(() => http.close());
  return http;
}

/** The header of a signed-in request. */
export const as = (user: string) => ({ authorization: `Bearer token-of-${user}` });
