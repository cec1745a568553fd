// The tables of this module, declared to the database's types.
import './runs.tables.ts';

import type { Tx } from '../../platform/db/index.ts';
import type { AskedMessage } from '../conversations/index.ts';
import type { RunsContext } from './context.ts';
import { asksAssistant, startRun } from './start-run.ts';

export { complete } from './complete.ts';
export type { RunsContext } from './context.ts';
export { eraseRuns, scrubRuns } from './erase-runs.ts';
export { runJobDefinitions } from './runs.job-definitions.ts';
export { runJobs } from './runs.jobs.ts';
export { findRunConversation, findRunOfMessage } from './runs.queries.ts';
export { registerRunRoutes } from './runs.routes.ts';
export { registerTextApi } from './text-api.routes.ts';

/** Starts the run that answers a message, where the message asks the assistant. */
export const startRunIfAsked = async (ctx: RunsContext, tx: Tx, { kind, names, ...asked }: AskedMessage) =>
  asksAssistant(kind, names) ? startRun(ctx, tx, asked) : undefined;
