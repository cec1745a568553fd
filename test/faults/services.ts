import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { History } from './history.ts';
import { ManagedProcess } from './managed-process.ts';

const root = join(import.meta.dirname, '..', '..');

interface Service {
  readonly process: ManagedProcess;
  readonly url: string;
}

/**
 * A PostgreSQL of the run's own, from where the scaled tests have theirs. What it acknowledged outlives the end of its
 * processes: commits are written before they are answered, only not forced to the disk, which no end of a process loses.
 */
export async function startPostgres(folder: string, history: History): Promise<Service> {
  const script = join(root, 'scripts', 'with-services.sh');
  const programs = execFileSync(script, ['--postgres-programs'], { encoding: 'utf8' }).trim();
  const home = join(folder, 'postgres');
  mkdirSync(home, { mode: 0o700 });
  const owner = chooseOwner();
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [home, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const data = join(home, 'data');
  const initial = ['-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'scram-sha-256', '--no-sync'];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...initial, `--pwfile=${passwordFile}`], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    ...owner,
  });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${home}`, 'fsync=off', 'timezone=UTC'];
  const server = new ManagedProcess(
    {
      name: 'postgres',
      program: join(programs, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      cwd: home,
      env: { PATH: process.env.PATH },
      ready: /ready to accept connections/,
      owner,
    },
    history,
  );
  await server.start();
  return { process: server, url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` };
}

/** A Redis of the run's own, which forgets all when it ends. */
export async function startRedis(folder: string, history: History): Promise<Service> {
  const home = join(folder, 'redis');
  mkdirSync(home);
  const port = await freePort();
  const server = new ManagedProcess(
    {
      name: 'redis',
      program: 'redis-server',
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      cwd: home,
      env: { PATH: process.env.PATH },
      ready: /Ready to accept connections/,
    },
    history,
  );
  await server.start();
  return { process: server, url: `redis://127.0.0.1:${port}` };
}

/** PostgreSQL refuses to run as root. */
function chooseOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
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
