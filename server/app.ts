import { join } from 'node:path';
import type { Logger } from 'pino';
import { countStats, createComponents } from './components.ts';
import type { Config } from './config.ts';
import {
  authJobDefinitions,
  authJobs,
  createAuthenticate,
  findEndedSessions,
  registerAuthRoutes,
} from './modules/auth/index.ts';
import {
  createConversations,
  registerConversationRoutes,
  registerMessageRoutes,
} from './modules/conversations/index.ts';
import {
  attachMedia,
  detachMedia,
  mediaJobDefinitions,
  mediaJobs,
  registerMediaRoutes,
} from './modules/media/index.ts';
import { startRealtime } from './modules/realtime/index.ts';
import { registerSystemRoutes } from './modules/system/index.ts';
import { registerUserRoutes } from './modules/users/index.ts';
import { openDiskBlobs } from './platform/blobs/index.ts';
import { createLocalBus } from './platform/bus/bus.ts';
import { startRedisBus } from './platform/bus/redis.ts';
import { loadSecret } from './platform/crypto/index.ts';
import { migrateUp, openDatabase } from './platform/db/index.ts';
import { createMemoryLimiter } from './platform/http/limiter.ts';
import { registerPages } from './platform/http/pages.ts';
import { createRedisLimiters } from './platform/http/redis-limiter.ts';
import { createHttp } from './platform/http/server.ts';
import type { Http } from './platform/http/types.ts';
import { handleJob, openJobs } from './platform/jobs/index.ts';
import { applyRetention, trimLogsJob } from './platform/log/index.ts';
import { createMailer } from './platform/mail/index.ts';
import type { Platform } from './platform/platform.ts';
import { RedisLink } from './platform/redis/link.ts';
import { createLogger, createMetrics, startTracing } from './platform/telemetry/index.ts';

export interface App {
  readonly http: Http;
  readonly platform: Platform;
  /** Lets requests and jobs finish, closes sockets with a resumable code, then the database. */
  close(): Promise<void>;
}

interface AppOptions {
  /** The time; a test may hand in its own. */
  now?: () => Date;
}

/** Builds the whole product from its settings: the only place where modules meet. Migrates, but does not listen yet. */
export async function createApp(config: Config, { now = () => new Date() }: AppOptions = {}): Promise<App> {
  const stopTracing = await startTracing(process.env, config.version);
  const logger = createLogger(config);
  const redis = config.REDIS_URL ? new RedisLink(config.REDIS_URL, { config, logger }) : undefined;
  const platform = await createPlatform(config, { logger, redis, now });
  const { db, database, jobs } = platform;
  const authenticate = createAuthenticate(platform);
  const conversations = createConversations(platform, {
    attachMedia,
    detachMedia: (tx, messageIds) => detachMedia(platform, tx, messageIds),
  });

  const http = await createHttp(platform, { authenticate });
  await registerAuthRoutes(http, platform);
  registerUserRoutes(http, platform);
  registerConversationRoutes(http, conversations);
  registerMessageRoutes(http, conversations);
  await registerMediaRoutes(http, platform, { authenticate });
  await registerPages(http);
  const realtime = startRealtime(http, platform, {
    authenticate,
    conversations,
    endedSessions: (sessionIds) => findEndedSessions(db, sessionIds, now()),
  });

  platform.metrics.watchSockets(() => realtime.hub.connectionCount);
  let stopping = false;
  registerSystemRoutes(http, platform, {
    components: createComponents(platform, redis),
    required: ['database'],
    isStopping: () => stopping,
    countStats: async () => ({ ...(await countStats(platform)), sockets: realtime.hub.connectionCount }),
  });

  await jobs.work([
    handleJob(trimLogsJob, () => applyRetention(platform)),
    ...authJobs(platform),
    ...mediaJobs(platform),
  ]);
  return {
    http,
    platform,
    close: async () => {
      stopping = true;
      await realtime.close();
      await http.close();
      await jobs.stop();
      await redis?.close();
      await database.close();
      await stopTracing();
    },
  };
}

interface PlatformParts {
  logger: Logger;
  redis: RedisLink | undefined;
  now: () => Date;
}

async function createPlatform(config: Config, { logger, redis, now }: PlatformParts): Promise<Platform> {
  const database = await openDatabase(config);
  const bus = redis ? await startRedisBus(redis, logger) : createLocalBus();
  await migrateUp(database.db);
  const jobs = await openJobs({
    database,
    bus,
    logger,
    definitions: [trimLogsJob, ...authJobDefinitions, ...mediaJobDefinitions],
  });
  return {
    config,
    logger,
    database,
    db: database.db,
    bus,
    jobs,
    createLimiter: redis ? createRedisLimiters(redis) : createMemoryLimiter,
    metrics: createMetrics({ pool: database.pool, jobDepth: jobs.depth }),
    blobs: openDiskBlobs(join(config.DATA_DIR, 'media')),
    mailer: createMailer(config, logger),
    secret: loadSecret(config),
    now,
  };
}
