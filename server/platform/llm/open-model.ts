import type { Logger } from 'pino';
import type { Agent } from 'undici';
import type { Config } from '../../config.ts';
import type { Metrics } from '../telemetry/index.ts';
import { createBreaker } from './breaker.ts';
import type { ChatModel } from './chat-model.ts';
import type { Clock } from './clock.ts';
import { lookUpModel } from './known-models.ts';
import { LlmError } from './llm-error.ts';
import { observe } from './observe.ts';
import { type PersistentContext, streamPersistently } from './persistence.ts';
import type { Slots } from './slots.ts';
import { type VendorName, vendors } from './vendors/index.ts';

/** The settings that models need. */
export type LlmSettings = Pick<
  Config,
  | 'LLM'
  | 'LLM_BASE_URL'
  | 'LLM_API_KEY'
  | 'GEMINI_API_KEY'
  | 'GOOGLE_API_KEY'
  | 'OPENAI_API_KEY'
  | 'ANTHROPIC_API_KEY'
  | 'OLLAMA_BASE_URL'
  | 'GOOGLE_GEMINI_BASE_URL'
  | 'OPENAI_BASE_URL'
  | 'ANTHROPIC_BASE_URL'
  | 'LLM_TIMEOUT_SECONDS'
  | 'LLM_FIRST_TOKEN_SECONDS'
  | 'LLM_CONCURRENCY'
  | 'LLM_CONTEXT_TOKENS'
  | 'LLM_PRICE'
>;

/** What all models share. */
interface Shared {
  config: LlmSettings;
  connections: Agent;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  metrics: Pick<Metrics, 'observeModelCall'> | undefined;
  slotsOf: (vendor: VendorName) => Slots;
}

/** Makes the model with this full name, and tells what its calls are made with. */
export function openModel(id: string, shared: Shared): { model: ChatModel; context: PersistentContext } {
  const { config, connections, clock, logger, metrics } = shared;
  const { vendor, name } = splitId(id);
  const known = lookUpModel(id);
  const contextTokens = config.LLM_CONTEXT_TOKENS ?? known.contextTokens;
  const price = config.LLM_PRICE ?? known.price;
  const places = placesOf(config);
  const context: PersistentContext = {
    model: id,
    secrets: Object.values(places).flatMap(({ apiKey }) => (apiKey ? [apiKey] : [])),
    vendor: vendors[vendor]({ model: name, contextTokens, ...places[vendor] }),
    connections,
    clock,
    firstTokenMs: config.LLM_FIRST_TOKEN_SECONDS * 1_000,
    silenceMs: config.LLM_TIMEOUT_SECONDS * 1_000,
    slots: shared.slotsOf(vendor),
    breaker: createBreaker(clock),
    random: Math.random,
  };
  const stream: ChatModel['stream'] = (request, { signal }) =>
    observe(
      { id, vendor, name, clock, metrics, request },
      logged(streamPersistently(context, request, signal), { id, logger }),
    );
  return { model: { id, vendor, contextTokens, ...(price ? { price } : {}), stream }, context };
}

/** The settings have seen to it that the vendor is one. */
function splitId(id: string): { vendor: VendorName; name: string } {
  const colon = id.indexOf(':');
  const vendor = (Object.keys(vendors) as VendorName[]).find((known) => known === id.slice(0, colon));
  if (!vendor) throw new LlmError('no_such_model', `There is no vendor of this name: ${id}.`);
  return { vendor, name: id.slice(colon + 1) };
}

function placesOf(config: LlmSettings): Record<VendorName, { baseUrl: string; apiKey: string | undefined }> {
  return {
    google: { baseUrl: config.GOOGLE_GEMINI_BASE_URL, apiKey: config.GEMINI_API_KEY ?? config.GOOGLE_API_KEY },
    ollama: { baseUrl: config.OLLAMA_BASE_URL, apiKey: undefined },
    openai: { baseUrl: config.OPENAI_BASE_URL, apiKey: config.OPENAI_API_KEY },
    anthropic: { baseUrl: config.ANTHROPIC_BASE_URL, apiKey: config.ANTHROPIC_API_KEY },
    'openai-compatible': { baseUrl: config.LLM_BASE_URL ?? '', apiKey: config.LLM_API_KEY },
  };
}

/** What a provider wrote is for operators alone; keys have been taken out of it. */
async function* logged<T>(
  chunks: AsyncGenerator<T>,
  { id, logger }: { id: string; logger: Pick<Logger, 'warn'> },
): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof LlmError) logger.warn({ err: error, model: id, code: error.code }, 'model call failed');
    throw error;
  }
}
