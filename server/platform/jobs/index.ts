export { handleJob, type JobDefinition, type Jobs, openJobs } from './jobs.ts';
