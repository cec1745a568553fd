import type { Logger } from 'pino';
import type { Config } from '../config.ts';

interface Running {
  readonly platform: { readonly config: Config; readonly logger: Logger };
  close(): Promise<void>;
}

/** Lets a role run until a signal ends it, in peace. A second signal ends it at once. */
export function closeOnSignal({ platform, close }: Running): void {
  const { config, logger } = platform;
  const stop = once(async (reason: string) => {
    logger.info({ reason }, 'shutting down');
    const deadline = setTimeout(() => process.exit(1), config.SHUTDOWN_SECONDS * 1_000 + 5_000);
    deadline.unref();
    await close();
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // Started with a channel to its parent, the process ends with it.
  process.on('disconnect', () => stop('parent ended'));
}

/** Within this time a signal is still the first one: a terminal sends Ctrl-C to npm and to the server, and npm passes it on. */
const sameKeypressMs = 1_000;

function once(work: (reason: string) => Promise<void>): (reason: string) => void {
  let startedAt: number | undefined;
  return (reason) => {
    if (startedAt === undefined) {
      startedAt = performance.now();
      void work(reason);
    } else if (reason !== 'parent ended' && performance.now() - startedAt > sameKeypressMs) process.exit(130);
  };
}
