import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOnlyEmoji, parseInline, parseText } from './parse-text.ts';

test('plain text stays text, markup included', () => {
  const text = '<b>hi</b> & <script>alert(1)</script>';
  assert.deepEqual(parseInline(text), [{ type: 'text', text }]);
});

test('finds addresses and leaves the punctuation of the sentence outside', () => {
  assert.deepEqual(parseInline('See https://example.org/a_(b). Or (http://x.example/?q=1)!'), [
    { type: 'text', text: 'See ' },
    { type: 'link', text: 'https://example.org/a_(b)', href: 'https://example.org/a_(b)' },
    { type: 'text', text: '. Or (' },
    { type: 'link', text: 'http://x.example/?q=1', href: 'http://x.example/?q=1' },
    { type: 'text', text: ')!' },
  ]);
});

test('links nothing but http and https', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,hi', 'ftp://a.example', 'xhttps://a', 'http://']) {
    assert.equal(
      parseInline(text).some((inline) => inline.type === 'link'),
      false,
      text,
    );
  }
});

test('finds mentions in any script, but no e-mail addresses', () => {
  assert.deepEqual(
    parseInline('@zoë.k, ask @ليلى or a@b.example')
      .filter((inline) => inline.type === 'mention')
      .map((inline) => inline.username),
    ['zoë.k', 'ليلى'],
  );
});

test('code is taken as it stands', () => {
  assert.deepEqual(parseInline('run `npm i @x https://y.example` now'), [
    { type: 'text', text: 'run ' },
    { type: 'code', text: 'npm i @x https://y.example' },
    { type: 'text', text: ' now' },
  ]);
  assert.deepEqual(parseText('before\n```ts\nconst a = `1`;\n\nb();\n```\nafter'), [
    { type: 'paragraph', inlines: [{ type: 'text', text: 'before' }] },
    { type: 'code', language: 'ts', text: 'const a = `1`;\n\nb();' },
    { type: 'paragraph', inlines: [{ type: 'text', text: 'after' }] },
  ]);
  assert.equal(parseText('an open ``` fence').length, 1);
});

test('knows a lone emoji from a number', () => {
  assert.ok(isOnlyEmoji('🎉'));
  assert.ok(isOnlyEmoji('👩‍💻 🏳️‍🌈'));
  assert.ok(!isOnlyEmoji('123'));
  assert.ok(!isOnlyEmoji('ok 👍'));
  assert.ok(!isOnlyEmoji('🎉🎉🎉🎉'));
});
