import type { AddressInfo } from 'node:net';
import { createApp } from '../app.ts';
import { type Config, describeConfig, withoutPassword } from '../config.ts';
import { banner, localAddress } from './banner.ts';
import { closeOnSignal } from './until-signal.ts';

/** Serves the whole product until a signal ends it. */
export async function serve(config: Config): Promise<void> {
  const app = await createApp(config);
  try {
    await app.http.listen({ host: config.HOST, port: config.PORT });
  } catch (error) {
    await app.close();
    throw error;
  }
  closeOnSignal(app);
  app.platform.logger.info({ settings: describeConfig(config) }, 'settings in force; all others have their defaults');
  const { port } = app.http.server.address() as AddressInfo;
  const address = localAddress(config.HOST, port);
  console.log(
    banner([
      ['Parlance', address],
      ['Database', config.DATABASE_URL ? withoutPassword(config.DATABASE_URL) : `embedded, in ${config.DATA_DIR}`],
      [
        'Processes',
        config.REDIS_URL
          ? `any number, through ${withoutPassword(config.REDIS_URL)}`
          : 'this one (set REDIS_URL for more)',
      ],
      ['Jobs', config.WORKER === 'inside' ? 'worked on in this process' : 'left to workers (WORKER=off)'],
      ['Language model', config.LLM.join(', ') || 'built-in engines (set LLM for a model)'],
      [
        'Mail',
        config.SMTP_URL ? withoutPassword(config.SMTP_URL) : `log and ${config.DATA_DIR}/outbox (set SMTP_URL to send)`,
      ],
      ['API', `${address}/docs`],
    ]),
  );
  const troubles = Object.entries(await app.checkComponents()).filter(([, { status }]) => status === 'unhealthy');
  for (const [name, { detail }] of troubles)
    console.log(`  ${name} is not well: ${detail ?? 'no answer within two seconds'}`);
}
