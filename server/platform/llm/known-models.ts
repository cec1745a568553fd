interface KnownModel {
  /** Tokens that question and answer may have together. */
  contextTokens: number;
  /** US dollars for a million tokens in and out; null: not known, or free. */
  price: { input: number; output: number } | null;
}

/**
 * What is known of common models, by the beginning of their full names; the first that fits counts. Prices are the list prices of
 * short questions as the vendors published them in 2025 and change at their will: LLM_PRICE and LLM_CONTEXT_TOKENS say otherwise.
 */
const knownModels: [prefix: string, contextTokens: number, input?: number, output?: number][] = [
  ['google:gemini-2.5-pro', 1_048_576, 1.25, 10],
  ['google:gemini-2.5-flash-lite', 1_048_576, 0.1, 0.4],
  ['google:gemini-2.5-flash', 1_048_576, 0.3, 2.5],
  ['google:gemini-2.0-flash-lite', 1_048_576, 0.075, 0.3],
  ['google:gemini-2.0-flash', 1_048_576, 0.1, 0.4],
  ['google:gemini-', 1_048_576],
  ['openai:gpt-5-nano', 400_000, 0.05, 0.4],
  ['openai:gpt-5-mini', 400_000, 0.25, 2],
  ['openai:gpt-5-chat', 128_000, 1.25, 10],
  ['openai:gpt-5-2025', 400_000, 1.25, 10],
  ['openai:gpt-4.1-nano', 1_047_576, 0.1, 0.4],
  ['openai:gpt-4.1-mini', 1_047_576, 0.4, 1.6],
  ['openai:gpt-4.1', 1_047_576, 2, 8],
  ['openai:gpt-4o-mini', 128_000, 0.15, 0.6],
  ['openai:gpt-4o', 128_000, 2.5, 10],
  ['openai:o4-mini', 200_000, 1.1, 4.4],
  ['openai:o3-mini', 200_000, 1.1, 4.4],
  ['openai:o3', 200_000],
  ['openai:gpt-5', 400_000],
  ['openai:', 128_000],
  ['anthropic:claude-opus-4-5', 200_000, 5, 25],
  ['anthropic:claude-opus-4', 200_000, 15, 75],
  ['anthropic:claude-sonnet-4', 200_000, 3, 15],
  ['anthropic:claude-haiku-4-5', 200_000, 1, 5],
  ['anthropic:claude-3-7-sonnet', 200_000, 3, 15],
  ['anthropic:claude-3-5-haiku', 200_000, 0.8, 4],
  ['anthropic:claude-3-haiku', 200_000, 0.25, 1.25],
  ['anthropic:', 200_000],
];

/** Exact names whose price their longer relatives do not share. */
const exactPrices: Record<string, { input: number; output: number }> = {
  'openai:gpt-5': { input: 1.25, output: 10 },
};

/**
 * 8,192 tokens where nothing is known: what a local model reads without filling the memory of a laptop, though many could read more
 * (qwen2.5:3b 32,768). Ollama is told this number.
 */
const unknownContext = 8_192;

/** What is known of a model by its full name, e.g. `google:gemini-2.5-flash`. */
export function lookUpModel(id: string): KnownModel {
  const [, contextTokens = unknownContext, input, output] = knownModels.find(([prefix]) => id.startsWith(prefix)) ?? [];
  const price = input === undefined || output === undefined ? null : { input, output };
  return { contextTokens, price: exactPrices[id] ?? price };
}
