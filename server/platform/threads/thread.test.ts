import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThread, ThreadError } from './thread.ts';

const file = new URL('./testing/obedient.worker.ts', import.meta.url);
const start = (options = {}) =>
  createThread<string, string>({ file, timeoutMs: 400, maxQueue: 3, maxHeapMb: 64, ...options });
const failsWith = (code: string) => (error: unknown) => error instanceof ThreadError && error.code === code;

test('tasks are done one after the other', async () => {
  const thread = start();
  assert.deepEqual(await Promise.all([thread.run('a'), thread.run('b'), thread.run('c')]), ['A', 'B', 'C']);
});

test('what a task throws is its failure alone', async () => {
  const thread = start();
  const [bad, good] = await Promise.allSettled([thread.run('throw'), thread.run('b')]);
  assert.match(String(bad.status === 'rejected' && bad.reason), /as told/);
  assert.deepEqual(good, { status: 'fulfilled', value: 'B' });
});

for (const [order, code] of [
  ['hang', 'timeout'],
  ['exit', 'failed'],
  ['fill memory', 'failed'],
] as const) {
  test(`a thread that was told to ${order} is replaced`, async () => {
    const thread = start({ timeoutMs: order === 'hang' ? 200 : 20_000 });
    await thread.run('warm');
    const told = assert.rejects(thread.run(order), failsWith(code));
    const next = thread.run('b');
    await told;
    assert.equal(await next, 'B');
  });
}

test('more than may wait is refused at once', async () => {
  const thread = start();
  const running = ['a', 'b', 'c', 'd'].map((order) => thread.run(order));
  await assert.rejects(thread.run('e'), failsWith('busy'));
  assert.deepEqual(await Promise.all(running), ['A', 'B', 'C', 'D']);
});

test('an aborted task ends, running or waiting, and the others go on', async () => {
  const thread = start({ timeoutMs: 60_000 });
  await thread.run('warm');
  const [running, waiting] = [new AbortController(), new AbortController()];
  const hanging = thread.run('hang', running.signal);
  const queued = thread.run('a', waiting.signal);
  const last = thread.run('b');
  waiting.abort(new Error('no longer wanted'));
  await assert.rejects(queued, /no longer wanted/);
  running.abort(new Error('cancelled'));
  await assert.rejects(hanging, /cancelled/);
  assert.equal(await last, 'B');
  await assert.rejects(thread.run('c', AbortSignal.abort(new Error('too late'))), /too late/);
});

test('a thread that rested too long starts again', async () => {
  const thread = start({ idleMs: 0 });
  assert.equal(await thread.run('a'), 'A');
  await new Promise(setImmediate);
  assert.equal(await thread.run('b'), 'B');
});
