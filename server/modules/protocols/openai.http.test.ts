import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CreatedApiKey } from '@parlance/contracts';
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { startApp, type TestApp } from '../../../test/harness/index.ts';
import {
  fail,
  failInside,
  finish,
  pause,
  reasoning,
  scriptedKey,
  startScriptedModel,
  text,
  toolCall,
  usage,
} from '../../../test/harness/scripted-model.ts';

/** The official client, unchanged: whatever it cannot read fails here. */
const model = await startScriptedModel();
const app = await startApp({ settings: model.settings() });
const id = 'openai-compatible:scripted';
const openai = await clientFor(app);
const ask = (content: string) => [{ role: 'user' as const, content }];

async function clientFor(server: TestApp, scopes: string[] = ['openai']): Promise<OpenAI> {
  const person = await server.signUp();
  const { body } = await person.call<CreatedApiKey>('POST', '/v1/keys', { name: 'openai client', scopes });
  return new OpenAI({ baseURL: `${server.url}/openai/v1`, apiKey: body.key, maxRetries: 0 });
}

const rejectsAs = <E extends APIError>(
  work: PromiseLike<unknown>,
  kind: new (...args: never[]) => E,
  fields: Partial<Pick<APIError, 'status' | 'code' | 'param' | 'type'>>,
) =>
  assert.rejects(
    async () => await work,
    (error) => {
      assert.ok(error instanceof kind, String(error));
      for (const [name, value] of Object.entries(fields)) assert.equal(error[name as 'code'], value, String(error));
      assert.ok(!error.message.includes(scriptedKey));
      return true;
    },
  );

describe('models', () => {
  test('are listed and found by their names', async () => {
    const listed = (await openai.models.list()).data.map((one) => [one.id, one.object, one.owned_by]);
    assert.deepEqual(listed, [
      ['parlance', 'model', 'parlance'],
      [id, 'model', 'openai-compatible'],
    ]);
    assert.equal((await openai.models.retrieve(id)).id, id);
    await rejectsAs(openai.models.retrieve('gpt-nope'), NotFoundError, { code: 'model_not_found', param: 'model' });
  });
});

describe('chat completions', () => {
  test('answer whole, with the parameters passed on', async () => {
    model.script([[reasoning('Hm.'), text('Grüße', ' aus', ' Köln 👋'), usage(7, 5)]]);
    const answer = await openai.chat.completions.create({
      model: 'parlance',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Where' },
            { type: 'text', text: 'from?' },
          ],
          name: 'ada',
        },
      ],
      temperature: 0.5,
      top_p: 0.9,
      seed: 42,
      stop: ['END'],
      max_completion_tokens: 99,
      user: 'ignored',
    });
    assert.match(answer.id, /^chatcmpl-/);
    assert.deepEqual([answer.object, answer.model], ['chat.completion', 'parlance']);
    assert.equal(answer.choices[0]?.message.content, 'Grüße aus Köln 👋');
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
    assert.deepEqual(answer.usage, { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 });
    const asked = model.requests.at(-1);
    const { temperature, top_p, seed, stop, max_tokens, max_completion_tokens } = asked?.body ?? {};
    assert.deepEqual([temperature, top_p, seed, stop], [0.5, 0.9, 42, ['END']]);
    assert.equal(max_tokens ?? max_completion_tokens, 99);
    assert.deepEqual(
      asked?.messages.map(({ role }) => role),
      ['system', 'user'],
    );
    assert.match(asked?.lastText ?? '', /Where\nfrom\?/);
  });

  test('stream as they are made, with the use of tokens at the end', async () => {
    const rest = Promise.withResolvers<void>();
    model.script([[text('One'), pause(rest.promise), text(' two'), finish('length'), usage(3, 2)]]);
    const stream = await openai.chat.completions.create({
      model: id,
      messages: ask('Count.'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      // The second half is only made once the first has come.
      if (chunk.choices[0]?.delta.content === 'One') rest.resolve();
    }
    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'One two');
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant');
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'length');
    const last = chunks.at(-1);
    assert.deepEqual([last?.choices, last?.usage?.total_tokens], [[], 5]);
  });

  test('a reader that goes away ends the question', async () => {
    model.script([[text('Once'), pause(new Promise(() => undefined))]]);
    const stream = await openai.chat.completions.create({ model: id, messages: ask('A story.'), stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    assert.equal(await model.requests.at(-1)?.closed, true);
  });

  const weather = {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      description: 'The weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  };
  const other = { type: 'function' as const, function: { name: 'other' } };

  for (const stream of [false, true]) {
    test(`tools go there and back${stream ? ', streamed' : ''}`, async () => {
      const messages: OpenAI.ChatCompletionMessageParam[] = ask('Weather in Köln and Łódź?');
      model.script([
        [
          toolCall('get_weather', { city: 'Köln' }, `a${stream}`),
          toolCall('get_weather', { city: 'Łódź' }, `b${stream}`),
        ],
        [text('Rain, and sun.')],
      ]);
      const question = { model: id, messages, tools: [weather, other] };
      const first = stream
        ? await openai.chat.completions.stream(question).finalChatCompletion()
        : await openai.chat.completions.create(question);
      const [choice] = first.choices;
      assert.equal(choice?.finish_reason, 'tool_calls');
      const calls = (choice?.message.tool_calls ?? []).filter((call) => call.type === 'function');
      assert.deepEqual(
        calls.map((call) => [call.id, call.function.name, JSON.parse(call.function.arguments)]),
        [
          [`a${stream}`, 'get_weather', { city: 'Köln' }],
          [`b${stream}`, 'get_weather', { city: 'Łódź' }],
        ],
      );
      assert.deepEqual(model.requests.at(-1)?.tools, ['get_weather', 'other']);
      messages.push({ role: 'assistant', tool_calls: calls });
      for (const call of calls) messages.push({ role: 'tool', tool_call_id: call.id, content: 'wet' });
      const second = await openai.chat.completions.create(question);
      assert.equal(second.choices[0]?.message.content, 'Rain, and sun.');
      const seen = model.requests.at(-1)?.messages ?? [];
      assert.deepEqual(
        seen.map(({ role }) => role),
        ['user', 'assistant', 'tool', 'tool'],
      );
      assert.deepEqual(
        seen[1]?.toolCalls.map(({ args }) => args),
        [{ city: 'Köln' }, { city: 'Łódź' }],
      );
    });
  }

  test('a tool may be demanded by name, and an answer by its schema', async () => {
    model.script([[toolCall('get_weather', { city: 'Köln' })], [text('{"city":"Köln"}')]]);
    await openai.chat.completions.create({
      model: id,
      messages: ask('Weather?'),
      tools: [weather, other],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    });
    assert.deepEqual(model.requests.at(-1)?.tools, ['get_weather']);
    assert.equal(model.requests.at(-1)?.body.tool_choice, 'required');
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    };
    const answer = await openai.chat.completions.create({
      model: id,
      messages: ask('Which city?'),
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema, strict: true } },
    });
    assert.deepEqual(JSON.parse(answer.choices[0]?.message.content ?? ''), { city: 'Köln' });
    const format = model.requests.at(-1)?.body.response_format as { json_schema: { schema: object } };
    assert.deepEqual(format.json_schema.schema, schema);
  });
});

describe('refusals have the form and the class that the client knows', () => {
  const question = { model: id, messages: ask('Hello?') };
  const create = (body: object) => openai.chat.completions.create({ ...question, ...body } as typeof question);

  test('an unknown model, and what cannot be asked', async () => {
    await rejectsAs(create({ model: 'gpt-4o' }), NotFoundError, { code: 'model_not_found', param: 'model' });
    const wrong: [body: object, param: RegExp][] = [
      [{ messages: [] }, /^messages$/],
      [{ n: 2 }, /^n$/],
      [{ temperature: 9 }, /^temperature$/],
      [{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }, /^messages/],
      [{ messages: [{ role: 'tool', tool_call_id: 'none', content: 'x' }] }, /^messages\.0\.tool_call_id$/],
      [{ tool_choice: 'required' }, /^tool_choice$/],
    ];
    for (const [body, param] of wrong) {
      await assert.rejects(
        async () => await create(body),
        (error) => error instanceof BadRequestError && param.test(error.param ?? ''),
        JSON.stringify(body),
      );
    }
  });

  test('a failing model, before and inside its answer', async () => {
    model.script(() => fail(400, { code: 'context_length_exceeded', message: 'maximum context length exceeded' }));
    await rejectsAs(create({}), BadRequestError, { status: 400 });
    model.script(() => fail(401));
    await rejectsAs(create({}), InternalServerError, { status: 503, code: 'service_unavailable' });
    await rejectsAs(create({ stream: true }), InternalServerError, { status: 503 });
    model.script(() => [text('Half an'), failInside(500)]);
    const stream = await openai.chat.completions.create({ ...question, stream: true });
    let said = '';
    await rejectsAs(
      (async () => {
        for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? '';
      })(),
      APIError,
      { code: 'service_unavailable' },
    );
    assert.equal(said, 'Half an');
  });

  test('a wrong key, none, and an address that is none', async () => {
    const { url } = app;
    const wrong = new OpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'pk-wrong', maxRetries: 0 });
    await rejectsAs(wrong.models.list(), AuthenticationError, { status: 401, code: 'invalid_api_key' });
    const bare = await app.call<{ error: { code: string } }>('GET', '/openai/v1/models');
    assert.deepEqual([bare.status, bare.body.error.code], [401, 'invalid_api_key']);
    await rejectsAs(openai.get('/nowhere'), NotFoundError, { code: 'unknown_url' });
    assert.equal((await app.call('GET', '/openai/v1/models', undefined, (await app.signUp()).headers)).status, 200);
  });

  test('too many questions', async () => {
    const slow = await startApp({ settings: { ...model.settings(), RATE_LIMIT_PER_MINUTE: '2' } });
    model.script(() => [text('Yes.')]);
    const hasty = await clientFor(slow);
    await hasty.chat.completions.create(question);
    await rejectsAs(hasty.chat.completions.create(question), RateLimitError, { code: 'rate_limit_exceeded' });
  });
});

describe('without a model', async () => {
  const bare = await startApp();
  const plain = await clientFor(bare);

  test('the built-in engine answers, and says what it cannot do', async () => {
    assert.deepEqual(
      (await plain.models.list()).data.map((one) => one.id),
      ['parlance'],
    );
    const question = { model: 'parlance', messages: ask('Hello!') };
    const answer = await plain.chat.completions.create(question);
    assert.equal((answer as { engine?: string }).engine, 'builtin');
    const whole = answer.choices[0]?.message.content;
    assert.ok(whole);
    const stream = plain.chat.completions.stream(question);
    assert.equal(await stream.finalContent(), whole);
    await rejectsAs(
      plain.chat.completions.create({ ...question, response_format: { type: 'json_object' } }),
      BadRequestError,
      { param: 'response_format' },
    );
  });

  test('embeddings come as numbers and in base64, and mean something', async () => {
    const input = ['The cat sleeps on the sofa.', 'A kitten naps on the couch.', 'Interest rates rose by 0.5 %.'];
    const [packed, plainNumbers] = [
      await plain.embeddings.create({ model: 'parlance', input }),
      await plain.embeddings.create({ model: 'builtin', input: input[0] ?? '', encoding_format: 'float' }),
    ];
    const [cat = [], kitten = [], rates = []] = packed.data.map(({ embedding }) => embedding);
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    assert.ok(dot(cat, kitten) > dot(cat, rates));
    assert.ok(Math.abs(dot(cat, plainNumbers.data[0]?.embedding ?? []) - 1) < 0.001);
    assert.ok(packed.usage.total_tokens > 0);
    for (const wrong of [{ input: '' }, { input: [] }, { input: [[1, 2]] }, { dimensions: 3 }])
      await rejectsAs(
        plain.embeddings.create({ model: 'parlance', input: 'x', ...wrong } as { model: string; input: string }),
        BadRequestError,
        { status: 400 },
      );
    await rejectsAs(plain.embeddings.create({ model: 'ada-002', input: 'x' }), NotFoundError, {
      code: 'model_not_found',
    });
  });
});
