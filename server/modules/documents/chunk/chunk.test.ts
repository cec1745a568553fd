import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ParsedDocument, parseDocument } from '../parse/index.ts';
import { twentyPages } from '../parse/test-files.ts';
import { roomy } from '../parse/test-parse.ts';
import { type Chunk, chunkDocument } from './index.ts';

const parseText = (text: string, filename: string): Promise<ParsedDocument> =>
  parseDocument({ bytes: new TextEncoder().encode(text), filename }, roomy);

/** In order, apart from each other, with nothing but white space between them, none too long. */
function assertWhole({ text }: ParsedDocument, chunks: Chunk[]): void {
  let at = 0;
  for (const { start, end, tokens } of chunks) {
    assert.equal(text.slice(at, start).trim(), '');
    const slice = text.slice(start, end);
    assert.equal(slice, slice.trim());
    assert.ok(slice.length > 0 && slice.isWellFormed());
    assert.ok(tokens > 0 && tokens <= 512);
    at = end;
  }
  assert.equal(text.slice(at).trim(), '');
}

const sentences = (count: number, word: string): string =>
  Array.from(
    { length: count },
    (_, index) => `The ${word} number ${index} was seen near the old harbour at noon.`,
  ).join(' ');

test('chunks of any text cover all of it', async () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom(
      '\n\n',
      '\n',
      '# Überschrift\n',
      '## Zwei\n\n',
      '- Punkt\n',
      '| a | b |\n|---|---|\n| 1 | 2 |\n',
      ' ',
      '👩‍👩‍👧‍👦',
    ),
    fc.integer({ min: 1, max: 120 }).map((count) => sentences(count, 'heron')),
    fc.integer({ min: 1, max: 3_000 }).map((count) => '東京都は日本の首都。'.slice(0, count % 10).repeat(count)),
    fc.integer({ min: 1, max: 3_000 }).map((count) => 'e\u0301'.repeat(count)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('a.txt', 'a.md'),
      async (pieces, filename) => {
        const doc = await parseText(`x${pieces.join('')}`, filename);
        assertWhole(doc, chunkDocument(doc));
      },
    ),
    { numRuns: 60 },
  );
});

test('chunks follow headings and carry title and section', async () => {
  const doc = await parseText(
    `---\ntitle: Handbuch\n---\n# Vögel\n\n${sentences(40, 'gull')}\n\n## Reiher\n\n${sentences(90, 'heron')}\n\n# Fische\n\n${sentences(20, 'cod')}`,
    'a.md',
  );
  const chunks = chunkDocument(doc);
  assertWhole(doc, chunks);
  const prefixes = chunks.map(({ prefix }) => prefix);
  assert.deepEqual([...new Set(prefixes)], ['Handbuch › Vögel', 'Handbuch › Vögel › Reiher', 'Handbuch › Fische']);
  for (const { start, end, heading } of chunks) {
    const birds = new Set(doc.text.slice(start, end).match(/gull|heron|cod/g));
    assert.equal(birds.size, 1, 'no chunk is about two sections');
    assert.ok(heading && ['Vögel', 'Reiher', 'Fische'].includes(heading));
  }
  const herons = chunks.filter(({ heading }) => heading === 'Reiher');
  assert.ok(herons.length > 1);
  for (const { start, end, tokens } of herons) {
    assert.ok(tokens > 350, `even parts: ${tokens}`);
    assert.match(doc.text.slice(start, end), /^(?:The|Reiher)[\s\S]*\.$/);
  }
});

test('rows of a table and entries of a list are not cut, small sections stay together', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => `Ort ${index};${index * 7};Küste im Norden`);
  const table = await parseText(['Name;Zahl;Lage', ...rows].join('\n'), 'a.csv');
  const chunks = chunkDocument(table);
  assertWhole(table, chunks);
  assert.ok(chunks.length > 3);
  for (const { start, end } of chunks.slice(1)) assert.match(table.text.slice(start, end), /^Name: .*Norden$/s);
  const small = await parseText('# A\n\n## B\n\nKurz.\n\n## C\n\nAuch kurz.\n', 'a.md');
  assert.equal(chunkDocument(small).length, 1);
});

test('chunks of a PDF know their page', async () => {
  const doc = await parseDocument({ bytes: await twentyPages(), filename: 'a.pdf' }, roomy);
  const chunks = chunkDocument(doc);
  assertWhole(doc, chunks);
  for (const { start, page } of chunks) {
    const at = doc.pages.find(({ number }) => number === page);
    assert.ok(at && start >= at.start && start < at.end);
  }
});
