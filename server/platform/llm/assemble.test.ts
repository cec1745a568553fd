import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, type Piece, type ToolCallPart } from './assemble.ts';
import type { ChatChunk, ChatRequest } from './chat-model.ts';

async function* streamOf(pieces: Piece[]): AsyncGenerator<Piece> {
  yield* pieces;
}

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] };

async function callsOf(parts: ToolCallPart[], asked = request) {
  const chunks: ChatChunk[] = [];
  const pieces = [...parts.map((part) => ({ toolCalls: [part] })), { finish: 'stop' as const }];
  for await (const batch of assemble(streamOf(pieces), { model: 'm', request: asked })) chunks.push(...batch);
  return chunks.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []));
}

test('the parts of calls are put together by index, however they are mixed', async () => {
  const calls = await callsOf([
    { index: 0, id: 'a', name: 'one', args: '' },
    { index: 1, id: 'b', name: 'two', args: '{"y"' },
    { index: 0, args: '{"x":' },
    { index: 1, args: ':2}' },
    { index: 0, args: '1}' },
  ]);
  assert.deepEqual(calls, [
    { id: 'a', name: 'one', args: { x: 1 } },
    { id: 'b', name: 'two', args: { y: 2 } },
  ]);
});

test('servers that give every call the same index, or none, are understood by the ids', async () => {
  for (const index of [0, undefined]) {
    const calls = await callsOf([
      { index, id: 'a', name: 'one', args: '{"x":' },
      { index, id: 'a', args: '1}' },
      { index, id: 'b', name: 'two', args: '{}' },
    ]);
    assert.deepEqual(calls, [
      { id: 'a', name: 'one', args: { x: 1 } },
      { id: 'b', name: 'two', args: {} },
    ]);
  }
});

test('a call without an id, or with one that was there before, gets one of its own', async () => {
  const asked: ChatRequest = {
    messages: [{ role: 'assistant', content: '', toolCalls: [{ id: 'call_0', name: 'one', args: {} }] }],
  };
  const [first, second] = await callsOf(
    [
      { index: 0, id: 'call_0', name: 'one' },
      { index: 1, id: '', name: 'two' },
    ],
    asked,
  );
  assert.match(first?.id ?? '', /^call_.{36}$/);
  assert.match(second?.id ?? '', /^call_.{36}$/);
  assert.notEqual(first?.id, second?.id);
});

test('arguments that are no object are refused, missing ones are none', async () => {
  assert.deepEqual(await callsOf([{ index: 0, id: 'a', name: 'one' }]), [{ id: 'a', name: 'one', args: {} }]);
  for (const args of ['[1]', '"x"', 'null', '{"x"'])
    await assert.rejects(callsOf([{ index: 0, id: 'a', name: 'one', args }]), { code: 'bad_response' }, args);
});

test('an answer without any event, or without its end, is told apart', async () => {
  const read = (pieces: Piece[]) => assemble(streamOf(pieces), { model: 'm', request }).next();
  await assert.rejects(read([]), { code: 'bad_response' });
  const callless = assemble(streamOf([{ finish: 'tool-calls' }]), { model: 'm', request });
  assert.deepEqual((await callless.next()).value, []);
  await assert.rejects(callless.next(), { code: 'bad_response', detail: /named none/ });
  const cut = assemble(streamOf([{ text: 'x' }]), { model: 'm', request });
  assert.deepEqual((await cut.next()).value, [{ type: 'text', delta: 'x' }]);
  await assert.rejects(cut.next(), { code: 'cut' });
});
