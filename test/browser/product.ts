import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

/** A product that was really started: its own process, its own data. */
export interface Product {
  url: string;
  dataDir: string;
}

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/** Starts the product as `npm start` would, on a free port and an empty folder; both are gone after the test file. */
export async function startProduct(): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlance-browser-'));
  const child = spawn(process.execPath, [main, 'serve'], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      RATE_LIMIT_PER_MINUTE: '1000000',
      RATE_LIMIT_PER_HOUR: '1000000',
      LOGIN_RATE_LIMIT_PER_MINUTE: '100000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(dataDir, { recursive: true, force: true });
  });
  child.stdout.setEncoding('utf8');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const port = /https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(said)?.[1];
    if (port === undefined || port === '0') continue;
    child.stdout.resume();
    return { url: `http://127.0.0.1:${port}`, dataDir };
  }
  throw new Error(`The product did not start. It said:\n${said}`);
}
