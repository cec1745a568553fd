import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createBuiltin } from './index.ts';
import { Lanes } from './lanes.ts';

const { signal } = new AbortController();
const model = createBuiltin();
after(() => model.close());

const dot = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

test('texts that mean about the same are nearer than others', async () => {
  const [cat, kitten, tax] = await model.embed(
    ['The cat sleeps on the sofa.', 'A kitten naps on the couch.', 'Income tax is due in April.'],
    { kind: 'passage', signal },
  );
  assert.equal(cat?.length, await model.dimensions());
  assert.ok(Math.abs(dot(cat, cat) - 1) < 1e-5);
  assert.ok(dot(cat, kitten) > dot(cat, tax) + 0.1, `${dot(cat, kitten)} ${dot(cat, tax)}`);
});

test('empty texts get the zero vector and harm nobody', async () => {
  const vectors = await model.embed(['', 'hello', ' \n\t', '', '日本語 😀'], { kind: 'query', signal });
  assert.deepEqual(
    vectors.map((vector) => [vector.length, Math.round(dot(vector, vector))]),
    [
      [512, 0],
      [512, 1],
      [512, 0],
      [512, 0],
      [512, 1],
    ],
  );
  assert.deepEqual(await model.embed([], { kind: 'query', signal }), []);
});

test('a very long text without a blank is read to where it matters', async () => {
  const [vector] = await model.embed(['a1'.repeat(500_000)], { kind: 'passage', signal });
  assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5);
});

/** A thread that answers by the length of a text and dies at "die". */
const mortal = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ texts }) => {
      if (texts.includes('die')) process.exit(1);
      const vectors = new Float32Array(texts.length * 512);
      texts.forEach((text, index) => { vectors[index * 512 + text.length] = 1; });
      parentPort.postMessage({ vectors });
    });`)}`,
);

test('a thread that dies is started again; only the text that kills it fails', async () => {
  const fragile = createBuiltin({ program: mortal });
  after(() => fragile.close());
  const answers = await Promise.allSettled(
    ['one', 'die', 'three'].map((text) => fragile.embed([text], { kind: 'passage', signal })),
  );
  const outcome = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value[0]?.indexOf(1) : answer.reason.code,
  );
  assert.deepEqual(outcome, [3, 'crashed', 5]);
});

test('a call that is aborted ends at once, a closed model takes none', async () => {
  const fragile = createBuiltin({ program: mortal });
  const controller = new AbortController();
  const waiting = fragile.embed(['one'], { kind: 'passage', signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await fragile.close();
  await assert.rejects(fragile.embed(['one'], { kind: 'query', signal }), { code: 'closed' });
});

test('questions overtake passages, and what waits is bounded', async () => {
  const order: string[] = [];
  const gates: (() => void)[] = [];
  const lanes = new Lanes({
    capacity: 3,
    run: async (texts) => {
      order.push(...texts);
      const { promise, resolve } = Promise.withResolvers<void>();
      gates.push(resolve);
      await promise;
      return texts.map(() => new Float32Array(1));
    },
  });
  const long = (name: string) => name.padEnd(1_200, '.');
  const passages = lanes.add([long('p1'), long('p2'), long('p3')], { kind: 'passage', signal });
  const question = lanes.add([long('q1')], { kind: 'query', signal });
  await assert.rejects(lanes.add([long('p4'), long('p5')], { kind: 'passage', signal }), { code: 'busy' });
  while (order.length < 4) {
    for (const open of gates.splice(0)) open();
    await setImmediate();
  }
  for (const open of gates.splice(0)) open();
  await Promise.all([passages, question]);
  assert.deepEqual(
    order.map((text) => text.slice(0, 2)),
    ['p1', 'q1', 'p2', 'p3'],
  );
});
