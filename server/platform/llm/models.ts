import type { Logger } from 'pino';
import type { Metrics } from '../telemetry/index.ts';
import type { ChatModel } from './chat-model.ts';
import { type Clock, realClock } from './clock.ts';
import { faultOfReading } from './faults.ts';
import { LlmError } from './llm-error.ts';
import { type LlmSettings, openModel } from './open-model.ts';
import type { PersistentContext } from './persistence.ts';
import { createSlots, type Slots } from './slots.ts';
import type { VendorName } from './vendors/index.ts';
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

interface ModelsOptions {
  logger: Pick<Logger, 'warn'>;
  metrics?: Pick<Metrics, 'observeModelCall'>;
  /** A test hands in its own. */
  clock?: Clock;
}

/** Calls that may wait for one provider. */
const queue = 200;

/**
 * Makes the models that the settings name; no network and no vendor's library is touched before the first look or call. All calls to
 * one provider share its slots; each model has a circuit breaker of its own.
 */
export function createModels(config: LlmSettings, { logger, metrics, clock = realClock }: ModelsOptions): Models {
  const connections = createConnections();
  const slots = new Map<VendorName, Slots>();
  const slotsOf = (vendor: VendorName): Slots => {
    const size = config.LLM_CONCURRENCY ?? (vendor === 'ollama' ? 2 : 16);
    const found =
      slots.get(vendor) ?? createSlots(clock, vendor, { size, queue, waitMs: config.LLM_FIRST_TOKEN_SECONDS * 1_000 });
    slots.set(vendor, found);
    return found;
  };
  const open = config.LLM.map((id) => openModel(id, { config, connections, clock, logger, metrics, slotsOf }));
  const list = open.map(({ model }) => model);
  return {
    list: () => list,
    get: (id) => (id === undefined ? list[0] : list.find((model) => model.id === id)),
    check: async (wanted, signal) => {
      const context = open.find(({ model }) => model === wanted)?.context;
      if (!context) throw new LlmError('no_such_model', `There is no model ${wanted.id}.`);
      return check(context, signal);
    },
    close: () => connections.destroy(),
  };
}

async function check(context: PersistentContext, signal: AbortSignal): Promise<boolean> {
  const wire = openWire(context.connections, context, signal);
  try {
    return (await context.vendor.knowsModel(wire.fetch)) ?? true;
  } catch (error) {
    signal.throwIfAborted();
    throw wire.fault() ?? faultOfReading(context, error);
  } finally {
    // Only now, for it keeps the process busy; not waited for: what cannot be loaded fails the first call, and says why.
    context.vendor.prepare?.().catch(() => undefined);
  }
}
