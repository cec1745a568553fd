import type { ChatRequest } from './chat-model.ts';

/** By which name a vendor knows a parameter; those not listed it does not know. */
type Names = Readonly<Record<string, string>>;

const openai: Names = {
  top_p: 'top_p',
  stop: 'stop',
  seed: 'seed',
  presence_penalty: 'presence_penalty',
  frequency_penalty: 'frequency_penalty',
  reasoning_effort: 'reasoning_effort',
  logit_bias: 'logit_bias',
};

/** The parameters of `ChatRequest.extra` by each vendor's own names. */
export const parameterNames = {
  openai,
  'openai-compatible': { ...openai, top_k: 'top_k', min_p: 'min_p', repeat_penalty: 'repeat_penalty' },
  anthropic: { top_p: 'top_p', top_k: 'top_k', stop: 'stop_sequences' },
  google: {
    top_p: 'topP',
    top_k: 'topK',
    stop: 'stopSequences',
    seed: 'seed',
    presence_penalty: 'presencePenalty',
    frequency_penalty: 'frequencyPenalty',
  },
  ollama: {
    top_p: 'top_p',
    top_k: 'top_k',
    min_p: 'min_p',
    stop: 'stop',
    seed: 'seed',
    presence_penalty: 'presence_penalty',
    frequency_penalty: 'frequency_penalty',
    repeat_penalty: 'repeat_penalty',
  },
} satisfies Record<string, Names>;

/** What of `extra` a vendor knows, by its own names. Nothing else gets through: a request cannot change what we send beside it. */
export function translateParameters({ extra = {} }: ChatRequest, names: Names): Record<string, unknown> {
  const known = Object.entries(extra).filter(([name, value]) => Object.hasOwn(names, name) && value != null);
  return Object.fromEntries(
    known.map(([name, value]) => [names[name], name === 'stop' && typeof value === 'string' ? [value] : value]),
  );
}
