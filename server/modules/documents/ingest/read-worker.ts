import { parentPort, workerData } from 'node:worker_threads';
import { readDocument } from './read-document.ts';
import type { ReadOrder } from './reading.ts';

// One file, one thread: what goes wrong in it, or takes too long, ends with it.
parentPort?.postMessage(await readDocument(workerData as ReadOrder));
