import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending */

/** A signal that arrives twice within this time (ms) is one: a terminal sends Ctrl-C to every process, and npm sends it on. */
const sameKeypress = 1000;

/**
 * Runs a program on this terminal and waits for its end. It gets a process group of its own, so that each signal
 * reaches it once, from here.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ ipc?: boolean, cwd?: string, started?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<Ending>}
 */
export function run(program, args, { ipc = false, cwd = root, started } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      detached: true,
      stdio: ['inherit', 'inherit', 'inherit', ipc ? 'ipc' : 'ignore'],
    });
    const stop = forwardSignals(child);
    started?.(child);
    child.once('error', (error) => {
      stop();
      console.error(`${program} did not start: ${error.message}`);
      resolve({ code: 1, signal: null });
    });
    child.once('exit', (code, signal) => {
      stop();
      resolve({ code, signal });
    });
  });
}

/**
 * Sends each stop signal of this process on to `child`, once. Answers the function that ends this and tells which
 * signal came last.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  /** @type {NodeJS.Signals | null} */
  let last = null;
  let lastAt = 0;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (last && performance.now() - lastAt < sameKeypress) return;
    last = signal;
    lastAt = performance.now();
    child.kill(signal);
  };
  const endWithUs = () => child.kill('SIGTERM');
  for (const signal of signals) process.on(signal, forward);
  process.on('exit', endWithUs);
  return () => {
    for (const signal of signals) process.off(signal, forward);
    process.off('exit', endWithUs);
    return last;
  };
}

/**
 * Ends this process as a child ended; a signal becomes the exit code that a shell would give it.
 *
 * @param {Ending} ending
 * @returns {never}
 */
export function exitLike({ code, signal }) {
  process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1));
}

/**
 * Runs a program quietly. Answers its exit code and what it wrote; a signal to this process ends both.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly(program, args, { cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = forwardSignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => {
      const signal = stop();
      if (signal) exitLike({ code, signal });
      resolve({ code: code ?? 1, output: output.trimEnd() });
    });
  });
}

/**
 * As much of a failed program's output as fits a screen.
 *
 * @param {string} output
 */
export function firstLines(output) {
  return output.split('\n').slice(0, 20).join('\n');
}
