import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorBody, IntentGuess, TextAnalysis } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const analyze = (text: unknown) => ada.call<TextAnalysis & ErrorBody>('POST', '/v1/chat/analyze', { text });
const guess = (message: unknown) => ada.call<IntentGuess & ErrorBody>('POST', '/v1/agent/analyze-intent', { message });

test('a text is analysed', async () => {
  const { status, body } = await analyze('I love the new invoice system! The invoice system is great.');
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ['key_phrases', 'language', 'sentiment', 'topics']);
  assert.deepEqual([body.sentiment.label, body.language], ['positive', 'en']);
  assert.ok(body.sentiment.score > 0.1 && body.key_phrases.some((phrase) => phrase.endsWith('invoice system')));
  assert.ok(body.topics.includes('invoice'));
});

test('the intent of a message is guessed', async () => {
  const { status, body } = await guess('When did @maria mention "the invoice" last week?');
  assert.equal(status, 200);
  assert.equal(body.intent, 'history_question');
  assert.ok(body.confidence > 0.8);
  assert.deepEqual(body.entities, {
    people: ['maria'],
    dates: ['last week'],
    numbers: [],
    quotes: ['the invoice'],
    files: [],
  });
});

test('the older paths lead there', async () => {
  assert.equal((await ada.call('POST', '/api/v1/chat/analyze', { text: 'Hi', user_id: 'someone' })).status, 200);
  assert.equal((await ada.call('POST', '/api/v1/agent/analyze-intent', { message: 'Hi' })).status, 200);
});

const odd: [what: string, text: string][] = [
  ['an emoji', '😀'],
  ['right-to-left text', 'مرحبا! שלום \u202etxet'],
  ['blanks', ' \n\t '],
  ['64 KiB', 'Word after word. '.repeat(3_855)],
  ['64 KiB without a blank', 'x'.repeat(65_536)],
  ['markup and quotes', '<script>"\'`</script> & $x'],
];
for (const [what, text] of odd) {
  test(`${what} is answered`, async () => {
    const { status, body } = await analyze(text);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(Math.abs(body.sentiment.score) <= 1);
    assert.equal((await guess(text)).status, 200);
  });
}

test('what is no text, empty or too long is refused, and so is a stranger', async () => {
  for (const value of ['', 5, null, undefined, ['a'], 'x'.repeat(65_537), 'a\u0000b', 'a \ud83d b']) {
    for (const [field, { status, body }] of [
      ['text', await analyze(value)],
      ['message', await guess(value)],
    ] as const) {
      assert.equal(status, 422, JSON.stringify(value)?.slice(0, 40));
      assert.ok(body.fields?.some(({ path }) => path.startsWith(field)) || body.detail.includes(field), body.detail);
    }
  }
  for (const path of ['/v1/chat/analyze', '/v1/agent/analyze-intent'])
    assert.equal((await app.call('POST', path, { text: 'a', message: 'a' })).status, 401);
});
