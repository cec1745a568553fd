import type { Tool } from '../../platform/agent/tool.ts';
import type { Platform } from '../../platform/platform.ts';

/** What the module's actions, jobs and routes work with. */
export interface RunsContext extends Platform {
  /** Every tool there is; `app.ts` hands the list in. */
  readonly tools: readonly Tool[];
}

/** One worker's turn at a run: what it writes is refused once another turn began or the run ended. */
export interface Turn {
  readonly runId: string;
  readonly attempt: number;
}

/** The run went on without this worker: it was cancelled, ended, or another worker has it. */
export class StaleRun extends Error {
  constructor(runId: string) {
    super(`Run ${runId} is no longer this worker's.`);
  }
}
