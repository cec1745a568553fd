import type { ComponentHealth } from '@parlance/contracts';
import type { Logger } from 'pino';
import { withDeadline } from '../../platform/deadline.ts';

/** One part of the product and how its state is found out. */
export interface Component {
  /** What it throws is logged and shown as unhealthy, without the reason. `off` is for what is not configured. */
  look: () => Promise<ComponentHealth>;
  /** How long a look stays good, 1 second by default: longer where a look costs someone else something. */
  freshSeconds?: number;
}

export interface Probes {
  /** The state of one part, or undefined for a name that is none. */
  check(name: string): Promise<ComponentHealth | undefined>;
  checkAll(): Promise<Record<string, ComponentHealth>>;
}

const deadlineMs = 2_000;

/**
 * Health is public, so it must not be a way to hammer what it looks at: no look takes longer than two seconds, and no part is looked
 * at again while the last look is fresh.
 */
export function createProbes(components: Record<string, Component>, logger: Logger): Probes {
  const cached = new Map(
    Object.entries(components).map(([name, component]) => [name, keepFresh(name, component, logger)]),
  );
  return {
    check: async (name) => cached.get(name)?.(),
    checkAll: async () =>
      Object.fromEntries(await Promise.all([...cached].map(async ([name, probe]) => [name, await probe()] as const))),
  };
}

function keepFresh(name: string, component: Component, logger: Logger): Component['look'] {
  const freshMs = (component.freshSeconds ?? 1) * 1_000;
  let latest: { at: number; health: Promise<ComponentHealth> } | undefined;
  return () => {
    if (!latest || performance.now() - latest.at >= freshMs) {
      latest = { at: performance.now(), health: look(name, component, logger) };
    }
    return latest.health;
  };
}

async function look(name: string, component: Component, logger: Logger): Promise<ComponentHealth> {
  const started = performance.now();
  try {
    const health = await withDeadline(component.look(), deadlineMs, 'The probe took too long.');
    return { ...health, latency_ms: health.latency_ms ?? Math.round(performance.now() - started) };
  } catch (error) {
    // The reason may name hosts and users, and everyone may read this.
    logger.warn({ err: error, component: name }, 'health probe failed');
    return { status: 'unhealthy', detail: 'Not reachable.' };
  }
}

/** The whole is healthy when no part is in trouble; parts that are off are in none. */
export function summarize(components: Record<string, ComponentHealth>): 'healthy' | 'degraded' {
  const troubled = Object.values(components).some(({ status }) => status === 'degraded' || status === 'unhealthy');
  return troubled ? 'degraded' : 'healthy';
}
