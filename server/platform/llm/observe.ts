import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Metrics } from '../telemetry/index.ts';
import { isTracing } from '../telemetry/index.ts';
import type { ChatChunk, ChatRequest } from './chat-model.ts';
import type { Clock } from './clock.ts';
import { LlmError } from './llm-error.ts';

interface Observed {
  /** Full name. */
  id: string;
  vendor: string;
  /** Without the vendor. */
  name: string;
  clock: Clock;
  metrics: Pick<Metrics, 'observeModelCall'> | undefined;
  request: ChatRequest;
}

const tracer = trace.getTracer('parlance');

/** OpenTelemetry's names for providers (registry of attributes, gen_ai.provider.name). */
const providerNames: Record<string, string> = { google: 'gcp.gemini' };

/**
 * Passes the chunks of one call on, and tells metrics and traces what it took: how long, how many tokens, how it ended. Never what was
 * asked or said.
 */
export async function* observe(observed: Observed, chunks: AsyncGenerator<ChatChunk>): AsyncGenerator<ChatChunk> {
  const { id, clock, metrics } = observed;
  const started = clock.now();
  const span = isTracing() ? startSpan(observed) : undefined;
  const seen: Seen = { firstChunkSeconds: undefined, usage: undefined, outcome: 'abandoned' };
  try {
    for await (const chunk of chunks) {
      seen.firstChunkSeconds ??= (clock.now() - started) / 1_000;
      if (chunk.type === 'usage') seen.usage = chunk;
      if (chunk.type === 'finish') {
        seen.outcome = 'done';
        span?.setAttribute('gen_ai.response.finish_reasons', [chunk.reason]);
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof LlmError) seen.outcome = error.code;
    throw error;
  } finally {
    const { inputTokens = 0, outputTokens = 0 } = seen.usage ?? {};
    const seconds = (clock.now() - started) / 1_000;
    const { firstChunkSeconds, outcome } = seen;
    metrics?.observeModelCall({ model: id, outcome, seconds, firstChunkSeconds, inputTokens, outputTokens });
    if (span) endSpan(span, seen);
  }
}

interface Seen {
  firstChunkSeconds: number | undefined;
  usage: { inputTokens: number; outputTokens: number } | undefined;
  /** `abandoned`: cancelled, or not read to its end. */
  outcome: 'done' | 'abandoned' | LlmError['code'];
}

/** Attributes by opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans. */
function startSpan({ vendor, name, request }: Observed): Span {
  return tracer.startSpan(`chat ${name}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': providerNames[vendor] ?? vendor,
      'gen_ai.request.model': name,
      ...(request.temperature === undefined ? {} : { 'gen_ai.request.temperature': request.temperature }),
      ...(request.maxTokens === undefined ? {} : { 'gen_ai.request.max_tokens': request.maxTokens }),
    },
  });
}

function endSpan(span: Span, { usage, outcome }: Seen): void {
  if (usage) {
    span.setAttribute('gen_ai.usage.input_tokens', usage.inputTokens);
    span.setAttribute('gen_ai.usage.output_tokens', usage.outputTokens);
  }
  if (outcome !== 'done' && outcome !== 'abandoned') {
    span.setAttribute('error.type', outcome);
    span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
  }
  span.end();
}
