/** A vector as pgvector reads it. Seven digits are all that a 4-byte number has. */
export const vectorText = (vector: Float32Array): string =>
  `[${Array.from(vector, (value) => Number(value.toPrecision(7))).join(',')}]`;
