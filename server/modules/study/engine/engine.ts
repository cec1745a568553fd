import { AppError } from '../../../platform/errors.ts';
import { createThread, ThreadError } from '../../../platform/threads/index.ts';
import type { TaskInput, TaskName, TaskResult } from './tasks.ts';

/** The built-in engine, in a thread of its own. */
export interface Engine {
  /** Throws `unavailable` when too many wait or a task takes too long, and the reason of `signal`. */
  run<N extends TaskName>(name: N, input: TaskInput<N>, signal?: AbortSignal): Promise<TaskResult<N>>;
}

interface EngineLimits {
  /** For one task; 30 seconds unless told. */
  timeoutMs?: number;
  /** Tasks that may wait; 64 unless told. */
  maxWaiting?: number;
}

const reasons: Record<ThreadError['code'], string> = {
  busy: 'Too many texts are being worked on: try again soon.',
  timeout: 'This takes the built-in engine too long: send less text.',
  failed: 'The built-in engine could not work on this text.',
};

/** The thread starts with the first task. */
export function createEngine({ timeoutMs = 30_000, maxWaiting = 64 }: EngineLimits = {}): Engine {
  const thread = createThread<{ name: TaskName; input: unknown }, unknown>({
    file: new URL('./engine.worker.ts', import.meta.url),
    timeoutMs,
    maxQueue: maxWaiting,
  });
  return {
    run: async <N extends TaskName>(name: N, input: TaskInput<N>, signal?: AbortSignal) => {
      try {
        return (await thread.run({ name, input }, signal)) as TaskResult<N>;
      } catch (error) {
        if (error instanceof ThreadError) throw new AppError('unavailable', reasons[error.code], { cause: error });
        throw error;
      }
    },
  };
}
