import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { History } from './history.ts';

/** A process of the installation. */
export interface ProcessPlan {
  name: string;
  program: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Found in what it writes when it is up. */
  ready: RegExp;
  /** Called each time it is up, with what it wrote; and when it no longer is. */
  up?: (output: string) => void;
  down?: () => void;
  /** The user it runs as, where that has to be another. */
  owner?: { uid: number; gid: number } | undefined;
}

const startAgainMs = 300;
const outputKept = 4_000;
const upWithinMs = 60_000;

/** Starts a process, and again as a supervisor does; an end that nobody asked for is a violation. */
export class ManagedProcess {
  readonly name: string;
  readonly #plan: ProcessPlan;
  readonly #history: History;
  #child: ChildProcess | null = null;
  #output = '';
  #wanted = false;

  constructor(plan: ProcessPlan, history: History) {
    this.name = plan.name;
    this.#plan = plan;
    this.#history = history;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it is up. What it needs may be down just now: then it is started until it stays. */
  async start(): Promise<void> {
    this.#wanted = true;
    const patience = performance.now() + upWithinMs;
    while (!(await this.#tryStart())) {
      if (performance.now() > patience) throw new Error(`${this.name} did not come up: ${this.#output}`);
      await sleep(startAgainMs);
    }
  }

  /** Resolves when it has ended; `after` that many milliseconds it is killed, and that is a violation. */
  async stop(signal: NodeJS.Signals, withinMs = 20_000): Promise<void> {
    this.#wanted = false;
    this.#plan.down?.();
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => {
      this.#history.violation(`${this.name} did not end within ${withinMs} ms of ${signal}: ${this.#output}`);
      child.kill('SIGKILL');
    }, withinMs);
    await ended;
    clearTimeout(late);
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  async #tryStart(): Promise<boolean> {
    const { program, args, cwd, env, owner, ready } = this.#plan;
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...owner });
    this.#child = child;
    this.#output = '';
    const { promise: up, resolve } = Promise.withResolvers<string | undefined>();
    let isUp = false;
    const hear = (text: Buffer) => {
      // Looked at before it is cut: much may come at once where this process was held up.
      const output = this.#output + text;
      this.#output = output.slice(-outputKept);
      if (isUp || !ready.test(output)) return;
      isUp = true;
      resolve(output);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('error', () => resolve(undefined));
    const late = setTimeout(() => child.kill('SIGKILL'), upWithinMs);
    child.once('exit', (code, signal) => {
      process.off('exit', endWithUs);
      resolve(undefined);
      if (isUp && this.#wanted) this.#endedByItself(code ?? signal);
    });
    const output = await up;
    clearTimeout(late);
    if (output === undefined) return false;
    this.#plan.up?.(output);
    return true;
  }

  #endedByItself(how: number | string | null): void {
    this.#history.fault(`${this.name} ended by itself (${how})`);
    this.#history.violation(`${this.name} ended by itself (${how}): ${this.#output}`);
    this.#plan.down?.();
    void this.start();
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
