import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { History } from './history.ts';
import { ManagedProcess } from './managed-process.ts';

function program(source: string, up: (output: string) => void): { process: ManagedProcess; history: History } {
  const history = new History();
  const plan = { name: 'one', program: process.execPath, args: ['-e', source], cwd: tmpdir(), env: {} };
  return { process: new ManagedProcess({ ...plan, ready: /up at (\d+)/, up }, history), history };
}

test('a process is up when it says so, however much it says in the same breath', async () => {
  const said = `process.stdout.write('up at 17\\n' + 'x'.repeat(30_000)); setInterval(() => {}, 1_000)`;
  const ups: (string | undefined)[] = [];
  const one = program(said, (output) => ups.push(/up at (\d+)/.exec(output)?.[1]));
  await one.process.start();
  assert.deepEqual(ups, ['17']);
  await one.process.stop('SIGTERM');
  assert.deepEqual(one.history.violations, []);
});

test('one that ends by itself is a violation, and is started again', async () => {
  let ups = 0;
  const { promise: again, resolve } = Promise.withResolvers<void>();
  const one = program(`process.stdout.write('up at 1\\n'); setInterval(() => {}, 1_000)`, () => {
    ups += 1;
    if (ups === 2) resolve();
  });
  await one.process.start();
  process.kill(one.process.pid ?? 0, 'SIGKILL');
  await again;
  assert.match(one.history.violations[0]?.what ?? '', /one ended by itself \(SIGKILL\)/);
  await one.process.stop('SIGTERM');
  assert.equal(one.history.violations.length, 1);
});
