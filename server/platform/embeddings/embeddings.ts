/** What a text is embedded for: some models tell questions from the passages that answer them. */
export type EmbeddingKind = 'query' | 'passage';

export interface EmbedOptions {
  kind: EmbeddingKind;
  signal: AbortSignal;
}

/** Turns texts into vectors that are near each other where the texts mean about the same. */
export interface Embeddings {
  /** As in the setting EMBEDDINGS: `builtin`, or vendor and model as in `ollama:nomic-embed-text`. */
  readonly id: string;
  /** Numbers in a vector; a remote model is asked once. Throws `EmbeddingError`. */
  dimensions(): Promise<number>;
  /**
   * A vector of length 1 for each text, in their order; the zero vector for a text of white space. Questions overtake passages.
   * Throws `EmbeddingError`, and the reason of `signal` when that aborts.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export type EmbeddingErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'rate_limited'
  | 'bad_answer'
  | 'busy'
  | 'crashed'
  | 'closed';

/** The model failed us. `detail` is a sentence for operators and users: it holds no key. */
export class EmbeddingError extends Error {
  readonly code: EmbeddingErrorCode;
  readonly detail: string;
  constructor(code: EmbeddingErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'EmbeddingError';
    this.code = code;
    this.detail = detail;
  }
}

/** The vector in its direction with length 1, so that a dot product is the cosine. The zero vector stays. */
export function toUnitLength(values: ArrayLike<number>): Float32Array {
  const vector = Float32Array.from(values);
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0) {
    const length = Math.sqrt(squares);
    for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) / length;
  }
  return vector;
}

/** Embeds the texts that say anything by `embed` and gives the others the zero vector: models fail at empty texts. */
export async function embedNonEmpty(
  texts: readonly string[],
  dimensions: () => Promise<number>,
  embed: (texts: string[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const speaking = texts.filter((text) => text.trim() !== '');
  const vectors = (speaking.length > 0 ? await embed(speaking) : []).values();
  const size = speaking.length < texts.length ? await dimensions() : 0;
  return texts.map((text) => {
    if (text.trim() === '') return new Float32Array(size);
    const { value } = vectors.next();
    if (!value) throw new EmbeddingError('bad_answer', 'The embedding model gave fewer vectors than it got texts.');
    return value;
  });
}
