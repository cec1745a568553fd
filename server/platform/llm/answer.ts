import type { Agent } from 'undici';
import { assemble } from './assemble.ts';
import type { ChatChunk, ChatRequest } from './chat-model.ts';
import type { Clock } from './clock.ts';
import { type FaultContext, faultOfReading } from './faults.ts';
import { LlmError } from './llm-error.ts';
import type { Vendor } from './vendors/vendor.ts';
import { openWire } from './wire.ts';

export interface AnswerContext extends FaultContext {
  vendor: Vendor;
  connections: Agent;
  clock: Clock;
  /** Until the answer begins. */
  firstTokenMs: number;
  /** Between two events after that. */
  silenceMs: number;
}

/**
 * One try of one answer, timed and closed: whatever the vendor's library does, this ends when the provider is silent for too long,
 * when `signal` aborts and when nobody reads on, and the connection with it. Throws `LlmError` or the reason of `signal`.
 */
export async function* streamOnce(
  context: AnswerContext,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk> {
  const call = new AbortController();
  const hangUp = (): void => call.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', hangUp, { once: true });
  const wire = openWire(context.connections, context, call.signal);
  const events = assemble(context.vendor.stream(request, wire.fetch), { model: context.model, request });
  try {
    yield* readTimed(events, context, call);
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw wire.fault() ?? faultOfReading(context, error);
  } finally {
    signal.removeEventListener('abort', hangUp);
    call.abort(new Error('Nobody reads on.'));
    // Not waited for: a library may be stuck in a request that the abort has just ended.
    events.return(undefined).catch(() => undefined);
  }
}

/** Time runs only while an event is waited for: a slow reader is not the provider's fault. */
async function* readTimed(
  events: AsyncGenerator<ChatChunk[]>,
  { clock, firstTokenMs, silenceMs, model }: AnswerContext,
  call: AbortController,
): AsyncGenerator<ChatChunk> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined);
  call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
  // Events without content, as some servers send at once, do not begin an answer.
  let begun = false;
  while (true) {
    const ms = begun ? silenceMs : firstTokenMs;
    const cancel = clock.after(ms, () => call.abort(silent(model, ms, begun)));
    const next = events.next();
    next.catch(() => undefined);
    const result = await Promise.race([next, aborted]).finally(cancel);
    if (result.done) return;
    begun ||= result.value.length > 0;
    yield* result.value;
  }
}

const silent = (model: string, ms: number, begun: boolean): LlmError =>
  new LlmError(
    'timeout',
    begun
      ? `${model} fell silent in the middle of its answer for ${ms / 1_000} seconds.`
      : `${model} did not begin to answer within ${ms / 1_000} seconds.`,
  );
