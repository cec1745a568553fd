import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findQuote } from './find-quote.ts';

const text = 'Er sagte: „Das Meer – so weit!“ Then\nhe didn’t speak (for 3.5 hours) again.';

test('a quote is found with other white space, dashes and marks', () => {
  for (const quote of [
    'Das Meer - so weit!',
    '"Das Meer – so weit!"',
    "Then he didn't  speak",
    '(for 3.5 hours)',
    '… he didn’t speak …',
  ]) {
    const found = findQuote(text, quote);
    assert.ok(found, quote);
    assert.ok(text.slice(found.start, found.end).length >= 10);
  }
  assert.deepEqual(findQuote(text, 'hours) again'), {
    start: text.indexOf('hours'),
    end: text.indexOf('.', text.indexOf('again')),
  });
});

test('what is not there is not found', () => {
  for (const quote of [
    'Das Meer, so weit',
    'for 3,5 hours',
    'for 3x5 hours',
    'again and again',
    '',
    '  ',
    '..',
    'x.*y',
    'he did speak',
  ]) {
    assert.equal(findQuote(text, quote), undefined, quote);
  }
});
