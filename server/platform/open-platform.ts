import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDiskBlobs } from './blobs/index.ts';
import { createLocalBus } from './bus/bus.ts';
import { startRedisBus } from './bus/redis.ts';
import { loadSecrets } from './crypto/index.ts';
import { migrateUp, openDatabase } from './db/index.ts';
import { createEmbeddings } from './embeddings/index.ts';
import { createMemoryLimiter } from './http/limiter.ts';
import { createRedisLimiters } from './http/redis-limiter.ts';
import { type JobDefinition, openJobs } from './jobs/index.ts';
import { createModels } from './llm/index.ts';
import { createMailer } from './mail/index.ts';
import type { Platform } from './platform.ts';
import { RedisLink } from './redis/link.ts';
import { createLogger, createMetrics, startTracing } from './telemetry/index.ts';

interface PlatformOptions {
  /** Every kind of job of every module. */
  definitions: JobDefinition[];
  /** Whether this process works on jobs. */
  works: boolean;
  /** The time; a test may hand in its own. */
  now?: (() => Date) | undefined;
}

interface OpenPlatform {
  platform: Platform;
  redis: RedisLink | undefined;
  /** To be called last, after HTTP and jobs have ended. */
  closePlatform(): Promise<void>;
}

/** Opens what every role stands on, as the settings say, and brings the schema up to date. */
export async function openPlatform(
  config: Config,
  { definitions, works, now = () => new Date() }: PlatformOptions,
): Promise<OpenPlatform> {
  const stopTracing = await startTracing(process.env, config.version);
  const logger = createLogger(config);
  const redis = config.REDIS_URL ? new RedisLink(config.REDIS_URL, { config, logger }) : undefined;
  const database = await openDatabase(config);
  const bus = redis ? await startRedisBus(redis, logger) : createLocalBus();
  await migrateUp(database);
  const jobs = await openJobs({ database, bus, logger, definitions, works });
  const metrics = createMetrics({ pool: database.pool, jobDepth: jobs.depth });
  const platform: Platform = {
    config,
    logger,
    database,
    db: database.db,
    bus,
    jobs,
    createLimiter: redis ? createRedisLimiters(redis) : createMemoryLimiter,
    metrics,
    blobs: openDiskBlobs(join(config.DATA_DIR, 'media')),
    mailer: createMailer(config, logger),
    embeddings: createEmbeddings(config),
    models: createModels(config, { logger, metrics }),
    secrets: loadSecrets(config),
    now,
  };
  const closePlatform = async (): Promise<void> => {
    await platform.embeddings.close();
    await platform.models.close();
    await redis?.close();
    await database.close();
    await stopTracing();
  };
  return { platform, redis, closePlatform };
}
