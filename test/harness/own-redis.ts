import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after } from 'node:test';
import type { Certificates } from './certificates.ts';

/** A Redis of a test's own, to be broken. */
export interface OwnRedis {
  readonly url: string;
  /** Ends it at once, with all it knew. */
  kill(): Promise<void>;
  /** Starts it anew, empty, at the same address. */
  start(): Promise<void>;
  /** Lets it hang: connections stay, nothing is answered, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** Starts a Redis on a free port, with TLS alone where it is given a certificate; it ends with the test file. Needs `redis-server`. */
export async function startOwnRedis(tls?: Certificates): Promise<OwnRedis> {
  const port = await freePort();
  const listen = tls ? ['--port', '0', '--tls-port', `${port}`, ...filesOf(tls)] : ['--port', `${port}`];
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  const start = async (): Promise<void> => {
    server = spawn('redis-server', [...listen, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}.`)));
    server.stdout?.on('data', (line: Buffer) => line.includes('Ready to accept connections') && resolve());
    await ready;
  };
  await start();
  after(kill);
  return {
    url: `${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    kill,
    start,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
  };
}

function filesOf({ authority, certificate, key }: Certificates): string[] {
  const files = ['--tls-ca-cert-file', authority, '--tls-cert-file', certificate, '--tls-key-file', key];
  return [...files, '--tls-auth-clients', 'no'];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
