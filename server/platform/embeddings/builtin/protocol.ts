/** From the host to the worker: texts that are not empty. */
export interface WorkOrder {
  texts: string[];
}

/** From the worker: the vectors one after the other, or why there are none. */
export type WorkResult = { vectors: Float32Array } | { fault: string };

/** Numbers in a vector of the built-in model. */
export const builtinDimensions = 512;
