import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { eventually } from '../../../test/harness/eventually.ts';
import { cloneDatabase } from '../../../test/harness/template.ts';
import { readConfig } from '../../config.ts';
import { createLocalBus } from '../bus/bus.ts';
import { openDatabase, transact } from '../db/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { handleJob, type JobDefinition, type JobRun, type Jobs, openJobs } from './index.ts';

const place = await cloneDatabase();
const config = readConfig({ ...place.settings, LOG_LEVEL: 'silent' });
const database = await openDatabase(config);
const opened: Jobs[] = [];
after(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop(5)));
  await database.close();
  await place.remove();
});

const metrics = { observeJob: () => undefined };
const Payload = Type.Object({ n: Type.Integer() });
type Kind = JobDefinition<typeof Payload>;
const kind = (queue: string, more: Partial<Kind> = {}): Kind => ({
  queue,
  payload: Payload,
  attempts: 1,
  timeoutSeconds: 60,
  concurrency: 2,
  ...more,
});

/** As one process has it. */
async function open(...definitions: Kind[]): Promise<Jobs> {
  const logger = createLogger(config);
  const jobs = await openJobs({ database, bus: createLocalBus(), logger, definitions, works: true });
  opened.push(jobs);
  return jobs;
}

const work = (jobs: Jobs, definition: Kind, run: (payload: { n: number }, job: JobRun) => Promise<void>) =>
  jobs.work([handleJob(definition, run)], { metrics, concurrency: undefined });

const enqueue = (jobs: Jobs, definition: Kind, ...numbers: number[]) =>
  transact(database.db, async (tx) => {
    for (const n of numbers) await jobs.enqueue(tx, definition, { n });
  });

const depth = async (jobs: Jobs, queue: string) => (await jobs.depth())[queue] ?? 0;

test('of a hundred jobs and two processes, each job runs once', async () => {
  const shared = kind('shared', { concurrency: 3 });
  const processes = [await open(shared), await open(shared)] as const;
  const seen: number[] = [];
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  await enqueue(processes[0], shared, ...numbers);
  for (const jobs of processes) {
    await work(jobs, shared, async ({ n }) => {
      seen.push(n);
      if (n % 10 === 0) await sql`select pg_sleep(0.005)`.execute(database.db);
    });
  }
  await eventually('all jobs are done', async () => (await depth(processes[0], 'shared')) === 0, 60);
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    numbers,
  );
});

test('a try that outlived its time is told so, and cannot write what a later try wrote', async () => {
  const slow = kind('slow', { attempts: 2, timeoutSeconds: 1, concurrency: 1 });
  const jobs = await open(slow);
  const tries: string[] = [];
  const late = Promise.withResolvers<unknown>();
  const second = Promise.withResolvers<void>();
  await work(jobs, slow, async (_, { attempt, signal, hold }) => {
    if (attempt === 2) {
      await transact(database.db, hold);
      tries.push('second');
      second.resolve();
      return;
    }
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await second.promise;
    const write = transact(database.db, async (tx) => {
      await hold(tx);
      tries.push('first');
    });
    late.resolve(await write.catch((error: unknown) => error));
  });
  await enqueue(jobs, slow, 1);
  assert.match(String(await late.promise), /Another worker has taken over/);
  assert.deepEqual(tries, ['second']);
});

test('a job that failed for good waits as a dead letter, and runs when it is replayed', async () => {
  const [broken, other] = [kind('broken'), kind('other')];
  const jobs = await open(broken, other);
  let mended = false;
  const done: number[] = [];
  await work(jobs, broken, async ({ n }) => {
    if (!mended) throw new Error('not yet');
    done.push(n);
  });
  await enqueue(jobs, broken, 7);
  await eventually('it is a dead letter', async () => (await depth(jobs, 'dead-letters')) === 1);
  assert.equal(await jobs.replayDeadLetters('other'), 0);
  mended = true;
  assert.equal(await jobs.replayDeadLetters('broken'), 1);
  await eventually('it is done', () => done.length === 1);
  assert.deepEqual(done, [7]);
  assert.equal(await depth(jobs, 'dead-letters'), 0);
});

test('stop lets a running job finish, and gives one back that takes too long', async () => {
  const steady = kind('steady', { attempts: 3, concurrency: 2 });
  const [first, second] = [await open(steady), await open(steady)];
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const done: number[] = [];
  let running = 0;
  await work(first, steady, async ({ n }, { signal }) => {
    running += 1;
    if (running === 2) started.resolve();
    if (n === 1) await finish.promise;
    else await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (n === 1) done.push(n);
  });
  await enqueue(first, steady, 1, 2);
  await started.promise;
  const stopping = first.stop(2);
  finish.resolve();
  await stopping;
  assert.deepEqual(done, [1]);
  await work(second, steady, async ({ n }) => {
    done.push(n);
  });
  await eventually('the other process has done it', () => done.length === 2, 30);
  assert.deepEqual(done, [1, 2]);
});
