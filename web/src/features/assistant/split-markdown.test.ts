import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitMarkdown } from './split-markdown.ts';

test('paragraphs and headings stand by themselves', () => {
  assert.deepEqual(splitMarkdown('# Ziele\n\nErster\nAbsatz.\n\n\nZweiter.'), [
    '# Ziele',
    'Erster\nAbsatz.',
    'Zweiter.',
  ]);
});

test('code stays whole, blank lines and all, also while it is still open', () => {
  const code = '```ts\nconst a = 1;\n\n# kein Titel\n```';
  assert.deepEqual(splitMarkdown(`vorher\n\n${code}\n\nnachher`), ['vorher', code, 'nachher']);
  assert.deepEqual(splitMarkdown('````md\n```\n\nx\n```\n````\n\nEnde'), ['````md\n```\n\nx\n```\n````', 'Ende']);
  assert.deepEqual(splitMarkdown('```\nx\n\ny'), ['```\nx\n\ny']);
});

test('a loose list keeps its numbers, and what is indented belongs to its item', () => {
  const list = '1. eins\n\n   dazu\n\n2. zwei';
  assert.deepEqual(splitMarkdown(`${list}\n\ndanach`), [list, 'danach']);
});

test('links that are defined elsewhere keep the text together', () => {
  const text = 'Siehe [hier][1].\n\n[1]: https://example.org';
  assert.deepEqual(splitMarkdown(text), [text]);
});

test('what comes in changes the last stretch alone', () => {
  const text = 'Eins.\n\nZwei **fett** und\n\n- a\n- b\n\nDrei.';
  for (let end = 1; end <= text.length; end += 1) {
    const [before, now] = [splitMarkdown(text.slice(0, end - 1)), splitMarkdown(text.slice(0, end))];
    assert.deepEqual(now.slice(0, before.length - 1), before.slice(0, -1), text.slice(0, end));
  }
});
