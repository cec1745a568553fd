import type { AnswerContext } from './answer.ts';
import { streamOnce } from './answer.ts';
import type { Breaker, Passage } from './breaker.ts';
import type { ChatChunk, ChatRequest } from './chat-model.ts';
import { sleep } from './clock.ts';
import { LlmError, type LlmErrorCode } from './llm-error.ts';
import type { Slots } from './slots.ts';

const maxTries = 3;
const firstPauseMs = 500;
/** A provider that wants a longer pause is not waited for: people would rather hear it. */
const maxPauseMs = 20_000;

/** What another try may mend. */
const passing: ReadonlySet<LlmErrorCode> = new Set(['unavailable', 'rate_limited', 'cut']);
/** What says that the provider is in trouble, and not the question or the key. */
const trouble: ReadonlySet<LlmErrorCode> = new Set(['unavailable', 'timeout', 'cut', 'bad_response']);

export interface PersistentContext extends AnswerContext {
  slots: Slots;
  breaker: Breaker;
  /** A number from 0 to 1, so that those who failed together do not come back together. */
  random: () => number;
}

/** Streams an answer, trying again where that helps and nothing has been said yet; not at all while the provider is known to be down. */
export async function* streamPersistently(
  context: PersistentContext,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk> {
  const release = await context.slots.take(signal);
  try {
    const passage = context.breaker.enter();
    if (!passage) throw givenUp(context.model);
    try {
      yield* streamTries(context, request, { signal, passage });
    } finally {
      passage.leave();
    }
  } finally {
    release();
  }
}

async function* streamTries(
  context: PersistentContext,
  request: ChatRequest,
  { signal, passage }: { signal: AbortSignal; passage: Passage },
): AsyncGenerator<ChatChunk> {
  for (let tries = 1; ; tries++) {
    let begun = false;
    try {
      for await (const chunk of streamOnce(context, request, signal)) {
        begun = true;
        yield chunk;
      }
      return passage.succeed();
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      const pauseMs = pauseBefore(error, tries, context.random);
      if (begun || tries === maxTries || pauseMs === undefined) {
        if (trouble.has(error.code)) passage.fail();
        throw error;
      }
      await sleep(context.clock, pauseMs, signal);
    }
  }
}

/** Undefined where another try makes no sense. */
function pauseBefore({ code, retryAfterSeconds }: LlmError, tries: number, random: () => number): number | undefined {
  if (!passing.has(code)) return undefined;
  const wanted = (retryAfterSeconds ?? 0) * 1_000;
  if (wanted > maxPauseMs) return undefined;
  return Math.max(wanted, firstPauseMs * 2 ** (tries - 1) * (0.5 + random()));
}

const givenUp = (model: string): LlmError =>
  new LlmError('unavailable', `${model} has failed several times in a row and is left alone for a while.`);
