import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { withDeadline } from '../deadline.ts';
import { createRate } from './rate.ts';

/** What the product counts; names on the wire are those of `/metrics`. */
export interface Metrics {
  /** One answered HTTP request. `route` is the pattern, never the address. */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  /** One try of a job. */
  observeJob(job: { queue: string; outcome: 'done' | 'failed'; seconds: number }): void;
  /** One call of a language model: `done`, `abandoned` or the code of its error. */
  observeModelCall(call: ModelCall): void;
  readonly messagesSent: { inc(): void };
  /** Hands in who knows how many WebSocket connections are open. Call it once. */
  watchSockets(count: () => number): void;
  /** Hands in who knows which parts are in order; parts that are not in use are left out. Call it once. */
  watchComponents(look: () => Promise<Record<string, boolean>>): void;
  /** All of it in the text format of Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

interface ModelCall {
  model: string;
  outcome: string;
  seconds: number;
  /** Until the answer began; undefined where it did not. */
  firstChunkSeconds: number | undefined;
  inputTokens: number;
  outputTokens: number;
}

interface Sources {
  /** The database's connections. */
  pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };
  /** Jobs that wait or run, by queue. */
  jobDepth: () => Promise<Record<string, number>>;
}

/** The queue is counted in the database: not more often than this, however often someone asks. */
const depthSeconds = 5;
const rateSeconds = 10;
const prefix = 'parlance_';

/** The metrics of one process. */
export function createMetrics({ pool, jobDepth }: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time until a request was answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const tries = new Histogram({
    name: `${prefix}job_duration_seconds`,
    help: 'Time one try of a job took, by queue and outcome.',
    labelNames: ['queue', 'outcome'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600],
    registers,
  });
  watchPool(registers, pool);
  watchJobs(registers, jobDepth);
  return {
    observeJob: ({ queue, outcome, seconds }) => tries.observe({ queue, outcome }, seconds),
    observeRequest: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    observeModelCall: observeModelCalls(registers),
    messagesSent: countMessages(registers),
    watchSockets: (count) => watchSockets(registers, count),
    watchComponents: (look) => watchComponents(registers, look),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function observeModelCalls(registers: Registry[]): Metrics['observeModelCall'] {
  const calls = new Histogram({
    name: `${prefix}model_call_duration_seconds`,
    help: 'Time a call of a language model took, by model and outcome.',
    labelNames: ['model', 'outcome'],
    buckets: [0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320],
    registers,
  });
  const beginnings = new Histogram({
    name: `${prefix}model_first_chunk_seconds`,
    help: 'Time until an answer of a language model began, by model.',
    labelNames: ['model'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80],
    registers,
  });
  const tokens = new Counter({
    name: `${prefix}model_tokens_total`,
    help: 'Tokens that went in and came out, by model.',
    labelNames: ['model', 'direction'],
    registers,
  });
  return ({ model, outcome, seconds, firstChunkSeconds, inputTokens, outputTokens }) => {
    calls.observe({ model, outcome }, seconds);
    if (firstChunkSeconds !== undefined) beginnings.observe({ model }, firstChunkSeconds);
    tokens.inc({ model, direction: 'in' }, inputTokens);
    tokens.inc({ model, direction: 'out' }, outputTokens);
  };
}

function countMessages(registers: Registry[]): Metrics['messagesSent'] {
  const rate = createRate(rateSeconds);
  const total = new Counter({ name: `${prefix}messages_total`, help: 'Messages posted since the start.', registers });
  new Gauge({
    name: `${prefix}messages_per_second`,
    help: `Messages posted per second over the last ${rateSeconds} seconds.`,
    registers,
    collect() {
      this.set(rate.perSecond());
    },
  });
  return {
    inc: () => {
      total.inc();
      rate.count();
    },
  };
}

function watchSockets(registers: Registry[], count: () => number): void {
  new Gauge({
    name: `${prefix}websocket_connections`,
    help: 'Open WebSocket connections.',
    registers,
    collect() {
      this.set(count());
    },
  });
}

function watchComponents(registers: Registry[], look: () => Promise<Record<string, boolean>>): void {
  new Gauge({
    name: `${prefix}component_up`,
    help: 'Whether a part that is in use is healthy, as /health says.',
    labelNames: ['component'],
    registers,
    async collect() {
      this.reset();
      for (const [component, isUp] of Object.entries(await look())) this.set({ component }, isUp ? 1 : 0);
    },
  });
}

function watchPool(registers: Registry[], pool: Sources['pool']): void {
  new Gauge({
    name: `${prefix}database_connections`,
    help: 'Connections to the database: open in all, idle, and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}

function watchJobs(registers: Registry[], jobDepth: Sources['jobDepth']): void {
  let countedAt = -Infinity;
  new Gauge({
    name: `${prefix}job_queue_depth`,
    help: 'Jobs that wait or run, by queue.',
    labelNames: ['queue'],
    registers,
    async collect() {
      if (performance.now() - countedAt < depthSeconds * 1_000) return;
      countedAt = performance.now();
      // Without its database the process still has metrics, and a gap here says what is missing.
      const depth = await withDeadline(jobDepth(), 2_000, 'The queue does not answer.').catch(
        (): Record<string, number> => ({}),
      );
      this.reset();
      for (const [queue, waiting] of Object.entries(depth)) this.set({ queue }, waiting);
    },
  });
}
