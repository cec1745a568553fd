import { type Db, fromKysely, PgBoss, type SendOptions } from 'pg-boss';
import type { Logger } from 'pino';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Bus } from '../bus/bus.ts';
import { afterCommit, type Database, type Tx } from '../db/index.ts';
import { spanOfWork, traceCarrier } from '../telemetry/index.ts';

/** What a handler gets beside its payload. `attempt` counts from 1. */
export interface JobRun {
  id: string;
  attempt: number;
  signal: AbortSignal;
}

/** One kind of work. A handler only calls an action and may run more than once for the same job. */
export interface JobDefinition<S extends TSchema = TSchema> {
  readonly queue: string;
  readonly payload: S;
  /** Tries in all, with exponential backoff between them. */
  readonly attempts: number;
  /** After this time a try counts as failed. */
  readonly timeoutSeconds: number;
  /** Jobs of this queue that one process runs at a time. */
  readonly concurrency: number;
  /** Cron expression in UTC for work that recurs. */
  readonly schedule?: string;
}

interface JobHandler {
  readonly definition: JobDefinition;
  readonly run: (payload: never, job: JobRun) => Promise<void>;
}

/** Pairs a definition with its handler, so that the handler's payload has the definition's type. */
export function handleJob<S extends TSchema>(
  definition: JobDefinition<S>,
  run: (payload: Static<S>, job: JobRun) => Promise<void>,
): JobHandler {
  return { definition, run };
}

export interface Jobs {
  /** Enqueues in the caller's transaction: the job exists exactly if the change that caused it does. */
  enqueue<S extends TSchema>(
    tx: Tx,
    definition: JobDefinition<S>,
    payload: Static<S>,
    options?: Pick<SendOptions, 'priority' | 'startAfter' | 'singletonKey'>,
  ): Promise<void>;
  /** Starts working on the given kinds. Call once, after the migrations. */
  work(handlers: JobHandler[]): Promise<void>;
  /** Jobs that wait or run, by queue. */
  depth(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

const deadLetters = 'dead-letters';

/** Opens the job queues inside the product's own database (schema `pgboss`). */
export async function openJobs(ctx: {
  database: Database;
  bus: Bus;
  logger: Logger;
  definitions: JobDefinition[];
}): Promise<Jobs> {
  const { database, bus, logger, definitions } = ctx;
  const connection: Db = { executeSql: (text: string, values?: unknown[]) => database.pool.query(text, values) };
  await createQueues(connection, definitions);
  const boss = new PgBoss({ db: connection, ...backend(database), migrate: false });
  boss.on('error', (error) => logger.error({ err: error }, 'job queue'));
  await boss.start();
  const workers = new Map<string, string>();
  const unsubscribe = bus.subscribe('jobs', ({ queue }) => {
    const worker = workers.get(queue);
    if (worker) boss.notifyWorker(worker);
  });
  return {
    enqueue: async (tx, definition, payload, options = {}) => {
      const data = { ...(Value.Parse(definition.payload, payload) as object), ...traceCarrier() };
      await boss.send(definition.queue, data, { ...options, db: fromKysely(tx) });
      afterCommit(tx, () => bus.publish({ kind: 'jobs', queue: definition.queue }));
    },
    work: async (handlers) => {
      for (const handler of handlers) workers.set(handler.definition.queue, await startWorker(boss, handler, logger));
    },
    depth: () => countWaiting(database),
    stop: async () => {
      unsubscribe();
      await boss.stop({ graceful: true, timeout: 5_000, close: false });
    },
  };
}

const backend = (database: Database) => ({
  backend: database.mode === 'embedded' ? ('pglite' as const) : ('postgres' as const),
});

/**
 * Queues are made by a short-lived boss. The queue cache of the boss that just made them would be filled by a query of its own
 * at the first `send`, which inside a transaction on the embedded single connection waits for itself.
 */
async function createQueues(connection: Db, definitions: JobDefinition[]): Promise<void> {
  const maker = new PgBoss({ db: connection, supervise: false, schedule: false });
  await maker.start();
  await maker.createQueue(deadLetters, { retentionSeconds: 365 * 86_400 });
  for (const definition of definitions) {
    const options = {
      retryLimit: definition.attempts - 1,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 600,
      expireInSeconds: definition.timeoutSeconds,
      deadLetter: deadLetters,
    };
    await maker.createQueue(definition.queue, options);
    await maker.updateQueue(definition.queue, options);
    if (definition.schedule) await maker.schedule(definition.queue, definition.schedule);
  }
  await maker.stop({ graceful: false, close: false });
}

function startWorker(boss: PgBoss, { definition, run }: JobHandler, logger: Logger): Promise<string> {
  const options = {
    includeMetadata: true,
    pollingIntervalSeconds: 10,
    localConcurrency: definition.concurrency,
  } as const;
  return boss.work<object, void, typeof options>(definition.queue, options, async (jobs) => {
    for (const job of jobs) {
      const { traceparent, tracestate, ...data } = (job.data ?? {}) as Record<string, unknown>;
      try {
        await spanOfWork(`job ${definition.queue}`, { traceparent, tracestate }, () =>
          run(Value.Parse(definition.payload, data) as never, {
            id: job.id,
            attempt: job.retryCount + 1,
            signal: job.signal,
          }),
        );
      } catch (error) {
        logger.warn({ err: error, queue: definition.queue, job: job.id, attempt: job.retryCount + 1 }, 'job failed');
        throw error;
      }
    }
  });
}

async function countWaiting(database: Database): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string; waiting: number }>(
    "select name, count(*)::int as waiting from pgboss.job where state in ('created', 'retry', 'active') group by name",
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.waiting]));
}
