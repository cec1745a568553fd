import type { Platform } from '../../platform/platform.ts';
import { createAnalyser } from './analysis/terms.ts';
import type { DocumentsContext } from './context.ts';

// The tables of this module, declared to the database's types.
import './documents.tables.ts';

export type { DocumentsContext } from './context.ts';
export { accessDocument, type Scope } from './documents.access.ts';
export { documentJobDefinitions, documentJobs } from './documents.jobs.ts';
export { registerDocumentRoutes } from './documents.routes.ts';
export { beginUpkeep } from './documents.upkeep.ts';
export { retrieve, type Search } from './retrieve/index.ts';
export { searchDocumentsTool } from './search-documents.tool.ts';

/** What the module's actions, routes and jobs need; one per process. */
export function createDocuments(platform: Platform): DocumentsContext {
  return { ...platform, analyser: createAnalyser() };
}
