import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { AppError } from '../../../platform/errors.ts';
import { toStudyText } from '../text/study-text.ts';
import { createEngine } from './engine.ts';

const isUnavailable = (error: unknown): boolean => error instanceof AppError && error.code === 'unavailable';
const book = toStudyText('The heron waits in the reeds for a fish to pass. '.repeat(10_000));

test('works beside the event loop, several tasks in order', async () => {
  const engine = createEngine();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const [answer, summary] = await Promise.all([
    engine.run('answer', { question: 'Who built it?', passages: ['Ada Lovelace built it in 1843.'] }),
    engine.run('summarize', { text: book, style: 'concise' }),
  ]);
  delay.disable();
  assert.equal(answer.extracts.length > 0, true);
  assert.match(summary.summary, /heron/);
  assert.ok(delay.max < 500e6, `${delay.max / 1e6} ms`);
});

test('a task that takes too long is ended, and the next one is done', async () => {
  const engine = createEngine({ timeoutMs: 1 });
  // The thread is there: from now on the time of the task alone counts.
  await engine.run('answer', { question: 'Who?', passages: [] }).catch(() => undefined);
  await assert.rejects(engine.run('summarize', { text: book, style: 'detailed' }), isUnavailable);
  const patient = createEngine();
  assert.match((await patient.run('summarize', { text: book, style: 'concise' })).summary, /heron/);
});

test('no more wait than may, and what nobody wants any more ends', async () => {
  const engine = createEngine({ maxWaiting: 1 });
  const short = { text: toStudyText('A sentence about a heron.'), style: 'concise' as const };
  const running = engine.run('summarize', short);
  const waiting = engine.run('summarize', short);
  await assert.rejects(engine.run('summarize', short), isUnavailable);
  await Promise.all([running, waiting]);
  const gone = new AbortController();
  const unwanted = engine.run('summarize', { text: book, style: 'detailed' }, gone.signal);
  gone.abort(new Error('the client went away'));
  await assert.rejects(unwanted, /went away/);
});
