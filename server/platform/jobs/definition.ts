import type { Static, TSchema } from 'typebox';
import type { Tx } from '../db/index.ts';

/** What a handler gets beside its payload. `attempt` counts from 1. */
export interface JobRun {
  id: string;
  attempt: number;
  /** Aborted when the try has taken too long, when another worker has taken the job over, and at the end of a shutdown. */
  signal: AbortSignal;
  /**
   * Throws unless this try still holds its job, and keeps it so until the transaction ends: what is written there is
   * written by one try only. For writes that are not the same when they are done twice.
   */
  hold(tx: Tx): Promise<void>;
}

/** One kind of work. A handler only calls an action and may run more than once for the same job. */
export interface JobDefinition<S extends TSchema = TSchema> {
  readonly queue: string;
  readonly payload: S;
  /** Tries in all, with exponential backoff between them. */
  readonly attempts: number;
  /** After this time a try counts as failed. */
  readonly timeoutSeconds: number;
  /** Jobs of this queue that one process runs at a time. */
  readonly concurrency: number;
  /** Cron expression in UTC for work that recurs. */
  readonly schedule?: string;
}

export interface JobHandler {
  readonly definition: JobDefinition;
  readonly run: (payload: never, job: JobRun) => Promise<void>;
}

/** Pairs a definition with its handler, so that the handler's payload has the definition's type. */
export function handleJob<S extends TSchema>(
  definition: JobDefinition<S>,
  run: (payload: Static<S>, job: JobRun) => Promise<void>,
): JobHandler {
  return { definition, run };
}
