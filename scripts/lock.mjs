import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 200;
/** An empty lock is one whose owner died between two system calls, or is just being taken. */
const emptyLockMs = 5_000;

/**
 * Runs `work` while no other process runs work under the same lock: a folder that holds one file, named by its
 * owner's process id. The lock of a dead owner is taken over. `onWait` is told once, with the owner, when there is one
 * to wait for.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {(owner: number) => void} onWait
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  const mine = join(folder, String(process.pid));
  for (let told = false; !take(folder, mine); await delay(pollMs)) {
    const owner = ownerOf(folder);
    if (owner && !told) {
      onWait(owner);
      told = true;
    }
  }
  try {
    return await work();
  } finally {
    unlinkSync(mine);
    succeeds(() => rmdirSync(folder));
  }
}

/**
 * @param {string} folder
 * @param {string} mine
 */
function take(folder, mine) {
  if (succeeds(() => mkdirSync(folder))) return succeeds(() => writeFileSync(mine, ''));
  const owner = ownerOf(folder);
  if (owner === undefined) {
    if (isOld(folder)) succeeds(() => rmdirSync(folder));
    return false;
  }
  if (owner !== process.pid && isAlive(owner)) return false;
  // Only one of several waiters can remove the dead owner's file, and that one is the next owner.
  return succeeds(() => unlinkSync(join(folder, String(owner)))) && succeeds(() => writeFileSync(mine, ''));
}

/** @param {string} folder */
function ownerOf(folder) {
  try {
    const [name] = readdirSync(folder);
    return name === undefined ? undefined : Number(name);
  } catch {
    return undefined;
  }
}

/** @param {string} folder */
function isOld(folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs > emptyLockMs;
  } catch {
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether a system call that another process may have overtaken went through.
 *
 * @param {() => void} call
 */
function succeeds(call) {
  try {
    call();
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT', 'ENOTEMPTY'].includes(errorCode(error))) return false;
    throw error;
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
