import { pino } from 'pino';
import type { Config } from './config.ts';
import { createLocalBus } from './platform/bus/bus.ts';
import { migrateUp, openDatabase } from './platform/db/index.ts';
import { createMemoryLimiter } from './platform/http/limiter.ts';
import { createHttp } from './platform/http/server.ts';
import type { Http } from './platform/http/types.ts';
import { openJobs } from './platform/jobs/index.ts';
import type { Platform } from './platform/platform.ts';

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
  const logger = pino({ level: config.LOG_LEVEL });
  const database = await openDatabase(config);
  const bus = createLocalBus();
  await migrateUp(database.db);
  const jobs = await openJobs({ database, bus, logger, definitions: [] });
  const platform: Platform = {
    config,
    logger,
    database,
    db: database.db,
    bus,
    jobs,
    createLimiter: createMemoryLimiter,
    now,
  };
  const http = await createHttp(platform, {
    authenticate: async () => {
      throw new Error('no auth yet');
    },
  });
  return {
    http,
    platform,
    close: async () => {
      await http.close();
      await jobs.stop();
      await database.close();
    },
  };
}
