import { Type } from 'typebox';
import type { JobDefinition } from '../../platform/jobs/index.ts';

/** Removes bytes whose rows are gone: after the commit, and again until the storage has done it. */
export const removeBlobsJob = {
  queue: 'media-remove-blobs',
  payload: Type.Object({ keys: Type.Array(Type.String(), { minItems: 1 }) }),
  attempts: 10,
  timeoutSeconds: 300,
  concurrency: 1,
} satisfies JobDefinition;

/** Removes uploads that nobody sent, and what crashes left behind. */
export const sweepMediaJob = {
  queue: 'media-sweep',
  payload: Type.Object({}),
  attempts: 3,
  timeoutSeconds: 1_800,
  concurrency: 1,
  schedule: '23 * * * *',
} satisfies JobDefinition;
