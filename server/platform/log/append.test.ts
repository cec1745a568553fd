import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits, type NewLogEvent } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { type Tx, transact } from '../db/index.ts';
import { newId } from '../ids.ts';
import { append, createLogs, deleteLogs, type LoggedEvent, readHeads, readLog, scrubEvents } from './index.ts';

const app = await startApp();
const { platform } = app;
const { db } = platform;

const renamed = (title: string): NewLogEvent => ({ type: 'conversation-renamed', title });
const entry = (logId: string, title: string) => ({ logId, actorId: null, event: renamed(title) });

async function newLog(): Promise<string> {
  const id = newId();
  await transact(db, (tx) => createLogs(tx, 'conversation', [id]));
  return id;
}

const whole = async (logId: string) => (await readLog(db, logId, { after: 0, limit: 1_000 }))?.events ?? [];
const titles = (events: LoggedEvent[]) => events.map(({ seq, json }) => [seq, JSON.parse(json).title]);

/** What is published while `work` is done. */
async function published(work: () => Promise<unknown>): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const stop = platform.bus.subscribe('event', ({ event }) => events.push(event));
  await work();
  stop();
  return events;
}

test('events are numbered per log in the order they are given, and published as they are stored', async () => {
  const [a, b] = [await newLog(), await newLog()];
  const events = await published(() =>
    transact(db, async (tx) => {
      await append(platform, tx, [entry(b, 'b1 林檎'), entry(a, 'a1'), entry(b, 'b2')]);
      await append(platform, tx, [entry(a, 'a2')]);
      await append(platform, tx, []);
    }),
  );
  assert.deepEqual(titles(events), [
    [1, 'b1 林檎'],
    [1, 'a1'],
    [2, 'b2'],
    [2, 'a2'],
  ]);
  assert.deepEqual(
    events.filter(({ logId }) => logId === b),
    await whole(b),
  );
  const [first] = await whole(a);
  assert.deepEqual(Object.keys(JSON.parse(first?.json ?? '')).sort(), ['actor_id', 'at', 'seq', 'title', 'type']);
});

test('a transaction that fails leaves no gap and says nothing', async () => {
  const log = await newLog();
  const events = await published(() =>
    assert.rejects(
      transact(db, async (tx) => {
        await append(platform, tx, [entry(log, 'nie')]);
        throw new Error('doch nicht');
      }),
      /doch nicht/,
    ),
  );
  assert.deepEqual(events, []);
  await transact(db, (tx) => append(platform, tx, [entry(log, 'jetzt')]));
  assert.deepEqual(titles(await whole(log)), [[1, 'jetzt']]);
});

test('many appends at once to logs in any order end without gaps', async () => {
  const logs = await Promise.all([1, 2, 3, 4].map(newLog));
  const work = (index: number) => (tx: Tx) => {
    const order = index % 2 ? logs : logs.toReversed();
    return append(
      platform,
      tx,
      order.map((log) => entry(log, `${index}`)),
    );
  };
  await Promise.all(Array.from({ length: 40 }, (_, index) => transact(db, work(index))));
  const heads = await readHeads(db, [...logs, newId()]);
  assert.deepEqual([...heads.keys()].sort(), logs.toSorted());
  for (const log of logs) {
    assert.equal(heads.get(log)?.seq, 40);
    assert.deepEqual(
      (await whole(log)).map(({ seq }) => seq),
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  }
});

test('an event that is too large, or for a log that is gone, is refused and changes nothing', async () => {
  const log = await newLog();
  const tooLarge = entry(log, 'ü'.repeat(limits.eventBytes / 2));
  await assert.rejects(
    transact(db, (tx) => append(platform, tx, [entry(log, 'klein'), tooLarge])),
    { code: 'payload_too_large' },
  );
  await assert.rejects(
    transact(db, (tx) => append(platform, tx, [entry(log, 'hier'), entry(newId(), 'dort')])),
    { code: 'not_found' },
  );
  assert.deepEqual(await whole(log), []);
  await transact(db, (tx) => deleteLogs(tx, [log]));
  assert.equal(await readLog(db, log, { after: 0, limit: 1 }), undefined);
});

test('a page is what comes after a position, or says that it cannot tell', async () => {
  const log = await newLog();
  await transact(db, (tx) =>
    append(
      platform,
      tx,
      ['1', '2', '3', '4', '5'].map((title) => entry(log, title)),
    ),
  );
  const page = async (after: number, limit: number, epoch?: string) => {
    const { events, head, limited } = (await readLog(db, log, { after, limit, epoch })) ?? assert.fail('no such log');
    return [events.map(({ seq }) => seq), head.seq, limited];
  };
  const epoch = (await readHeads(db, [log])).get(log)?.epoch;
  assert.deepEqual(await page(0, 2), [[1, 2], 5, false]);
  assert.deepEqual(await page(3, 10, epoch), [[4, 5], 5, false]);
  assert.deepEqual(await page(5, 10), [[], 5, false]);
  assert.deepEqual(await page(6, 10), [[], 5, true]);
  assert.deepEqual(await page(3, 10, 'another'), [[], 5, true]);
  await db.updateTable('logs').set({ floor_seq: 3 }).where('log_id', '=', log).execute();
  assert.deepEqual(await page(2, 10), [[], 5, true]);
  assert.deepEqual(await page(3, 10), [[4, 5], 5, false]);
});

test('scrubbing takes the words of one subject out of its log, and leaves the rest', async () => {
  const [log, other] = [await newLog(), await newLog()];
  const [subject, neighbour] = [newId(), newId()];
  const about = (logId: string, subjectId: string) => ({ ...entry(logId, 'geheim'), subjectId });
  await transact(db, (tx) =>
    append(platform, tx, [about(log, subject), about(log, neighbour), entry(log, 'offen'), about(other, subject)]),
  );
  await transact(db, (tx) =>
    scrubEvents(tx, log, subject, [
      { path: ['title'], value: null },
      { path: ['message', 'content'], value: { text: '', parts: [] } },
    ]),
  );
  assert.deepEqual(titles(await whole(log)), [
    [1, null],
    [2, 'geheim'],
    [3, 'offen'],
  ]);
  assert.deepEqual(titles(await whole(other)), [[1, 'geheim']]);
  const [scrubbed] = await whole(log);
  assert.deepEqual(Object.keys(JSON.parse(scrubbed?.json ?? '')).sort(), ['actor_id', 'at', 'seq', 'title', 'type']);
});
