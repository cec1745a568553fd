import { parentPort } from 'node:worker_threads';
import type { ThreadReply } from './thread.ts';

/** The other end of `createThread`: answers one task after the other. Call it when everything is loaded. */
export function serveThread<Input, Output>(work: (input: Input) => Output | Promise<Output>): void {
  const reply = (message: ThreadReply<Output>) => parentPort?.postMessage(message);
  parentPort?.on('message', async (input: Input) => {
    try {
      reply({ ok: true, output: await work(input) });
    } catch (error) {
      reply({ ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  });
  reply({ ready: true });
}
