import { Worker } from 'node:worker_threads';

/** Why a thread gave no result: `busy` (the queue is full), `timeout` (it was killed), `failed` (it threw or ended). */
export class ThreadError extends Error {
  readonly code: 'busy' | 'timeout' | 'failed';

  constructor(code: ThreadError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ThreadError';
    this.code = code;
  }
}

interface ThreadOptions {
  /** The file that calls `serveThread`. */
  file: URL;
  /** One task may run this long, then the thread is killed and the next task gets a new one. Milliseconds. */
  timeoutMs: number;
  /** The first task of a thread may also load its libraries. 15,000 ms unless told. */
  startMs?: number;
  /** Tasks that may wait; one more is refused. */
  maxQueue: number;
  /** A thread without work ends after this time and gives its memory back. 60,000 ms unless told. */
  idleMs?: number;
  /** Heap of the thread in MiB. 512 unless told. */
  maxHeapMb?: number;
}

export interface Thread<Input, Output> {
  /** Does one task after the other. Rejects with a `ThreadError`, or with the signal's reason when that aborts. */
  run(input: Input, signal?: AbortSignal): Promise<Output>;
}

/** What a thread sends back. */
export type ThreadReply<Output> = { ready: true } | { ok: true; output: Output } | { ok: false; message: string };

interface Task<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/**
 * Work that would hold up the event loop, done in a thread that is started when it is needed. Nothing has to be closed: without
 * work the thread keeps no process alive.
 */
export function createThread<Input, Output>(options: ThreadOptions): Thread<Input, Output> {
  const queue: Task<Input, Output>[] = [];
  let current: Task<Input, Output> | undefined;
  let worker: Worker | undefined;
  let ready = false;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    const task = queue.shift();
    clearTimeout(timer);
    current = task;
    if (!task) {
      rest();
      return;
    }
    worker ??= start();
    worker.ref();
    timer = setTimeout(overdue, ready ? options.timeoutMs : options.timeoutMs + (options.startMs ?? 15_000));
    worker.postMessage(task.input);
  };

  const overdue = (): void => {
    const task = current;
    drop();
    task?.reject(new ThreadError('timeout', `The task took longer than ${options.timeoutMs} ms.`));
    begin();
  };

  const rest = (): void => {
    worker?.unref();
    timer = setTimeout(drop, options.idleMs ?? 60_000).unref();
  };

  const drop = (): void => {
    const ended = worker;
    worker = undefined;
    ready = false;
    ended?.removeAllListeners();
    // What an ending thread still throws concerns nobody, but unheard it would end the process.
    ended?.on('error', () => undefined);
    void ended?.terminate();
  };

  const answer = (reply: ThreadReply<Output>): void => {
    if ('ready' in reply) {
      becomeReady();
      return;
    }
    const task = current;
    if (reply.ok) task?.resolve(reply.output);
    else task?.reject(new ThreadError('failed', reply.message));
    begin();
  };

  const becomeReady = (): void => {
    ready = true;
    if (!current) return;
    clearTimeout(timer);
    timer = setTimeout(overdue, options.timeoutMs);
  };

  const broke = (cause: unknown): void => {
    const task = current;
    drop();
    task?.reject(new ThreadError('failed', 'The thread ended.', { cause }));
    begin();
  };

  const start = (): Worker => {
    const started = new Worker(options.file, { resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb ?? 512 } });
    return started.on('message', answer).on('error', broke).on('exit', broke);
  };

  const withdraw = (task: Task<Input, Output>): void => {
    const waiting = queue.indexOf(task);
    if (waiting >= 0) queue.splice(waiting, 1);
    else if (current === task) {
      drop();
      begin();
    }
  };

  return {
    run(input, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (queue.length >= options.maxQueue)
        return Promise.reject(new ThreadError('busy', `${queue.length} tasks wait already.`));
      return new Promise<Output>((resolve, reject) => {
        const abort = () => {
          withdraw(task);
          reject(signal?.reason);
        };
        const task: Task<Input, Output> = {
          input,
          resolve: (output) => {
            signal?.removeEventListener('abort', abort);
            resolve(output);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', abort);
            reject(error);
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        queue.push(task);
        if (!current) begin();
      });
    },
  };
}
