import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Bus } from './bus/bus.ts';
import type { Database, Db } from './db/index.ts';
import type { Jobs } from './jobs/index.ts';

/** What every module stands on; made once in `app.ts` and handed to actions as their first argument. */
export interface Platform {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly db: Db;
  readonly bus: Bus;
  readonly jobs: Jobs;
  /** The time; a test may hand in its own. */
  readonly now: () => Date;
}
