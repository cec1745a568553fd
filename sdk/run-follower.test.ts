import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { RunState } from './run-state.ts';
import { ids } from './testing/fixtures.ts';
import { StoreBench } from './testing/store-bench.ts';

let bench: StoreBench;
beforeEach(async () => {
  bench = await StoreBench.open();
});
afterEach(() => bench.close());

const begin = { type: 'run-started', run_id: '', conversation_id: '', attempt: 1, engine: 'builtin' } as const;
const start = { type: 'text-start', part_id: 'p1' } as const;
const delta = (text: string) => ({ type: 'text-delta', part_id: 'p1', delta: text }) as const;

const runIn = (id: string): RunState | undefined => bench.conversation.runs.find((run) => run.id === id);
const textOf = (id: string): string =>
  (runIn(id)?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
const said = (id: string, text: string) => bench.untilConversation(() => textOf(id) === text);
const watches = () => bench.server.frames.filter((frame) => frame.type === 'watch');

describe('a run of an opened conversation', () => {
  test('is followed from its start to its message', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const id = bench.server.runs.start();
    await bench.server.heard('watch');
    bench.server.runs.say(id, begin, { type: 'progress', progress: 30, status: 'Thinking…' }, start, delta('Grüße 👋'));
    await said(id, 'Grüße 👋');
    const { status, progress, statusText, engine, userId } = runIn(id) ?? {};
    assert.deepEqual([status, progress, statusText, engine, userId], ['running', 30, 'Thinking…', 'builtin', ids.zoe]);
    bench.server.runs.say(id, delta(', Zoë'));
    await said(id, 'Grüße 👋, Zoë');
    bench.server.runs.finish(id, 'Grüße 👋, Zoë');
    await bench.untilConversation(() => runIn(id)?.complete === true && runIn(id)?.model !== null);
    assert.equal(runIn(id)?.status, 'succeeded');
    assert.equal(bench.conversation.messages.at(-1)?.run_id, id);
    assert.equal(runIn(id)?.messageId, bench.conversation.messages.at(-1)?.id);
    await bench.server.heard('unwatch');
  });

  test('that was under way before is found and followed from its start', async () => {
    const id = bench.server.runs.start();
    bench.server.runs.say(id, begin, start, delta('schon '));
    await bench.live();
    assert.deepEqual(bench.conversation.runs, []);
    await bench.store.open(ids.conversation);
    await said(id, 'schon ');
    bench.server.runs.say(id, delta('da'));
    await said(id, 'schon da');
    assert.equal(watches().length, 1);
  });

  test('goes on where it was after the connection is lost, at whatever event', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const id = bench.server.runs.start();
    await bench.server.heard('watch');
    const words = ['Ein ', 'Satz ', 'über ', 'viele ', 'Brücken'];
    bench.server.runs.say(id, begin, start);
    for (const [index, word] of words.entries()) {
      bench.server.dropSockets();
      bench.server.runs.say(id, delta(word));
      await said(id, words.slice(0, index + 1).join(''));
    }
    bench.server.dropSockets();
    bench.server.runs.finish(id, words.join(''));
    await bench.untilConversation(() => runIn(id)?.complete === true);
    assert.equal(textOf(id), words.join(''));
    assert.deepEqual(
      watches().map((frame) => frame.type === 'watch' && frame.after),
      [0, 2, 3, 4, 5, 6, 7],
    );
  });

  test('whose log was compacted meanwhile is fetched as it ended', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const id = bench.server.runs.start();
    await bench.server.heard('watch');
    bench.server.runs.say(id, begin, start, delta('cut'));
    await said(id, 'cut');
    bench.server.acceptSockets = false;
    bench.server.dropSockets();
    bench.server.runs.say(id, delta(' off'));
    bench.server.runs.finish(id, 'compacted');
    bench.server.runs.compact(id);
    bench.server.acceptSockets = true;
    await said(id, 'compacted');
    await bench.untilConversation(() => runIn(id)?.complete === true);
    assert.equal(runIn(id)?.status, 'succeeded');
  });

  test('starts anew where the log was restored from a backup', async () => {
    await bench.live();
    await bench.store.open(ids.conversation);
    const id = bench.server.runs.start();
    await bench.server.heard('watch');
    bench.server.runs.say(id, begin, start, delta('before'));
    await said(id, 'before');
    bench.server.epoch = 'e2';
    bench.server.runs.say(id, delta(' and after'));
    await said(id, 'before and after');
    assert.equal(runIn(id)?.position.epoch, 'e2');
  });
});

test('what a tool was asked and how long it took stands beside its part', async () => {
  await bench.live();
  await bench.store.open(ids.conversation);
  const id = bench.server.runs.start();
  const call = { tool_call_id: 'c1', name: 'delete_file', title: 'Delete a file', risk: 'dangerous' } as const;
  bench.server.runs.say(
    id,
    begin,
    { type: 'tool-call-start', ...call },
    { type: 'tool-call-args', tool_call_id: 'c1', args: { name: 'übersicht.csv' } },
    { type: 'approval-requested', tool_call_id: 'c1', detail: 'Really?' },
  );
  await bench.untilConversation(() => runIn(id)?.status === 'waiting');
  assert.equal(runIn(id)?.calls.c1?.question, 'Really?');
  bench.server.runs.say(
    id,
    { type: 'approval-decided', tool_call_id: 'c1', decision: 'approved', scope: 'once', reason: null },
    { type: 'tool-call-result', tool_call_id: 'c1', status: 'done', result: 'gone', duration_ms: 12 },
  );
  await bench.untilConversation(() => runIn(id)?.calls.c1?.durationMs === 12);
  const [part] = runIn(id)?.parts ?? [];
  assert.deepEqual(part, {
    type: 'tool-call',
    ...call,
    args: { name: 'übersicht.csv' },
    state: 'done',
    result: 'gone',
  });
  assert.equal(runIn(id)?.status, 'running');
});

test('a run that has ended is not watched; what it said is loaded when asked for', async () => {
  const id = bench.server.runs.start();
  bench.server.runs.say(id, begin, start, delta('Länger her'));
  bench.server.runs.finish(id, 'Länger her');
  await bench.live();
  await bench.store.open(ids.conversation);
  assert.equal(runIn(id)?.status, 'succeeded');
  assert.deepEqual(runIn(id)?.parts, []);
  await bench.store.loadRun(ids.conversation, id);
  assert.equal(textOf(id), 'Länger her');
  assert.equal(runIn(id)?.complete, true);
  assert.deepEqual(watches(), []);
});

test('a conversation that nobody has opened only counts its runs', async () => {
  await bench.live();
  const id = bench.server.runs.start();
  bench.server.runs.say(id, begin);
  bench.server.runs.finish(id, 'Still');
  await bench.untilConversation(() => runIn(id)?.status === 'succeeded');
  assert.deepEqual(watches(), []);
});

test('of many runs only so many are watched at a time, and the next when one ends', async () => {
  await bench.live();
  await bench.store.open(ids.conversation);
  const all = Array.from({ length: 18 }, () => bench.server.runs.start());
  await bench.untilConversation(({ runs }) => runs.length === 18);
  bench.server.runs.say(all[0] ?? '', begin);
  bench.server.runs.finish(all[0] ?? '', 'eins');
  bench.server.runs.say(all[16] ?? '', begin, start, delta('siebzehn'));
  await said(all[16] ?? '', 'siebzehn');
  assert.equal(watches().length, 17);
});

test('deleting the question takes what was answered out of sight', async () => {
  await bench.live();
  await bench.store.open(ids.conversation);
  const id = bench.server.runs.start();
  bench.server.runs.say(id, begin, start, delta('secret'));
  await said(id, 'secret');
  const deleted_at = '2026-11-21T09:00:00.000Z';
  bench.server.append(ids.conversation, { type: 'message-deleted', id: runIn(id)?.triggerId ?? '', deleted_at });
  await said(id, '');
});

test('how the assistant shall answer goes with the message', async () => {
  await bench.live();
  bench.store.send(ids.conversation, 'Kurz bitte', { run: { model: 'openai:tiny' } });
  const frame = await bench.server.heard('message');
  assert.deepEqual(frame.run, { model: 'openai:tiny' });
});
