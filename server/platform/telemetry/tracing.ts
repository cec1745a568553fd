import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LogEvent } from 'kysely';

/** Spans made while no SDK is registered cost next to nothing, but even that is left out on hot paths. */
let tracing = false;

const tracer = trace.getTracer('parlance');

/** Whether the standard variables ask for traces (opentelemetry.io, "Environment Variable Specification"). */
function isWanted(env: NodeJS.ProcessEnv): boolean {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false;
  return Boolean(
    env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_TRACES_EXPORTER === 'otlp',
  );
}

/**
 * Switches tracing on when the environment asks for it; the SDK is loaded only then. Call it before the database opens and the
 * HTTP application is made. Returns what sends the last spans and ends tracing.
 */
export async function startTracing(env: NodeJS.ProcessEnv, version: string): Promise<() => Promise<void>> {
  if (tracing || !isWanted(env)) return async () => undefined;
  const { registerSdk } = await import('./tracing-sdk.ts');
  const shutdown = registerSdk(version);
  tracing = true;
  return async () => {
    tracing = false;
    await shutdown();
  };
}

/** Tells whether spans are recorded at all. */
export const isTracing = (): boolean => tracing;

/** A plain object with the W3C `traceparent` of what runs now, to be sent along with work that is done later. */
export function traceCarrier(): Record<string, string> {
  const carrier: Record<string, string> = {};
  if (tracing) propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs work that someone else asked for as a span of its own, under the trace that its carrier names. */
export async function spanOfWork<T>(name: string, carrier: object, work: () => Promise<T>): Promise<T> {
  if (!tracing) return work();
  const parent = propagation.extract(context.active(), carrier);
  return tracer.startActiveSpan(name, { kind: SpanKind.CONSUMER }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      // The name alone: messages of errors may quote what users wrote.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Kysely's `log` option: each statement as a span with its text, which holds placeholders and no values. */
export function traceQuery({ level, query, queryDurationMillis }: LogEvent): void {
  const text = query.sql.trim();
  const operation = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'SQL';
  const span = tracer.startSpan(operation, {
    kind: SpanKind.CLIENT,
    startTime: Date.now() - queryDurationMillis,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.text': text },
  });
  if (level === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
