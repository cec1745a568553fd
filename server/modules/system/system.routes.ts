import { ComponentHealth, DetailedHealth, Health, Ready, Stats } from '@parlance/contracts';
import { Type } from 'typebox';
import { AppError } from '../../platform/errors.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Component, createProbes, type Probes, summarize } from './probes.ts';

type SystemPlatform = Pick<Platform, 'config' | 'logger' | 'metrics' | 'now'>;

interface SystemParts {
  /** Every part whose health is shown, by name. */
  components: Record<string, Component>;
  /** Names of components without which requests cannot be answered. */
  required: string[];
  /** True from the moment the process begins to stop. */
  isStopping: () => boolean;
  countStats: () => Promise<Omit<Stats, 'timestamp'>>;
}

interface SystemContext extends SystemParts {
  platform: SystemPlatform;
  probes: Probes;
}

const open = { public: true, limit: 'none' } as const;
const describe = (operationId: string, summary: string) => ({ tags: ['system'], operationId, summary });

/**
 * Health, readiness, metrics and statistics. `app.ts` hands in the parts: this module knows none by name. Returns the probes,
 * for the words at the start of the process.
 */
export function registerSystemRoutes(http: Http, platform: SystemPlatform, parts: SystemParts): Probes {
  const context = { ...parts, platform, probes: createProbes(parts.components, platform.logger) };
  registerHealth(http, context);
  registerReadiness(http, context);
  registerMetrics(http, context);
  registerStats(http, context);
  return context.probes;
}

function registerHealth(http: Http, { platform, probes }: SystemContext): void {
  const { config, now } = platform;
  http.get(
    '/health',
    { config: open, schema: { ...describe('getHealth', 'Is the process alive?'), response: { 200: Health } } },
    async () => {
      const components = await probes.checkAll();
      return {
        status: summarize(components),
        version: config.version,
        components: Object.fromEntries(Object.entries(components).map(([name, { status }]) => [name, status])),
        timestamp: now().toISOString(),
      };
    },
  );
  const detailed = async () => {
    const components = await probes.checkAll();
    return {
      status: summarize(components),
      version: config.version,
      uptime_seconds: Math.round(process.uptime()),
      components,
      timestamp: now().toISOString(),
    };
  };
  for (const [path, operationId] of [
    ['/v1/health/detailed', 'getDetailedHealth'],
    ['/v1/system/health', 'getSystemHealth'],
  ] as const) {
    const schema = { ...describe(operationId, 'The state of every part'), response: { 200: DetailedHealth } };
    http.get(path, { config: open, schema }, detailed);
  }
  http.get(
    '/v1/health/:component',
    {
      config: open,
      schema: {
        ...describe('getComponentHealth', 'The state of one part'),
        params: Type.Object({ component: Type.String({ maxLength: 40 }) }),
        response: { 200: ComponentHealth },
      },
    },
    async ({ params }) => {
      const health = await probes.check(params.component);
      if (!health) throw new AppError('not_found', `There is no component "${params.component}".`);
      return health;
    },
  );
}

function registerReadiness(http: Http, { platform, probes, required, isStopping }: SystemContext): void {
  http.get(
    '/ready',
    { config: open, schema: { ...describe('getReadiness', 'Can requests be answered?'), response: { 200: Ready } } },
    async () => {
      if (isStopping()) throw new AppError('unavailable', 'server: shutting down.');
      for (const name of required) {
        const health = await probes.check(name);
        if (health?.status !== 'healthy') throw new AppError('unavailable', `${name}: not ready.`);
      }
      return { status: 'ready' as const, timestamp: platform.now().toISOString() };
    },
  );
}

function registerMetrics(http: Http, { platform: { metrics }, probes }: SystemContext): void {
  metrics.watchComponents(async () => {
    const used = Object.entries(await probes.checkAll()).filter(([, { status }]) => status !== 'off');
    return Object.fromEntries(used.map(([name, { status }]) => [name, status === 'healthy']));
  });
  http.get(
    '/metrics',
    {
      config: open,
      schema: {
        ...describe('getMetrics', 'Metrics in the text format of Prometheus'),
        response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
  );
}

function registerStats(http: Http, { platform, countStats }: SystemContext): void {
  http.get(
    '/v1/system/stats',
    { schema: { ...describe('getStats', 'Numbers for administrators'), response: { 200: Stats } } },
    async ({ actor }) => {
      if (!actor.isSuperuser) throw new AppError('forbidden', 'Only administrators see statistics.');
      return { ...(await countStats()), timestamp: platform.now().toISOString() };
    },
  );
}
