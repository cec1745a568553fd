import { sql } from 'kysely';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import type { Tx } from '../db/index.ts';
import { type Metrics, spanOfWork } from '../telemetry/index.ts';
import type { JobHandler } from './definition.ts';

export interface WorkContext {
  boss: PgBoss;
  logger: Logger;
  metrics: Pick<Metrics, 'observeJob'>;
}

/** Looks for jobs this often where no signal said that there are some. */
const pollingIntervalSeconds = 10;

/** Works on one kind of job, `concurrency` at a time. Returns the ids by which its workers are woken. */
export function startWorkers(context: WorkContext, handler: JobHandler, concurrency: number): Promise<string[]> {
  // One by one and not by pg-boss's localConcurrency, of which only the first could be woken.
  return Promise.all(Array.from({ length: concurrency }, () => startWorker(context, handler)));
}

async function startWorker(context: WorkContext, handler: JobHandler): Promise<string> {
  const { boss } = context;
  const options = { includeMetadata: true, pollingIntervalSeconds } as const;
  let lookAgain = (): void => undefined;
  const id = await boss.work<object, void, typeof options>(handler.definition.queue, options, async (jobs) => {
    // Where there was one job there may be more: pg-boss would wait for its next poll.
    lookAgain();
    for (const job of jobs) await runJob(context, handler, job);
  });
  lookAgain = () => boss.notifyWorker(id);
  return id;
}

async function runJob(
  { logger, metrics }: WorkContext,
  { definition, run }: JobHandler,
  job: JobWithMetadata<object>,
): Promise<void> {
  const { queue, payload } = definition;
  const { traceparent, tracestate, ...data } = (job.data ?? {}) as Record<string, unknown>;
  const attempt = job.retryCount + 1;
  const started = performance.now();
  const observe = (outcome: 'done' | 'failed') =>
    metrics.observeJob({ queue, outcome, seconds: (performance.now() - started) / 1_000 });
  try {
    await spanOfWork(`job ${queue}`, { traceparent, tracestate }, () =>
      run(Value.Parse(payload, data) as never, {
        id: job.id,
        attempt,
        signal: job.signal,
        hold: (tx) => hold(tx, queue, job),
      }),
    );
    observe('done');
  } catch (error) {
    observe('failed');
    logger.warn({ err: error, queue, job: job.id, attempt }, 'job failed');
    throw error;
  }
}

/** The row of a job carries its try; it stays locked for others until the transaction ends. */
async function hold(tx: Tx, queue: string, job: JobWithMetadata<object>): Promise<void> {
  const { rows } = await sql`
    select 1 from pgboss.job
    where name = ${queue} and id = ${job.id} and state = 'active' and retry_count = ${job.retryCount} for share`.execute(
    tx,
  );
  if (rows.length === 0) throw new Error(`Another worker has taken over job ${job.id}.`);
}
