export { handleJob, type JobDefinition, type JobHandler, type JobRun } from './definition.ts';
export { type Jobs, openJobs } from './jobs.ts';
export { createQueues } from './queues.ts';
