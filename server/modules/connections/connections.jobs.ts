import { handleJob, type JobHandler, type JobRun } from '../../platform/jobs/index.ts';
import { analyzeConnection } from './analysis/analyze-connection.ts';
import { scheduleAnalyses } from './analysis/schedule.ts';
import { resealPasswords } from './connection-secrets.ts';
import {
  analyzeConnectionJob,
  removeDatabaseJob,
  scheduleAnalysesJob,
  tendConnectionsJob,
} from './connections.job-definitions.ts';
import type { ConnectionsContext } from './context.ts';
import { databaseArea, removeDatabase, sweepCopies } from './sqlite-files.ts';

/** The queues of this module, to be created before anything is enqueued. */
export const connectionJobDefinitions = [
  analyzeConnectionJob,
  scheduleAnalysesJob,
  removeDatabaseJob,
  tendConnectionsJob,
];

/** What works on them. */
export const connectionJobs = (ctx: ConnectionsContext): JobHandler[] => [
  handleJob(analyzeConnectionJob, (payload, job) => analyzeConnection(ctx, payload.connection_id, job)),
  handleJob(scheduleAnalysesJob, () => scheduleAnalyses(ctx)),
  handleJob(removeDatabaseJob, ({ key }) => removeDatabase(ctx, key)),
  handleJob(tendConnectionsJob, (_, job) => tendConnections(ctx, job)),
];

const day = 86_400_000;

async function tendConnections(ctx: ConnectionsContext, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  await resealPasswords(ctx);
  const before = new Date(ctx.now().getTime() - day);
  const rows = await ctx.db.selectFrom('connections').select('blob_key').where('blob_key', 'is not', null).execute();
  const known = new Set(rows.map(({ blob_key }) => blob_key));
  for await (const key of ctx.blobs.list(databaseArea, { before })) {
    signal.throwIfAborted();
    if (!known.has(key)) await ctx.blobs.remove(key);
  }
  await sweepCopies(ctx, (key) => known.has(key));
}
