import { type ChildProcess, fork } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The major version of PostgreSQL inside the pinned PGlite; its data files are readable by no other. */
const embeddedMajor = '18';

export interface EmbeddedDatabase {
  /** Folder that holds the socket, in the form `pg` takes as a host. */
  readonly host: string;
  /** Kills the database process, e.g. because a statement runs for too long; it is back in about half a second. */
  restart(): void;
  close(): Promise<void>;
}

/**
 * Starts PGlite in a child process on a unix socket and starts it again whenever it ends unasked. Committed rows
 * survive that; statements under way fail. Throws a sentence for the operator when the first start fails.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  prepareFolder(dataDir);
  assertReadable(dataDir);
  // Not under DATA_DIR: a socket path may not be longer than 107 bytes.
  const socketDir = mkdtempSync(join(tmpdir(), 'parlance-'));
  let closing = false;
  let failures = 0;

  const launch = async (): Promise<ChildProcess> => {
    const process = await spawnChild(dataDir, join(socketDir, '.s.PGSQL.5432'));
    process.once('exit', () => {
      if (!closing) void relaunch();
    });
    failures = 0;
    return process;
  };
  const relaunch = async (): Promise<void> => {
    try {
      child = await launch();
    } catch {
      failures += 1;
      const delay = Math.min(5_000, 100 * 2 ** failures);
      setTimeout(() => void relaunch(), delay).unref();
    }
  };
  let child = await launch();

  return {
    host: socketDir,
    restart: () => child.kill('SIGKILL'),
    close: async () => {
      closing = true;
      await endChild(child);
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

/** Here and not in the child, since a sentence about DATA_DIR is worth more to the operator than a failed system call. */
function prepareFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    accessSync(dirname(dataDir), constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = folderFaults[code] ?? `it cannot be created or written to (${code})`;
    throw new Error(`DATA_DIR cannot be used: ${reason}, at ${dirname(dataDir)}.`, { cause: error });
  }
}

const folderFaults: Record<string, string> = {
  EACCES: 'this user may not read and write there',
  EPERM: 'this user may not read and write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the place of a folder',
  EEXIST: 'a file is in the place of a folder',
};

function assertReadable(dataDir: string): void {
  const versionFile = join(dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) return;
  const major = readFileSync(versionFile, 'utf8').trim();
  if (major !== embeddedMajor) {
    throw new Error(
      `The data in ${dataDir} was written by PostgreSQL ${major}, this release embeds ${embeddedMajor}. ` +
        'Run `npm run admin -- export` with the release that wrote it, and `import` with this one.',
    );
  }
}

type ChildMessage = { type: 'ready' } | { type: 'failed'; message: string };

function spawnChild(dataDir: string, socketPath: string): Promise<ChildProcess> {
  rmSync(socketPath, { force: true });
  const child = fork(new URL('./embedded-child.ts', import.meta.url), [dataDir, socketPath], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`The embedded database ended with code ${code} while starting.`));
    child.once('exit', onExit);
    child.once('message', (message: ChildMessage) => {
      child.off('exit', onExit);
      if (message.type === 'ready') resolve(child);
      else reject(new Error(message.message));
    });
  });
}

function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.send('close');
    else child.kill('SIGKILL');
  });
}
