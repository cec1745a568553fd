import { type AddressInfo, isIP } from 'node:net';
import { createApp } from '../app.ts';
import { type Config, withoutPassword } from '../config.ts';

/** Serves the whole product until a signal ends it. A second signal ends it at once. */
export async function serve(config: Config): Promise<void> {
  const app = await createApp(config);
  try {
    await app.http.listen({ host: config.HOST, port: config.PORT });
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.http.server.address() as AddressInfo;
  console.log(banner(config, port));
  const stop = once(async (reason: string) => {
    app.platform.logger.info({ reason }, 'shutting down');
    const deadline = setTimeout(() => process.exit(1), config.SHUTDOWN_SECONDS * 1_000 + 5_000);
    deadline.unref();
    await app.close();
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // Started with a channel to its parent, the server ends with it.
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

function banner(config: Config, port: number): string {
  const host =
    isIP(config.HOST) === 6
      ? `[${config.HOST}]`
      : config.HOST === '0.0.0.0' || config.HOST === '::'
        ? 'localhost'
        : config.HOST;
  const lines = [
    ['Parlance', `http://${host}:${port}`],
    ['Database', config.DATABASE_URL ? withoutPassword(config.DATABASE_URL) : `embedded, in ${config.DATA_DIR}`],
    [
      'Processes',
      config.REDIS_URL
        ? `any number, through ${withoutPassword(config.REDIS_URL)}`
        : 'this one (set REDIS_URL for more)',
    ],
    ['Language model', config.LLM ?? 'built-in engines (set LLM for a model)'],
    [
      'Mail',
      config.SMTP_URL ? withoutPassword(config.SMTP_URL) : `log and ${config.DATA_DIR}/outbox (set SMTP_URL to send)`,
    ],
    ['API', `http://${host}:${port}/docs`],
  ];
  return ['', ...lines.map(([name, value]) => `  ${name?.padEnd(15)} ${value}`), ''].join('\n');
}
