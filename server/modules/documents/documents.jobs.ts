import { handleJob } from '../../platform/jobs/index.ts';
import type { DocumentsContext } from './context.ts';
import {
  embedDocumentJob,
  ingestDocumentJob,
  reindexDocumentsJob,
  removeDocumentFilesJob,
  tendDocumentsJob,
} from './documents.job-definitions.ts';
import { removeFiles, tendDocuments } from './documents.upkeep.ts';
import { embedDocument } from './ingest/embed.ts';
import { ingestDocument } from './ingest/ingest.ts';
import { reindexDocuments } from './vectors/reindex.ts';

/** The queues of this module, to be created before anything is enqueued. */
export const documentJobDefinitions = [
  ingestDocumentJob,
  embedDocumentJob,
  reindexDocumentsJob,
  tendDocumentsJob,
  removeDocumentFilesJob,
];

/** What works on them. */
export const documentJobs = (ctx: DocumentsContext) => [
  handleJob(ingestDocumentJob, ({ document_id }, job) => ingestDocument(ctx, document_id, job)),
  handleJob(embedDocumentJob, ({ document_id }, job) => embedDocument(ctx, document_id, job)),
  handleJob(reindexDocumentsJob, (walk, job) => reindexDocuments(ctx, walk, job)),
  handleJob(tendDocumentsJob, (_, job) => tendDocuments(ctx, job)),
  handleJob(removeDocumentFilesJob, ({ keys }, job) => removeFiles(ctx, keys, job)),
];
