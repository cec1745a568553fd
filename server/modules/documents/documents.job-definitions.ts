import { Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import type { JobDefinition } from '../../platform/jobs/index.ts';

const OneDocument = Type.Object({ document_id: Uuid });

/** Reads a file and makes its words searchable. One at a time: a large file takes much memory. */
export const ingestDocumentJob = {
  queue: 'documents-ingest',
  payload: OneDocument,
  attempts: 4,
  timeoutSeconds: 600,
  concurrency: 1,
} satisfies JobDefinition;

/** Embeds some of a document's chunks, then goes to the end of the queue: a long document holds up no short one. */
export const embedDocumentJob = {
  queue: 'documents-embed',
  payload: OneDocument,
  attempts: 6,
  timeoutSeconds: 600,
  concurrency: 1,
} satisfies JobDefinition;

/** Embeds documents with a new model, one after the other from `after` on, while the index of the old one serves. */
export const reindexDocumentsJob = {
  queue: 'documents-reindex',
  payload: Type.Object({ embedder_id: Type.Integer(), after: Uuid }),
  attempts: 10,
  timeoutSeconds: 600,
  concurrency: 1,
} satisfies JobDefinition;

/** Starts what a change of the settings or a fault left undone, and removes what belongs to nothing. */
export const tendDocumentsJob = {
  queue: 'documents-tend',
  payload: Type.Object({}),
  attempts: 1,
  timeoutSeconds: 1_800,
  concurrency: 1,
  schedule: '*/10 * * * *',
} satisfies JobDefinition;

/** Removes the files of deleted documents: after the commit, and again until the storage has done it. */
export const removeDocumentFilesJob = {
  queue: 'documents-remove-files',
  payload: Type.Object({ keys: Type.Array(Type.String(), { minItems: 1 }) }),
  attempts: 10,
  timeoutSeconds: 300,
  concurrency: 1,
} satisfies JobDefinition;
