import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { fail, pause, reasoning, startScriptedModel, text, toolCall, usage } from './scripted-model.ts';

const messages = [{ role: 'user' as const, content: 'Hello' }];
const model = 'scripted';

test("OpenAI's own client understands it, in a stream and in one piece", async () => {
  const provider = await startScriptedModel(() => [text('Olá, ', '東京.'), toolCall('look', { at: 1 }), usage(5, 6)]);
  const client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'k', maxRetries: 0 });
  const whole = await client.chat.completions.create({ model, messages });
  assert.equal(whole.choices[0]?.message.content, 'Olá, 東京.');
  assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
  assert.deepEqual(whole.usage, { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 });

  const streamed = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
  const last = await streamed.finalChatCompletion();
  assert.equal(last.choices[0]?.message.content, 'Olá, 東京.');
  const [call] = last.choices[0]?.message.tool_calls ?? [];
  assert.deepEqual(call?.type === 'function' && [call.function.name, call.function.arguments], ['look', '{"at":1}']);
  assert.equal(last.usage?.total_tokens, 11);
  assert.notEqual(whole.id, last.id);
  assert.deepEqual(
    (await client.models.list()).data.map(({ id }) => id),
    [model],
  );
});

test('an answer may depend on the question and on how often it was asked, and waits as long as the test wants', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const provider = await startScriptedModel(({ repeats, lastText }) =>
    repeats === 0 ? [pause(promise), text(`First: ${lastText}`)] : [reasoning('Again?'), text('Second.')],
  );
  const client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'k', maxRetries: 0 });
  const ask = async (content: string) => {
    const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content }] });
    return answer.choices[0]?.message.content;
  };
  const first = ask('Hi');
  const seen = await provider.request(0);
  assert.deepEqual([seen.lastText, seen.nth, seen.repeats], ['Hi', 0, 0]);
  resolve();
  assert.equal(await first, 'First: Hi');
  assert.equal(await ask('Hi'), 'Second.');
  assert.equal(await ask('Ho'), 'First: Ho');
  assert.equal(await seen.closed, false);
});

test('faults look like those of the provider', async () => {
  const provider = await startScriptedModel([
    fail(429, { message: 'Slow down.', code: 'rate_limit_exceeded', retryAfter: 7 }),
  ]);
  const client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'k', maxRetries: 0 });
  await assert.rejects(client.chat.completions.create({ model, messages }), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal(error.headers.get('retry-after'), '7');
    return true;
  });
});
