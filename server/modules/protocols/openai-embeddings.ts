import type { OpenAiEmbeddingRequest, OpenAiEmbeddings } from '@parlance/contracts';
import type { EmbeddingModels } from '../../platform/embeddings/index.ts';
import { estimateTokens } from '../../platform/llm/index.ts';
import { defaultModel } from './default-model.ts';
import { invalidParam, modelNotFound } from './openai.errors.ts';

/** Makes vectors by the model of the setting EMBEDDINGS. Throws `OpenAiError`, `EmbeddingError` and the reason of `signal`. */
export async function embedTexts(
  { current }: EmbeddingModels,
  { model, input, encoding_format: encoding, dimensions }: OpenAiEmbeddingRequest,
  signal: AbortSignal,
): Promise<OpenAiEmbeddings> {
  if (model !== defaultModel && model !== current.id) throw modelNotFound(model);
  if (dimensions != null && dimensions !== (await current.dimensions()))
    throw invalidParam('dimensions', `the vectors of this model have ${await current.dimensions()}.`);
  const texts = [input].flat();
  const vectors = await current.embed(texts, { kind: 'passage', signal });
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    object: 'list',
    model,
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? toBase64(vector) : [...vector],
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
