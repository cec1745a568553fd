import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import pino from 'pino';
import { readConfig } from '../../config.ts';
import type { ChatChunk, ChatRequest } from './chat-model.ts';
import { createModels } from './index.ts';
import { readAll, textOf } from './testing/lab.ts';

/**
 * Asks a real model, small enough for a CPU: `TEST_LLM=ollama:qwen2.5:3b`, with `TEST_LLM_BASE_URL` for where Ollama or an
 * OpenAI-compatible server is. Keys of other vendors come by their usual names.
 */
const { TEST_LLM, TEST_LLM_BASE_URL } = process.env;

/** Generous: a CPU reads and loads slowly. */
const slow = { LLM_FIRST_TOKEN_SECONDS: '600', LLM_TIMEOUT_SECONDS: '120' };

function openModel(name: string) {
  const place = TEST_LLM_BASE_URL
    ? { [name.startsWith('ollama:') ? 'OLLAMA_BASE_URL' : 'LLM_BASE_URL']: TEST_LLM_BASE_URL }
    : {};
  const { GEMINI_API_KEY, OPENAI_API_KEY, ANTHROPIC_API_KEY, LLM_API_KEY } = process.env;
  const keys = { GEMINI_API_KEY, OPENAI_API_KEY, ANTHROPIC_API_KEY, LLM_API_KEY };
  const models = createModels(readConfig({ ...keys, ...slow, ...place, LLM: name }), { logger: pino() });
  after(() => models.close());
  const model = models.get();
  assert.ok(model);
  return { models, model };
}

if (!TEST_LLM) {
  test('THE TESTS AGAINST A REAL LANGUAGE MODEL DID NOT RUN: SET TEST_LLM (AND TEST_LLM_BASE_URL)', { skip: true });
} else {
  suite(`the real model ${TEST_LLM}`, () => {
    const { models, model } = openModel(TEST_LLM);
    const greedy = { temperature: 0, maxTokens: 200 };
    const question = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }], ...greedy });

    test('is there', async () => {
      assert.equal(await models.check(model, new AbortController().signal), true);
    });

    test('answers in deltas, counts its tokens and ends', async () => {
      const chunks = await readAll(model, question('What is the capital of France? Answer with one word.'));
      assert.match(textOf(chunks), /Paris/i);
      const [counted, finish] = chunks.slice(-2);
      assert.ok(counted?.type === 'usage' && counted.inputTokens > 0 && counted.outputTokens > 0 && !counted.estimated);
      assert.deepEqual(finish, { type: 'finish', reason: 'stop' });
    });

    test('remembers what was said before', async () => {
      const messages: ChatRequest['messages'] = [
        { role: 'system', content: 'You answer in one short sentence.' },
        { role: 'user', content: 'My name is Zofia.' },
        { role: 'assistant', content: 'Nice to meet you, Zofia.' },
        { role: 'user', content: 'What is my name?' },
      ];
      assert.match(textOf(await readAll(model, { messages, ...greedy })), /Zofia/);
    });

    test('stops where it is told to', async () => {
      const chunks = await readAll(model, { ...question('Count from 1 to 100.'), maxTokens: 10 });
      assert.deepEqual(chunks.at(-1), { type: 'finish', reason: 'length' });
    });

    test('calls a tool and uses its result', async () => {
      const weather = {
        name: 'get_weather',
        description: 'Tells the weather of a city.',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      };
      const ask = question('What is the weather in Warsaw right now? Use the tool.');
      const [call] = (await readAll(model, { ...ask, tools: [weather] })).flatMap((chunk) =>
        chunk.type === 'tool-call' ? [chunk.call] : [],
      );
      assert.equal(call?.name, 'get_weather');
      assert.match(String(call.args.city), /Warsaw/i);
      const messages: ChatRequest['messages'] = [
        ...ask.messages,
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', toolCallId: call.id, content: '{"sky":"snow","celsius":-4}' },
      ];
      assert.match(textOf(await readAll(model, { ...greedy, messages, tools: [weather] })), /snow|-4/i);
    });

    test('answers by a schema', async () => {
      const schema = {
        type: 'object',
        properties: { city: { type: 'string' }, country: { type: 'string' } },
        required: ['city', 'country'],
        additionalProperties: false,
      };
      const answer = textOf(await readAll(model, { ...question('Where is the Eiffel Tower?'), schema }));
      assert.deepEqual(Object.keys(JSON.parse(answer) as object).sort(), ['city', 'country']);
    });

    test('ends at once when it is cancelled', async () => {
      const controller = new AbortController();
      const seen: ChatChunk[] = [];
      const stream = model.stream(question('Write a long story about a lighthouse.'), { signal: controller.signal });
      const reading = (async () => {
        for await (const chunk of stream) {
          seen.push(chunk);
          controller.abort(new Error('enough'));
        }
      })();
      await assert.rejects(reading, /enough/);
      assert.ok(seen.length <= 2, String(seen.length));
    });
  });
}
