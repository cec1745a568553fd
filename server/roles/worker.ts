import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createWorker } from '../app.ts';
import { type Config, readConfig, withoutPassword } from '../config.ts';
import { banner, localAddress } from './banner.ts';
import { OperatorFault } from './fault.ts';
import { closeOnSignal } from './until-signal.ts';

/**
 * Works on jobs until a signal ends it: `worker [queue …] [--concurrency n] [--port n]`. What is not said comes from
 * WORKER_QUEUES, WORKER_CONCURRENCY and WORKER_PORT.
 */
export async function worker(settings: Config, args: string[]): Promise<void> {
  const config = withArguments(settings, args);
  if (!config.DATABASE_URL) {
    throw new OperatorFault('A worker needs DATABASE_URL: with the embedded database, serve works on jobs itself.');
  }
  const app = await createWorker(config);
  const lines: [string, string][] = [
    ['Parlance worker', app.queues.join(', ')],
    ['Database', withoutPassword(config.DATABASE_URL)],
  ];
  if (config.WORKER_PORT !== undefined) {
    try {
      await app.http.listen({ host: config.HOST, port: config.WORKER_PORT });
    } catch (error) {
      await app.close();
      throw error;
    }
    const { port } = app.http.server.address() as AddressInfo;
    lines.push(['Health', `${localAddress(config.HOST, port)}/health`]);
  }
  console.log(banner(lines));
  closeOnSignal(app);
}

/** Arguments are checked as the settings are that they stand for. */
function withArguments(settings: Config, args: string[]): Config {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { concurrency: { type: 'string' }, port: { type: 'string' } },
  });
  return readConfig({
    ...process.env,
    ...(positionals.length > 0 ? { WORKER_QUEUES: positionals.join(',') } : {}),
    ...(values.concurrency === undefined ? {} : { WORKER_CONCURRENCY: values.concurrency }),
    ...(values.port === undefined ? {} : { WORKER_PORT: values.port }),
    DATA_DIR: settings.DATA_DIR,
  });
}
