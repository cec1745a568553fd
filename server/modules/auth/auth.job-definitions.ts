import { Email } from '@parlance/contracts';
import { Type } from 'typebox';
import type { JobDefinition } from '../../platform/jobs/index.ts';

/** Sends a reset mail. The token is made by the handler: a job's payload is kept in clear. */
export const resetMailJob = {
  queue: 'reset-mail',
  payload: Type.Object({ email: Email }),
  attempts: 6,
  timeoutSeconds: 120,
  concurrency: 2,
} satisfies JobDefinition;

/** Removes expired sessions and tokens. */
export const purgeSessionsJob = {
  queue: 'purge-sessions',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 300,
  concurrency: 1,
  schedule: '*/10 * * * *',
} satisfies JobDefinition;
