import { handleJob } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { purgeSessionsJob, resetMailJob } from './auth.job-definitions.ts';
import { sendResetMail } from './password.actions.ts';
import { purgeExpired } from './sessions.ts';

/** The queues of this module, to be created before anything is enqueued. */
export const authJobDefinitions = [resetMailJob, purgeSessionsJob];

/** What works on them. */
export const authJobs = (platform: Platform) => [
  handleJob(resetMailJob, ({ email }, job) => sendResetMail(platform, email, job)),
  handleJob(purgeSessionsJob, () => purgeExpired(platform)),
];
