import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import type { Config } from '../../config.ts';
import { withDeadline } from '../deadline.ts';
import { isTracing, traceQuery } from '../telemetry/index.ts';
import { startEmbedded } from './embedded.ts';
import { createPool } from './pool.ts';
import type { Db, Tables } from './tables.ts';

export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly mode: 'embedded' | 'postgresql';
  /** Milliseconds of a round trip; throws when the database does not answer within two seconds. */
  ping(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the database the settings name: PostgreSQL by `DATABASE_URL`, else the embedded one under `DATA_DIR`. */
export async function openDatabase(config: Config): Promise<Database> {
  return config.DATABASE_URL ? openPostgres(config, config.DATABASE_URL) : openEmbedded(config);
}

async function openPostgres(config: Config, url: string): Promise<Database> {
  const pool = createPool({
    connectionString: url,
    max: config.DATABASE_POOL_SIZE,
    application_name: `parlance ${config.version}`,
    statement_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
  });
  return wrap(pool, 'postgresql', async () => undefined);
}

/**
 * The embedded database has one session, so the pool holds one connection. It knows no statement timeout of its
 * own: a statement that runs over is ended together with its process, which starts again by itself.
 */
async function openEmbedded(config: Config): Promise<Database> {
  const embedded = await startEmbedded(join(config.DATA_DIR, 'postgres'));
  const pool = createPool({
    host: embedded.host,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
  });
  const watchdog = watchStatements(pool, config.DATABASE_STATEMENT_TIMEOUT_MS, embedded.restart);
  return wrap(pool, 'embedded', async () => {
    watchdog.stop();
    await embedded.close();
  });
}

/** Calls `onStuck` when one connection has been checked out for longer than `timeoutMs`. */
function watchStatements(pool: pg.Pool, timeoutMs: number, onStuck: () => void): { stop(): void } {
  let since: number | undefined;
  pool.on('acquire', () => {
    since = Date.now();
  });
  pool.on('release', () => {
    since = undefined;
  });
  const timer = setInterval(() => {
    if (since === undefined || Date.now() - since < timeoutMs) return;
    since = undefined;
    onStuck();
  }, 1_000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function wrap(pool: pg.Pool, mode: Database['mode'], closeServer: () => Promise<void>): Database {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(isTracing() ? { log: traceQuery } : {}),
  });
  return {
    db,
    pool,
    mode,
    ping: async () => {
      const started = performance.now();
      await withDeadline(sql`select 1`.execute(db), 2_000, 'The database does not answer.');
      return performance.now() - started;
    },
    close: async () => {
      await db.destroy();
      await closeServer();
    },
  };
}
