import { handleJob, type JobHandler } from '../../platform/jobs/index.ts';
import { answer } from './answer.ts';
import { compactRuns } from './compact-runs.ts';
import type { RunsContext } from './context.ts';
import { restartRun } from './runs.actions.ts';
import { answerJob, compactRunsJob } from './runs.job-definitions.ts';

/** The work on runs. A job whose run failed for good starts a new run for the same message: an administrator has replayed it. */
export const runJobs = (ctx: RunsContext): JobHandler[] => [
  handleJob(answerJob, async ({ run_id }, job) => {
    await restartRun(ctx, run_id);
    await answer(ctx, run_id, job);
  }),
  handleJob(compactRunsJob, (_, job) => compactRuns(ctx, job)),
];
