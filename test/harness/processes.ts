import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after } from 'node:test';

const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');

export type Settings = Record<string, string>;

/** How a process ended and what it said. */
export interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

export interface RoleProcess {
  readonly child: ChildProcess;
  /** Where it listens, without a slash at the end; empty for one that does not. */
  readonly url: string;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const quiet: Settings = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  LOG_FORMAT: 'json',
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_PER_HOUR: '1000000',
};

/** Runs a role that ends by itself, such as `admin`; `input` is what is typed. */
export function runRole(settings: Settings, args: string[], input = ''): Promise<Ended> {
  const { child, ended } = launch(settings, args);
  child.stdin?.end(input);
  return ended;
}

/**
 * Starts a role that runs until it is stopped, and waits until it is up. It is killed after the test file. `entry` is another program
 * in the place of `server/main.ts`.
 */
export async function startRole(settings: Settings, args = ['serve'], entry = main): Promise<RoleProcess> {
  const { child, said, ended } = launch(settings, args, entry);
  child.stdin?.end();
  const up = new Promise<void>((resolve) => {
    // The banner ends with an empty line.
    child.stdout?.on('data', () => /Parlance[\s\S]*\n\n/.test(said.output) && resolve());
  });
  const early = ended.then(({ errors }) => assert.fail(`ended before it was up: ${errors}`));
  await Promise.race([up, early]);
  return {
    child,
    url: /(http:\/\/[^\s/]+)/.exec(said.output)?.[1] ?? '',
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function launch(settings: Settings, args: string[], entry = main) {
  const child = spawn(process.execPath, [entry, ...args], {
    // Away from any .env file.
    cwd: settings.DATA_DIR,
    env: { PATH: process.env.PATH, ...quiet, ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  after(() => child.kill('SIGKILL'));
  const said = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.errors += text;
  });
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, said, ended };
}

export interface Reply<T> {
  status: number;
  body: T;
}

/** A request over the network; `token` signs it. */
export async function ask<T = Record<string, unknown>>(
  url: string,
  { method = 'GET', token, body }: { method?: string; token?: string; body?: unknown } = {},
): Promise<Reply<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
}
