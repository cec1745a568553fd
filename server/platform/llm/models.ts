import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Metrics } from '../telemetry/index.ts';
import { createBreaker } from './breaker.ts';
import type { ChatModel } from './chat-model.ts';
import { type Clock, realClock } from './clock.ts';
import { faultOfReading } from './faults.ts';
import { lookUpModel } from './known-models.ts';
import { LlmError } from './llm-error.ts';
import { observe } from './observe.ts';
import { type PersistentContext, streamPersistently } from './persistence.ts';
import { createSlots, type Slots } from './slots.ts';
import { type VendorName, vendors } from './vendors/index.ts';
import { createConnections, openWire } from './wire.ts';

/** The models of the setting LLM. */
export interface Models {
  /** In the order of the setting; empty where none is set. */
  list(): readonly ChatModel[];
  /** The model with this full name, or the first one where none is named. Undefined: there is none, or none of this name. */
  get(id?: string): ChatModel | undefined;
  /**
   * Asks whether the provider of a model is there and has it, without spending tokens, and then loads what a call needs; resolves to false
   * where the provider says that it has not. Throws `LlmError`, and the reason of `signal` when that aborts.
   */
  check(model: ChatModel, signal: AbortSignal): Promise<boolean>;
  /** Ends all calls and closes all connections. */
  close(): Promise<void>;
}

type LlmSettings = Pick<
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

interface ModelsOptions {
  logger: Pick<Logger, 'warn'>;
  metrics?: Pick<Metrics, 'observeModelCall'>;
  /** A test hands in its own. */
  clock?: Clock;
}

/** Calls that may wait for one provider. */
const queue = 200;

/**
 * Makes the models that the settings name; no network and no vendor's library is touched before the first call. All calls to one
 * provider share its slots; each model has a circuit breaker of its own.
 */
export function createModels(config: LlmSettings, { logger, metrics, clock = realClock }: ModelsOptions): Models {
  const connections = createConnections();
  const slots = new Map<VendorName, Slots>();
  const places = placesOf(config);
  const secrets = Object.values(places).flatMap(({ apiKey }) => (apiKey ? [apiKey] : []));
  const slotsOf = (vendor: VendorName): Slots => {
    const size = config.LLM_CONCURRENCY ?? (vendor === 'ollama' ? 2 : 16);
    const found =
      slots.get(vendor) ?? createSlots(clock, vendor, { size, queue, waitMs: config.LLM_FIRST_TOKEN_SECONDS * 1_000 });
    slots.set(vendor, found);
    return found;
  };
  const open = config.LLM.map((id): [ChatModel, PersistentContext] => {
    const { vendor, name } = splitId(id);
    const known = lookUpModel(id);
    const contextTokens = config.LLM_CONTEXT_TOKENS ?? known.contextTokens;
    const price = config.LLM_PRICE ?? known.price;
    const context: PersistentContext = {
      model: id,
      secrets,
      vendor: vendors[vendor]({ model: name, contextTokens, ...places[vendor] }),
      connections,
      clock,
      firstTokenMs: config.LLM_FIRST_TOKEN_SECONDS * 1_000,
      silenceMs: config.LLM_TIMEOUT_SECONDS * 1_000,
      slots: slotsOf(vendor),
      breaker: createBreaker(clock),
      random: Math.random,
    };
    const stream: ChatModel['stream'] = (request, { signal }) =>
      observe(
        { id, vendor, name, clock, metrics, request },
        logged(streamPersistently(context, request, signal), { id, logger }),
      );
    return [{ id, vendor, contextTokens, ...(price ? { price } : {}), stream }, context];
  });
  const contexts = new Map(open);
  const list = open.map(([model]) => model);
  return {
    list: () => list,
    get: (id) => (id === undefined ? list[0] : list.find((model) => model.id === id)),
    check: async (model, signal) => {
      const context = contexts.get(model);
      if (!context) throw new LlmError('no_such_model', `There is no model ${model.id}.`);
      const wire = openWire(connections, context, signal);
      try {
        return (await context.vendor.knowsModel(wire.fetch)) ?? true;
      } catch (error) {
        signal.throwIfAborted();
        throw wire.fault() ?? faultOfReading(context, error);
      } finally {
        // Only now, for it keeps the process busy; not waited for: what cannot be loaded fails the first call, and says why.
        context.vendor.prepare?.().catch(() => undefined);
      }
    },
    close: () => connections.destroy(),
  };
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
