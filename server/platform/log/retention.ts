import { Type } from 'typebox';
import type { JobDefinition, JobRun } from '../jobs/index.ts';
import type { Platform } from '../platform.ts';
import { trimLogs } from './read.ts';

/** Removes the oldest events of long logs, every hour, where the settings ask for it. */
export const trimLogsJob = {
  queue: 'trim-logs',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 600,
  concurrency: 1,
  schedule: '17 * * * *',
} satisfies JobDefinition;

/** Keeps the newest `LOG_RETENTION_EVENTS` of each conversation's log. Messages stay; only who is further behind reloads. */
export async function applyRetention(
  { config, db, logger }: Pick<Platform, 'config' | 'db' | 'logger'>,
  { signal }: Pick<JobRun, 'signal'>,
): Promise<void> {
  if (config.LOG_RETENTION_EVENTS === 0) return;
  for (let total = 0; ; ) {
    signal.throwIfAborted();
    const removed = await trimLogs(db, 'conversation', config.LOG_RETENTION_EVENTS);
    total += removed;
    if (removed > 0) continue;
    if (total > 0) logger.info({ removed: total }, 'old events removed');
    return;
  }
}
