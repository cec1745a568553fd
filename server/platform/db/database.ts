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
  /** Runs work whose statements may take long, such as migrations and copies: no time limit cancels them. */
  unhurried<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database the settings name: PostgreSQL by `DATABASE_URL`, else the embedded one under `DATA_DIR`. */
export async function openDatabase(config: Config): Promise<Database> {
  return config.DATABASE_URL ? openPostgres(config, config.DATABASE_URL) : openEmbedded(config);
}

async function openPostgres(config: Config, url: string): Promise<Database> {
  const common: pg.PoolConfig = {
    connectionString: url,
    application_name: `parlance ${config.version}`,
    connectionTimeoutMillis: 5_000,
    // Firewalls forget connections that say nothing; a dead one is noticed here and not by the next request.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  };
  const pool = createPool({
    ...common,
    max: config.DATABASE_POOL_SIZE,
    statement_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
  });
  return wrap(pool, {
    mode: 'postgresql',
    unhurried: async (work) => {
      const slow = createPool({ ...common, max: 2 });
      try {
        return await work(createDb(slow));
      } finally {
        await slow.end();
      }
    },
    closeServer: async () => undefined,
  });
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
  const database: Database = wrap(pool, {
    mode: 'embedded',
    unhurried: (work) => watchdog.pauseFor(() => work(database.db)),
    closeServer: async () => {
      watchdog.stop();
      await embedded.close();
    },
  });
  return database;
}

interface Watchdog {
  /** Nothing counts as stuck until the work is done. */
  pauseFor<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** Calls `onStuck` when one connection has been checked out for longer than `timeoutMs`. */
function watchStatements(pool: pg.Pool, timeoutMs: number, onStuck: () => void): Watchdog {
  let since: number | undefined;
  let pauses = 0;
  pool.on('acquire', () => {
    since = Date.now();
  });
  pool.on('release', () => {
    since = undefined;
  });
  const timer = setInterval(() => {
    if (pauses > 0 || since === undefined || Date.now() - since < timeoutMs) return;
    since = undefined;
    onStuck();
  }, 1_000);
  timer.unref();
  return {
    pauseFor: async (work) => {
      pauses += 1;
      try {
        return await work();
      } finally {
        pauses -= 1;
      }
    },
    stop: () => clearInterval(timer),
  };
}

const createDb = (pool: pg.Pool): Db =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(isTracing() ? { log: traceQuery } : {}),
  });

interface Server extends Pick<Database, 'mode' | 'unhurried'> {
  closeServer: () => Promise<void>;
}

function wrap(pool: pg.Pool, { mode, unhurried, closeServer }: Server): Database {
  const db = createDb(pool);
  return {
    db,
    pool,
    mode,
    unhurried,
    ping: async () => {
      const started = performance.now();
      await withDeadline(sql`select 1`.execute(db), 2_000, 'The database does not answer.');
      return performance.now() - started;
    },
    close: async () => {
      // Not by Kysely, which leaves a pool open through which it has sent nothing itself.
      await pool.end();
      await closeServer();
    },
  };
}
