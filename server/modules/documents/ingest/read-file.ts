import { Worker } from 'node:worker_threads';
import type { Reading, ReadOrder, ReadResult } from './reading.ts';

/** Why a file did not become a document; `detail` is for the person who uploaded it. */
export class ReadError extends Error {
  readonly code: string;
  readonly detail: string;
  constructor(code: string, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'ReadError';
    this.code = code;
    this.detail = detail;
  }
}

interface ReadOptions {
  /** The thread is ended after this time, whatever it does. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** A file that unfolds to more than this in memory is given up. */
const memoryMb = 1_024;

/**
 * Parses and cuts a file in a thread of its own, which ends with it. Throws `ReadError` with the reason a file cannot be read
 * (`timeout`, `too_large` and those of the parser), and the reason of `signal`.
 */
export async function readFile(order: ReadOrder, { timeoutMs, signal }: ReadOptions): Promise<Reading> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Libraries complain about files on standard error; what a file contains is nobody's but its owner's.
    stdout: true,
    stderr: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Reading>();
  const timer = setTimeout(
    () => reject(new ReadError('timeout', 'Reading the file takes too long; split it, or upload it as plain text.')),
    timeoutMs,
  );
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  worker.on('message', (result: ReadResult) => {
    if ('reading' in result) resolve(result.reading);
    else reject(new ReadError(result.error.code, result.error.detail));
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const tooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    reject(tooLarge ? new ReadError('too_large', 'Reading the file takes too much memory; split it.') : error);
  });
  worker.on('exit', () => reject(new ReadError('broken', 'The file is damaged and cannot be read.')));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
