import { Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import type { JobDefinition } from '../../platform/jobs/index.ts';

/** A run may take this long, waiting for approval not counted. */
export const runSeconds = 600;

/** Answers one message. Its priority says who is served first. */
export const answerJob = {
  queue: 'runs',
  payload: Type.Object({ run_id: Uuid }),
  attempts: 4,
  timeoutSeconds: runSeconds + 60,
  concurrency: 8,
} satisfies JobDefinition;

/** Replaces the events of runs that ended a while ago by what they said. */
export const compactRunsJob = {
  queue: 'compact-runs',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 600,
  concurrency: 1,
  schedule: '*/10 * * * *',
} satisfies JobDefinition;

export const runJobDefinitions: JobDefinition[] = [answerJob, compactRunsJob];
