import { fromKysely, PgBoss, type SendOptions } from 'pg-boss';
import type { Logger } from 'pino';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Bus } from '../bus/bus.ts';
import { afterCommit, type Database, type Tx } from '../db/index.ts';
import { traceCarrier } from '../telemetry/index.ts';
import type { JobDefinition, JobHandler } from './definition.ts';
import { connect, createQueues, deadLetters } from './queues.ts';
import { startWorkers, type WorkContext } from './worker.ts';

export interface Jobs {
  /** Enqueues in the caller's transaction: the job exists exactly if the change that caused it does. */
  enqueue<S extends TSchema>(
    tx: Tx,
    definition: JobDefinition<S>,
    payload: Static<S>,
    options?: Pick<SendOptions, 'priority' | 'startAfter' | 'singletonKey'>,
  ): Promise<void>;
  /** Starts working on the given kinds. Call once, after the migrations, where `works` was said. */
  work(handlers: JobHandler[], options: WorkOptions): Promise<void>;
  /** Jobs that wait or run, by queue. */
  depth(): Promise<Record<string, number>>;
  /** Gives jobs whose last try failed all their tries again: those of one queue, or all. Returns how many. */
  replayDeadLetters(queue?: string): Promise<number>;
  /** Takes no more jobs, and lets those that run finish; what takes longer than `seconds` is given back. */
  stop(seconds: number): Promise<void>;
}

interface WorkOptions extends Pick<WorkContext, 'metrics'> {
  /** Jobs of each queue at a time, instead of what its definition says. */
  concurrency: number | undefined;
}

interface JobsContext {
  database: Database;
  bus: Bus;
  logger: Logger;
  definitions: JobDefinition[];
  /** Whether this process works on jobs: then it also starts scheduled ones and takes over those of dead workers. */
  works: boolean;
}

/** Opens the job queues inside the product's own database (schema `pgboss`). */
export async function openJobs({ database, bus, logger, definitions, works }: JobsContext): Promise<Jobs> {
  await createQueues(database, definitions);
  const boss = new PgBoss({
    ...connect(database),
    migrate: false,
    supervise: works,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    schedule: works,
  });
  boss.on('error', (error) => logger.error({ err: error }, 'job queue'));
  await boss.start();
  if (works && database.mode === 'embedded') await giveBackOrphans(boss, database);
  const workers = new Map<string, string[]>();
  const unsubscribe = bus.subscribe('jobs', ({ queue }) => {
    for (const worker of workers.get(queue) ?? []) boss.notifyWorker(worker);
  });
  return {
    enqueue: async (tx, definition, payload, options = {}) => {
      const data = { ...(Value.Parse(definition.payload, payload) as object), ...traceCarrier() };
      await boss.send(definition.queue, data, { ...options, db: fromKysely(tx) });
      afterCommit(tx, () => bus.publish({ kind: 'jobs', queue: definition.queue }));
    },
    work: async (handlers, { metrics, concurrency }) => {
      for (const handler of handlers) {
        const { queue, concurrency: own } = handler.definition;
        workers.set(queue, await startWorkers({ boss, logger, metrics }, handler, concurrency ?? own));
      }
    },
    depth: () => countWaiting(database),
    replayDeadLetters: async (queue) => {
      const replayed = await replay(boss, queue);
      for (const definition of definitions) bus.publish({ kind: 'jobs', queue: definition.queue });
      return replayed;
    },
    stop: async (seconds) => {
      unsubscribe();
      await boss.stop({ graceful: true, timeout: seconds * 1_000, close: false });
    },
  };
}

/** The embedded database has one process: what is at work when it starts was at work in one that died, and is tried again at once. */
async function giveBackOrphans(boss: PgBoss, { pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ name: string; ids: string[] }>(
    "select name, array_agg(id::text) as ids from pgboss.job where state = 'active' group by name",
  );
  for (const { name, ids } of rows) {
    await boss.fail(name, ids, { message: 'The process that worked on it ended.' });
    // It was no fault of the job: there is nothing to wait for.
    await pool.query(
      "update pgboss.job set start_after = now() where name = $1 and id = any($2::uuid[]) and state = 'retry'",
      [name, ids],
    );
  }
}

/** By rounds, so that no statement runs long. */
async function replay(boss: PgBoss, queue: string | undefined): Promise<number> {
  const limit = 1_000;
  for (let total = 0; ; ) {
    const moved = await boss.redrive(deadLetters, { limit, ...(queue === undefined ? {} : { sourceName: queue }) });
    total += moved;
    if (moved < limit) return total;
  }
}

async function countWaiting(database: Database): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string; waiting: number }>(
    "select name, count(*)::int as waiting from pgboss.job where state in ('created', 'retry', 'active') group by name",
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.waiting]));
}
