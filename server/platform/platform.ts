import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Blobs } from './blobs/index.ts';
import type { Bus } from './bus/bus.ts';
import type { Secrets } from './crypto/index.ts';
import type { Database, Db } from './db/index.ts';
import type { EmbeddingModels } from './embeddings/index.ts';
import type { CreateLimiter } from './http/limiter.ts';
import type { Jobs } from './jobs/index.ts';
import type { Models } from './llm/index.ts';
import type { Mailer } from './mail/index.ts';
import type { Metrics } from './telemetry/index.ts';

/** What every module stands on; made once in `app.ts` and handed to actions as their first argument. */
export interface Platform {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly db: Db;
  readonly bus: Bus;
  readonly jobs: Jobs;
  /** Makes a counter for what may not happen too often. */
  readonly createLimiter: CreateLimiter;
  readonly metrics: Metrics;
  /** Files: uploads and what is made from them. */
  readonly blobs: Blobs;
  readonly mailer: Mailer;
  /** Turn texts into vectors for search by meaning. */
  readonly embeddings: EmbeddingModels;
  /** Language models; none where LLM is not set. */
  readonly models: Models;
  /** Keys are derived from them, one set per purpose: `deriveKeys(secrets, 'access-token', 32)`. */
  readonly secrets: Secrets;
  /** The time; a test may hand in its own. */
  readonly now: () => Date;
}
