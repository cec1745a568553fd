import { Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import type { JobDefinition } from '../../platform/jobs/index.ts';

/** Finds out what is in a connected database. */
export const analyzeConnectionJob = {
  queue: 'connections-analyze',
  payload: Type.Object({ connection_id: Uuid }),
  attempts: 3,
  timeoutSeconds: 1_800,
  concurrency: 2,
} satisfies JobDefinition;

/** Starts analyses that are due, and gives up those that nobody works on any more. */
export const scheduleAnalysesJob = {
  queue: 'connections-schedule',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 300,
  concurrency: 1,
  schedule: '*/10 * * * *',
} satisfies JobDefinition;

/** Removes the bytes of an uploaded database after its connection. */
export const removeDatabaseJob = {
  queue: 'connections-remove-database',
  payload: Type.Object({ key: Type.String() }),
  attempts: 10,
  timeoutSeconds: 300,
  concurrency: 1,
} satisfies JobDefinition;

/** Seals passwords under the current secret, and removes databases whose connection went with its account. */
export const tendConnectionsJob = {
  queue: 'connections-tend',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 1_800,
  concurrency: 1,
  schedule: '41 3 * * *',
} satisfies JobDefinition;
