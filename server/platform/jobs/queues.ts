import { type Db, PgBoss } from 'pg-boss';
import type { Database } from '../db/index.ts';
import type { JobDefinition } from './definition.ts';

/** Where jobs go whose last try failed, until an administrator replays them. */
export const deadLetters = 'dead-letters';

const day = 86_400;

/** A worker that was killed says nothing for this long; then its job is given to another. */
const heartbeatSeconds = 15;

/** pg-boss on the product's own pool. */
export const connect = ({ pool, mode }: Database) => ({
  db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) } satisfies Db,
  backend: mode === 'embedded' ? ('pglite' as const) : ('postgres' as const),
});

/**
 * Queues are made by a short-lived boss. The queue cache of the boss that just made them would be filled by a query of its own
 * at the first `send`, which inside a transaction on the embedded single connection waits for itself.
 */
export async function createQueues(database: Database, definitions: JobDefinition[]): Promise<void> {
  const maker = new PgBoss({ ...connect(database), supervise: false, schedule: false });
  await maker.start();
  await maker.createQueue(deadLetters, { retentionSeconds: 365 * day });
  for (const definition of definitions) {
    const options = {
      retryLimit: definition.attempts - 1,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 600,
      expireInSeconds: definition.timeoutSeconds,
      heartbeatSeconds,
      deadLetter: deadLetters,
    };
    await maker.createQueue(definition.queue, options);
    await maker.updateQueue(definition.queue, options);
    if (definition.schedule) await maker.schedule(definition.queue, definition.schedule);
  }
  await maker.stop({ graceful: false, close: false });
}
