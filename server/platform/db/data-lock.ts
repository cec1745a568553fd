import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Takes the lock file for this process or throws a sentence that names the owner. A lock whose owner is gone is
 * taken over; a live owner is waited for up to `waitMs`, since a killed server's database child needs a moment to end.
 */
export async function takeLock(path: string, { waitMs }: { waitMs: number }): Promise<() => void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    if (tryCreate(path)) return () => rmSync(path, { force: true });
    const owner = readOwner(path);
    if (!owner || !isAlive(owner)) {
      rmSync(path, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The data folder is in use by process ${owner.pid} (${path}). Stop it first, or set another DATA_DIR.`,
      );
    }
    await sleep(50);
  }
}

interface Owner {
  pid: number;
  started: string | undefined;
}

/** The file appears with its content or not at all: a second start must never read half an owner. */
function tryCreate(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startedAt(process.pid) }), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    // Released just now, or damaged: nobody holds it.
    return undefined;
  }
}

/** A process id alone is reused, above all in containers: where the system tells the start time, it has to match. */
function isAlive({ pid, started }: Owner): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return started === startedAt(pid);
}

function startedAt(pid: number): string | undefined {
  try {
    // Field 22 of /proc/<pid>/stat, counted after the command name, which may hold spaces (man proc_pid_stat).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
