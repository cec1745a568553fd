import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddingModels } from '../../server/platform/embeddings/index.ts';

/** The same models, with the vectors of passages kept in a folder by the hash of model and text. Questions are always embedded. */
export function rememberVectors(models: EmbeddingModels, folder: string): EmbeddingModels {
  mkdirSync(folder, { recursive: true });
  const remember = (model: EmbeddingModels['current']): EmbeddingModels['current'] => ({
    ...model,
    embed: async (texts, options) => {
      if (options.kind === 'query') return model.embed(texts, options);
      const files = texts.map((text) => {
        const hash = createHash('sha256').update(`${model.id}\n${text}`).digest('hex');
        return join(folder, hash);
      });
      const unknown = texts.filter((_, index) => !existsSync(files[index] ?? ''));
      const fresh = (await model.embed(unknown, options)).values();
      return files.map((file) => {
        if (!existsSync(file)) writeFileSync(file, fresh.next().value ?? new Float32Array());
        const bytes = new Uint8Array(readFileSync(file));
        return new Float32Array(bytes.buffer);
      });
    },
  });
  return { ...models, current: remember(models.current), get: (id) => remember(models.get(id)) };
}
