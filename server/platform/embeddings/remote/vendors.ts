import type { Config } from '../../../config.ts';
import { EmbeddingError, type EmbeddingKind } from '../embeddings.ts';
import { instruct } from './instructions.ts';

/** How one kind of server is asked. */
export interface Vendor {
  /** Texts of one request. */
  batch: number;
  url: string;
  headers: Record<string, string>;
  /** The body of a request. */
  write(texts: string[], kind: EmbeddingKind): object;
  /** The vectors of an answer, in the order of the texts; anything may come. */
  read(answer: unknown): unknown;
}

type VendorSettings = Pick<
  Config,
  | 'LLM_BASE_URL'
  | 'LLM_API_KEY'
  | 'GEMINI_API_KEY'
  | 'GOOGLE_API_KEY'
  | 'OPENAI_API_KEY'
  | 'OLLAMA_BASE_URL'
  | 'GOOGLE_GEMINI_BASE_URL'
  | 'OPENAI_BASE_URL'
>;

/** The server for a model by its full name, e.g. `ollama:nomic-embed-text`. Throws `refused` for a vendor there is not. */
export function vendorOf(id: string, config: VendorSettings): Vendor {
  const colon = id.indexOf(':');
  const [vendor, model] = [id.slice(0, colon), id.slice(colon + 1)];
  switch (vendor) {
    case 'ollama':
      return ollama(model, config.OLLAMA_BASE_URL);
    case 'openai':
      return openai(model, config.OPENAI_BASE_URL, config.OPENAI_API_KEY);
    case 'openai-compatible':
      return openai(model, config.LLM_BASE_URL ?? '', config.LLM_API_KEY);
    case 'google':
      return google(model, config.GOOGLE_GEMINI_BASE_URL, config.GEMINI_API_KEY ?? config.GOOGLE_API_KEY);
    default:
      throw new EmbeddingError('refused', `There is no embedding model ${id}.`);
  }
}

/** github.com/ollama/ollama/blob/main/docs/api.md, "Generate Embeddings". */
const ollama = (model: string, baseUrl: string): Vendor => ({
  batch: 16,
  url: `${baseUrl}/api/embed`,
  headers: {},
  write: (texts, kind) => ({ model, input: texts.map((text) => instruct(model, kind, text)), truncate: true }),
  read: (answer) => (answer as { embeddings?: unknown }).embeddings,
});

/** platform.openai.com/docs/api-reference/embeddings; servers like it speak the same. */
const openai = (model: string, baseUrl: string, key: string | undefined): Vendor => ({
  batch: 64,
  url: `${baseUrl}/embeddings`,
  headers: key ? { authorization: `Bearer ${key}` } : {},
  write: (texts, kind) => ({
    model,
    input: texts.map((text) => instruct(model, kind, text)),
    encoding_format: 'float',
  }),
  read: (answer) => {
    const { data } = answer as { data?: unknown };
    if (!Array.isArray(data)) return undefined;
    const items = data as { index: number; embedding: unknown }[];
    return items.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  },
});

/** Longer vectors of Gemini find hardly more and take twice the place. */
const geminiDimensions = 1_536;

/** ai.google.dev/api/embeddings, batchEmbedContents. */
const google = (model: string, baseUrl: string, key: string | undefined): Vendor => ({
  batch: 64,
  url: `${baseUrl}/v1beta/models/${encodeURIComponent(model)}:batchEmbedContents`,
  headers: key ? { 'x-goog-api-key': key } : {},
  write: (texts, kind) => ({
    requests: texts.map((text) => ({
      model: `models/${model}`,
      content: { parts: [{ text }] },
      taskType: kind === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT',
      outputDimensionality: geminiDimensions,
    })),
  }),
  read: (answer) => {
    const { embeddings } = answer as { embeddings?: { values: unknown }[] };
    return Array.isArray(embeddings) ? embeddings.map(({ values }) => values) : undefined;
  },
});
