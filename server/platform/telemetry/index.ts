export { createLogger } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { isTracing, spanOfWork, startTracing, traceCarrier, traceQuery } from './tracing.ts';
