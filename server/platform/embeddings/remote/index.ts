import { EmbeddingError, type Embeddings, type EmbedOptions, embedNonEmpty, toUnitLength } from '../embeddings.ts';
import { ask } from './ask.ts';
import type { Vendor } from './vendors.ts';

interface RemoteOptions {
  /** Before the second try of a request, in milliseconds; doubles. 500 by default. */
  pauseMs?: number;
  /** For a question someone waits for; 10 seconds by default. */
  queryTimeoutMs?: number;
  /** For a batch of passages, which a model on a CPU reads slowly; 2 minutes by default. */
  passageTimeoutMs?: number;
}

/** Requests with passages that are under way at a time: between them a question finds its way. */
const passagesAtOnce = 2;

/** An embedding model on a server, by its wire format. */
export function createRemote(id: string, vendor: Vendor, options: RemoteOptions = {}): Embeddings {
  const { pauseMs = 500, queryTimeoutMs = 10_000, passageTimeoutMs = 120_000 } = options;
  const closing = new AbortController();
  let size: Promise<number> | undefined;

  const request = async (texts: string[], { kind, signal }: EmbedOptions): Promise<Float32Array[]> => {
    if (closing.signal.aborted) throw new EmbeddingError('closed', 'The server is shutting down.');
    const answer = await ask({
      id,
      url: vendor.url,
      headers: vendor.headers,
      body: vendor.write(texts, kind),
      timeoutMs: kind === 'query' ? queryTimeoutMs : passageTimeoutMs,
      signal: AbortSignal.any([signal, closing.signal]),
      pauseMs,
    });
    return readVectors(id, vendor.read(answer ?? {}), texts.length);
  };

  const dimensions = (): Promise<number> => {
    size ??= request(['size'], { kind: 'query', signal: closing.signal }).then(([vector]) => vector?.length ?? 0);
    // A model that is away now may be there later.
    size.catch(() => {
      size = undefined;
    });
    return size;
  };

  return {
    id,
    dimensions,
    embed: (texts, given) =>
      embedNonEmpty(texts, dimensions, async (speaking) => {
        const vectors: Float32Array[] = [];
        const step = vendor.batch * passagesAtOnce;
        for (let start = 0; start < speaking.length; start += step) {
          const part = speaking.slice(start, start + step);
          const batches = [part.slice(0, vendor.batch), part.slice(vendor.batch)].filter(({ length }) => length > 0);
          const answers = await Promise.all(batches.map((batch) => request(batch, given)));
          for (const answer of answers) vectors.push(...answer);
        }
        return vectors;
      }),
    close: async () => closing.abort(new EmbeddingError('closed', 'The server is shutting down.')),
  };
}

/** Throws `bad_answer` unless there is a vector of finite numbers for each text, all of the same length. */
function readVectors(id: string, given: unknown, count: number): Float32Array[] {
  const rows: unknown[] = Array.isArray(given) ? given : [];
  const vectors = rows.map((row) => toUnitLength(Array.isArray(row) ? row : []));
  const [first] = vectors;
  const sound =
    first !== undefined &&
    first.length > 0 &&
    vectors.length === count &&
    vectors.every((vector) => vector.length === first.length && vector.every(Number.isFinite));
  if (!sound) throw new EmbeddingError('bad_answer', `The embedding model ${id} gave no sound vectors.`);
  return vectors;
}
