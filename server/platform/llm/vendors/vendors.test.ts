import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  finish,
  noUsage,
  reasoning,
  scriptedKey,
  silence,
  stopShort,
  text,
  toolCall,
  usage,
} from '../../../../test/harness/scripted-model.ts';
import type { ChatRequest } from '../chat-model.ts';
import { ask, readAll, startLab, textOf, vendorNames } from '../testing/lab.ts';

const weather = {
  name: 'weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

for (const vendor of vendorNames) {
  suite(vendor, () => {
    test('text comes delta by delta, then usage and the reason of the end', async () => {
      const { model } = await startLab(vendor, { script: [[text('Olá, ', 'São Paulo ', '🌎.'), usage(123, 45)]] });
      assert.deepEqual(await readAll(model), [
        { type: 'text', delta: 'Olá, ' },
        { type: 'text', delta: 'São Paulo ' },
        { type: 'text', delta: '🌎.' },
        { type: 'usage', inputTokens: 123, outputTokens: 45 },
        { type: 'finish', reason: 'stop' },
      ]);
    });

    test('the conversation arrives as it was, with names, tools and their results', async () => {
      const { model, provider } = await startLab(vendor);
      const request: ChatRequest = {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Is it raining in Łódź?', name: 'Maria' },
          {
            role: 'assistant',
            content: 'I look.',
            toolCalls: [{ id: 'call_1', name: 'weather', args: { city: 'Łódź' } }],
          },
          { role: 'tool', toolCallId: 'call_1', content: 'sunny' },
          { role: 'system', content: 'The user is in a hurry.' },
          { role: 'assistant', content: '' },
          { role: 'user', content: 'And now?' },
        ],
        tools: [weather],
      };
      assert.equal(textOf(await readAll(model, request)), 'Hello.');
      const [seen] = provider.requests;
      assert.equal(seen?.model, 'scripted');
      assert.deepEqual(seen.tools, ['weather']);
      const said = seen.messages.filter((message) => message.role !== 'tool').map(({ role, text }) => [role, text]);
      assert.deepEqual(said, [
        ['system', 'Be brief.\n\nThe user is in a hurry.'],
        ['user', 'Maria: Is it raining in Łódź?'],
        ['assistant', 'I look.'],
        ['user', 'And now?'],
      ]);
      const call = seen.messages.flatMap(({ toolCalls }) => toolCalls);
      assert.deepEqual(
        call.map(({ name, args }) => [name, args]),
        [['weather', { city: 'Łódź' }]],
      );
      const result = seen.messages.find(({ role }) => role === 'tool');
      assert.match(result?.text ?? '', /sunny/);
    });

    test('tool calls come whole, each with an id of its own', async () => {
      const { model, provider } = await startLab(vendor, {
        script: [
          [text('I look. '), toolCall('weather', { city: 'Łódź' }), toolCall('weather', { city: '東京' }), usage(9, 8)],
        ],
      });
      const chunks = await readAll(model, { ...ask(), tools: [weather] });
      assert.deepEqual(chunks[0], { type: 'text', delta: 'I look. ' });
      const calls = chunks.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []));
      assert.deepEqual(
        calls.map(({ name, args }) => [name, args]),
        [
          ['weather', { city: 'Łódź' }],
          ['weather', { city: '東京' }],
        ],
      );
      assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
      assert.deepEqual(chunks.slice(-2), [
        { type: 'usage', inputTokens: 9, outputTokens: 8 },
        { type: 'finish', reason: 'tool-calls' },
      ]);
      assert.deepEqual(provider.requests[0]?.tools, ['weather']);
    });

    test('thoughts are told apart from the answer', async () => {
      const { model } = await startLab(vendor, { script: [[reasoning('Hm, ', 'well.'), text('Yes.')]] });
      const chunks = await readAll(model);
      const thought = chunks.map((chunk) => (chunk.type === 'reasoning' ? chunk.delta : '')).join('');
      assert.deepEqual([thought, textOf(chunks)], ['Hm, well.', 'Yes.']);
    });

    test('an answer that got too long says so', async () => {
      const { model } = await startLab(vendor, { script: [[text('Once upon'), finish('length')]] });
      assert.deepEqual((await readAll(model)).at(-1), { type: 'finish', reason: 'length' });
    });

    test('tokens that the provider does not count are estimated', async () => {
      const { model } = await startLab(vendor, { script: [[text('Twelve chars'), noUsage()]] });
      const told = (await readAll(model)).find((chunk) => chunk.type === 'usage');
      assert.ok(told?.inputTokens);
      const expected = { type: 'usage', inputTokens: 0, outputTokens: 2, estimated: true };
      assert.deepEqual({ ...told, inputTokens: 0 }, expected);
    });

    test('parameters are passed on by the names of the vendor, and none that it does not know', async () => {
      const { model, provider } = await startLab(vendor);
      const extra = { top_p: 0.5, stop: 'END', messages: [], model: 'other', stream: false, nonsense: 1 };
      await readAll(model, { ...ask(), temperature: 0.25, maxTokens: 77, extra });
      const sent = JSON.stringify(provider.requests[0]?.body);
      for (const value of [/0\.25\b/, /\b77\b/, /0\.5\b/, /\["END"\]|"END"/]) assert.match(sent, value);
      assert.doesNotMatch(sent, /nonsense|"other"/);
      assert.equal(provider.requests[0]?.messages.length, 1);
    });

    test('an answer by schema is asked for in the way of the vendor', async () => {
      const schema = {
        type: 'object',
        properties: { zipcode: { type: 'string' } },
        required: ['zipcode'],
        additionalProperties: false,
      };
      const json = '{"zipcode":"01310"}';
      const { model, provider } = await startLab(vendor, {
        script: ({ tools }) => [tools.includes('answer') ? toolCall('answer', json) : text(json)],
      });
      const chunks = await readAll(model, { ...ask(), schema });
      assert.equal(textOf(chunks), json);
      assert.deepEqual(chunks.at(-1), { type: 'finish', reason: 'stop' });
      assert.match(JSON.stringify(provider.requests[0]?.body), /zipcode/);
      assert.doesNotMatch(JSON.stringify(provider.requests[0]?.messages), /zipcode/);
    });

    test('the key goes where it belongs', async () => {
      const { model, provider } = await startLab(vendor);
      await readAll(model);
      const sent = JSON.stringify(provider.requests[0]?.headers);
      assert.equal(sent.includes(scriptedKey), vendor !== 'ollama');
      assert.doesNotMatch(JSON.stringify(provider.requests[0]?.body), new RegExp(scriptedKey));
    });

    test('who stops reading closes the connection', async () => {
      const { model, provider } = await startLab(vendor, { script: [[text('One'), silence()]] });
      for await (const chunk of model.stream(ask(), { signal: new AbortController().signal })) {
        assert.deepEqual(chunk, { type: 'text', delta: 'One' });
        break;
      }
      const seen = await provider.request(0);
      assert.equal(await seen.closed, true);
    });

    test('an answer without its end is a broken one', async () => {
      const { model } = await startLab(vendor, { script: [[text('One'), stopShort()]] });
      await assert.rejects(readAll(model), { name: 'LlmError', code: 'cut' });
    });
  });
}

test('Gemini gets back the signature that it gave with a call', async () => {
  const { model, provider } = await startLab('google', {
    script: ({ nth }) => (nth ? [text('Done.')] : [toolCall('weather', {}, 'c1')]),
  });
  const [call] = (await readAll(model)).flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []));
  assert.ok(call?.signature);
  const messages: ChatRequest['messages'] = [
    { role: 'user', content: 'Rain?' },
    { role: 'assistant', content: '', toolCalls: [call] },
    { role: 'tool', toolCallId: call.id, content: 'no' },
  ];
  assert.equal(textOf(await readAll(model, { messages })), 'Done.');
  assert.match(JSON.stringify(provider.requests[1]?.body), new RegExp(`"thoughtSignature":"${call.signature}"`));
});

test('Ollama is told how much it has to read, for by itself it forgets the beginning', async () => {
  const { model, provider } = await startLab('ollama', { settings: { LLM_CONTEXT_TOKENS: '16384' } });
  await readAll(model);
  assert.match(JSON.stringify(provider.requests[0]?.body), /"num_ctx":16384/);
  assert.equal(model.contextTokens, 16_384);
});

test('a call whose arguments are no JSON is refused, not guessed at', async () => {
  const { model } = await startLab('openai', { script: [[toolCall('weather', '{"city": "Łó')]] });
  await assert.rejects(readAll(model), { code: 'bad_response', detail: /no JSON/ });
});
