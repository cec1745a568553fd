import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontDoor } from './front-door.ts';
import type { History } from './history.ts';
import { ManagedProcess } from './managed-process.ts';
import { startPostgres, startRedis } from './services.ts';

const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');

/** A whole Parlance of several processes, to be broken. */
export interface Installation {
  /** Where clients reach it: through the front door. */
  readonly url: string;
  readonly door: FrontDoor;
  readonly servers: ManagedProcess[];
  readonly workers: ManagedProcess[];
  readonly postgres: ManagedProcess | undefined;
  readonly redis: ManagedProcess | undefined;
  /** Process ids of embedded databases. */
  databaseChildren(): number[];
  /** Ends everything in peace; what is left then is a violation. */
  close(): Promise<void>;
}

/** Client devices notice dead connections in seconds, and tokens are renewed many times in a run. */
const common = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  LOG_FORMAT: 'json',
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_PER_HOUR: '1000000',
  LOGIN_RATE_LIMIT_PER_MINUTE: '1000000',
  ACCESS_TOKEN_SECONDS: '45',
  SOCKET_HEARTBEAT_SECONDS: '3',
  SHUTDOWN_SECONDS: '3',
};

/** Starts it in a temporary folder; mails go to `smtpUrl`. */
export async function install(
  mode: 'embedded' | 'scaled',
  { smtpUrl, history }: { smtpUrl: string; history: History },
): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-faults-'));
  // The owner of PostgreSQL passes through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const door = new FrontDoor();
  const url = await door.open();
  const shared = { PATH: process.env.PATH, ...common, DATA_DIR: dataDir, SMTP_URL: smtpUrl };
  const role = (name: string, args: string[], settings: Record<string, string>): ManagedProcess =>
    new ManagedProcess(
      {
        name,
        program: process.execPath,
        args: [main, ...args],
        // Away from any .env file, and where it is found again.
        cwd: dataDir,
        env: { ...shared, PORT: '0', ...settings },
        ready: /Parlance[\s\S]*\n\n/,
        up: (output) => {
          const port = /http:\/\/[^\s/]+:(\d+)/.exec(output)?.[1];
          if (args[0] === 'serve') door.add(name, Number(port));
        },
        down: () => door.remove(name),
      },
      history,
    );

  const parts = mode === 'embedded' ? embedded(role) : await scaled(role, folder, history);
  const { servers, workers, postgres, redis } = parts;
  await Promise.all([...servers, ...workers].map((process) => process.start()));
  return {
    url,
    door,
    ...parts,
    databaseChildren: () => processesIn(folder, 'embedded-child'),
    close: async () => {
      await Promise.all([...servers, ...workers].map((process) => process.stop('SIGTERM')));
      await Promise.all([postgres?.stop('SIGINT'), redis?.stop('SIGTERM')]);
      await door.close();
      const left = processesIn(folder, '');
      if (left.length > 0) history.violation(`processes were left behind: ${left.map(describe).join('; ')}`);
      for (const pid of left) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Role = (name: string, args: string[], settings: Record<string, string>) => ManagedProcess;
type Parts = Pick<Installation, 'servers' | 'workers' | 'postgres' | 'redis'>;

const embedded = (role: Role): Parts => ({
  servers: [role('server', ['serve'], {})],
  workers: [],
  postgres: undefined,
  redis: undefined,
});

async function scaled(role: Role, folder: string, history: History): Promise<Parts> {
  const [postgres, redis] = await Promise.all([startPostgres(folder, history), startRedis(folder, history)]);
  const settings = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    WORKER: 'off',
  };
  return {
    servers: ['server-1', 'server-2'].map((name) => role(name, ['serve'], settings)),
    workers: ['worker-1', 'worker-2'].map((name) => role(name, ['worker'], settings)),
    postgres: postgres.process,
    redis: redis.process,
  };
}

/** Processes that work in a folder of the run and have this in their command line; none where there is no /proc. */
function processesIn(folder: string, command: string): number[] {
  const pids = readProc('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => workingFolder(pid).startsWith(folder) && describe(pid).includes(command));
}

const readProc = (path: string): string[] => attempt(() => readdirSync(path)) ?? [];
const workingFolder = (pid: number): string => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) ?? '';
const describe = (pid: number): string =>
  `${pid} ${(attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').replaceAll('\0', ' ')}`;

/** A process may end while it is looked at. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
