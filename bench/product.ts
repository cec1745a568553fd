import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AuthTokens, Conversation } from '@parlance/contracts';

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));

/** A product that really runs: its own process, its own data folder, limits out of the way. */
export interface Product {
  url: string;
  /** Milliseconds from the start of the process until it was ready. */
  startMs: number;
  /** Resident bytes of the server and of its database process. */
  memory(): { server: number; database: number };
  /** Milliseconds of processor time that the server has used, without its database. */
  processorMs(): number;
  stop(): Promise<void>;
}

/** Starts the product as an operator would and waits until it is ready, one minute at most. */
export async function startProduct(dataDir: string): Promise<Product> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(process.execPath, [main, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '100000000',
      RATE_LIMIT_PER_HOUR: '100000000',
    },
  });
  await untilReady(child, url);
  return {
    url,
    startMs: performance.now() - started,
    memory: () => ({ server: residentBytes(child.pid), database: residentBytes(databaseOf(child.pid)) }),
    processorMs: () => processorMs(child.pid),
    stop: () => stop(child),
  };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt++) {
    if (child.exitCode !== null) throw new Error(`The product ended with code ${child.exitCode} while starting.`);
    const ready = await fetch(`${url}/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(20);
  }
  throw new Error('The product was not ready after a minute.');
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function residentBytes(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** From proc(5): fields 14 and 15 are user and system time in ticks, 100 a second on Linux. */
function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function databaseOf(pid: number | undefined): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children[0] ? Number(children[0]) : undefined;
}

/** Calls the API with JSON; throws what the server said when it refuses. */
async function call<T>(
  product: Product,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${product.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** A group of `size` people who are signed in, the owner first. */
export async function createGroup(
  product: Product,
  size: number,
): Promise<{ people: AuthTokens[]; conversation: Conversation }> {
  const people: AuthTokens[] = [];
  for (let index = 0; index < size; index++) {
    const username = `bench-${Date.now().toString(36)}-${index}`;
    people.push(
      await call<AuthTokens>(product, undefined, 'POST', '/v1/auth/signup', {
        username,
        password: 'a long enough password',
      }),
    );
  }
  const [owner, ...others] = people;
  const member_ids = others.map((person) => person.user.id);
  const conversation = await call<Conversation>(product, owner?.access_token, 'POST', '/v1/conversations', {
    kind: 'group',
    member_ids,
  });
  return { people, conversation };
}
