import type { Config } from '../../config.ts';
import { createBuiltin } from './builtin/index.ts';
import { EmbeddingError, type Embeddings } from './embeddings.ts';
import { createRemote } from './remote/index.ts';
import { vendorOf } from './remote/vendors.ts';

export { EmbeddingError } from './embeddings.ts';

/** The embedding models of this process. */
export interface EmbeddingModels {
  /** The model of the setting EMBEDDINGS. */
  readonly current: Embeddings;
  /** Any model by its id: one that an index was made with before the setting changed. Throws `refused` for an unknown vendor. */
  get(id: string): Embeddings;
  close(): Promise<void>;
}

/** Makes the models; nothing is loaded and no server is asked before the first call. */
export function createEmbeddings(config: Config): EmbeddingModels {
  const open = new Map<string, Embeddings>();
  let closed = false;
  const get = (id: string): Embeddings => {
    if (closed) throw new EmbeddingError('closed', 'The server is shutting down.');
    const found = open.get(id) ?? (id === 'builtin' ? createBuiltin() : createRemote(id, vendorOf(id, config)));
    open.set(id, found);
    return found;
  };
  return {
    current: get(config.EMBEDDINGS),
    get,
    close: async () => {
      closed = true;
      await Promise.all([...open.values()].map((model) => model.close()));
    },
  };
}
