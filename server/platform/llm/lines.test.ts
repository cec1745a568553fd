import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents, readLines } from './lines.ts';

/** The bytes of a text, a few at a time, so that they fall apart inside of characters and line ends. */
function drip(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('lines come whole wherever the packets end', async () => {
  const text = '{"a":"Łódź 🌎"}\n\n{"b":"東京"}\r\nlast';
  for (let size = 1; size <= 12; size++) {
    assert.deepEqual(
      await all(readLines(drip(text, size))),
      ['{"a":"Łódź 🌎"}', '', '{"b":"東京"}', 'last'],
      String(size),
    );
  }
});

test('events are read with any line end, comments and names are passed over, and data of several lines is joined', async () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = [
      ': hello',
      'event: a',
      'data: {"x":1}',
      '',
      'data:one',
      'data: two',
      'id: 7',
      '',
      '',
      'data: last',
    ].join(end);
    for (let size = 1; size <= 9; size++) {
      assert.deepEqual(
        await all(readEvents(drip(text, size))),
        ['{"x":1}', 'one\ntwo', 'last'],
        `${size} ${end.length}`,
      );
    }
  }
});
