import { handleJob } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { removeBlobsJob, sweepMediaJob } from './media.job-definitions.ts';
import { removeBlobs } from './media.removal.ts';
import { sweepMedia } from './media.sweep.ts';

/** The queues of this module, to be created before anything is enqueued. */
export const mediaJobDefinitions = [removeBlobsJob, sweepMediaJob];

/** What works on them. */
export const mediaJobs = (platform: Platform) => [
  handleJob(removeBlobsJob, ({ keys }, job) => removeBlobs(platform, keys, job)),
  handleJob(sweepMediaJob, (_, job) => sweepMedia(platform, job)),
];
