import { Worker } from 'node:worker_threads';
import { EmbeddingError, toUnitLength } from '../embeddings.ts';
import { builtinDimensions, type WorkOrder, type WorkResult } from './protocol.ts';

/** The thread that holds the model: started by the first work, ended when there was none for a while. One order at a time. */
export interface ModelThread {
  /** Throws `EmbeddingError` (`crashed`, `timeout`): the next order then finds a new thread. */
  run(texts: string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

interface ThreadOptions {
  /** The thread of another program; for tests of what happens when one dies. */
  program: URL;
  /** A thread without work gives its 300 MB back. */
  idleMs: number;
  /** Loading the model is part of the first order. */
  orderMs: number;
}

/** Makes the thread's keeper; no thread yet. */
export function createModelThread({ program, idleMs, orderMs }: ThreadOptions): ModelThread {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  return {
    run: async (texts) => {
      clearTimeout(idle);
      worker ??= startWorker(program);
      try {
        const vectors = await order(worker, texts, orderMs);
        idle = setTimeout(() => void end(), idleMs);
        idle.unref();
        return vectors;
      } catch (error) {
        await end();
        throw error;
      }
    },
    close: end,
  };
}

function startWorker(program: URL): Worker {
  const worker = new Worker(program, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  // One that dies between two orders is noticed by the next; without a listener it would end the process.
  return worker.on('error', () => undefined);
}

function order(worker: Worker, texts: string[], orderMs: number): Promise<Float32Array[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
  const crashed = (cause?: unknown) =>
    reject(new EmbeddingError('crashed', 'The built-in embedding model ended unexpectedly.', { cause }));
  const onExit = () => crashed();
  const onMessage = (result: WorkResult) => {
    if ('fault' in result) crashed(result.fault);
    else resolve(split(result.vectors, texts.length));
  };
  const timer = setTimeout(
    () => reject(new EmbeddingError('timeout', 'The built-in embedding model took too long.')),
    orderMs,
  );
  worker.on('message', onMessage).on('error', crashed).on('exit', onExit);
  worker.postMessage({ texts } satisfies WorkOrder);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', crashed).off('exit', onExit);
  });
}

const split = (vectors: Float32Array, count: number): Float32Array[] =>
  Array.from({ length: count }, (_, index) =>
    toUnitLength(vectors.subarray(index * builtinDimensions, (index + 1) * builtinDimensions)),
  );
