import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { fail, pause, silence, text } from '../../../test/harness/scripted-model.ts';
import { ConfigError, readConfig } from '../../config.ts';
import { faultOfConnection } from './faults.ts';
import { createModels } from './index.ts';
import { ask, readAll, readUntilFault, startLab, textOf } from './testing/lab.ts';

test('models are listed as they are set, the first is the default, and each is known by its full name', async () => {
  const { models, provider } = await startLab('ollama', { settings: { LLM: 'ollama:qwen2.5:3b, ollama:llama3.2' } });
  assert.deepEqual(
    models.list().map(({ id, vendor, contextTokens }) => [id, vendor, contextTokens]),
    [
      ['ollama:qwen2.5:3b', 'ollama', 8_192],
      ['ollama:llama3.2', 'ollama', 8_192],
    ],
  );
  assert.equal(models.get()?.id, 'ollama:qwen2.5:3b');
  assert.equal(models.get('ollama:other'), undefined);
  const second = models.get('ollama:llama3.2');
  assert.ok(second);
  await readAll(second);
  assert.equal(provider.requests[0]?.model, 'llama3.2');
});

test('sizes and prices are what is known of a model, or what is set', async () => {
  const { model } = await startLab('google', { settings: { LLM: 'google:gemini-2.5-flash' } });
  assert.deepEqual([model.contextTokens, model.price], [1_048_576, { input: 0.3, output: 2.5 }]);
  const own = { LLM: 'google:gemini-2.5-flash', LLM_CONTEXT_TOKENS: '32000', LLM_PRICE: '0.5/1.25' };
  const { model: set } = await startLab('google', { settings: own });
  assert.deepEqual([set.contextTokens, set.price], [32_000, { input: 0.5, output: 1.25 }]);
});

test('without LLM there are no models', async () => {
  const models = createModels(readConfig({}), { logger: pino({ level: 'silent' }) });
  assert.deepEqual(models.list(), []);
  assert.equal(models.get(), undefined);
  await models.close();
});

const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

test('wrong settings are said in a sentence each, all at once', () => {
  const faults = faultsOf({ LLM: 'gpt-5', LLM_TIMEOUT_SECONDS: '0', LLM_PRICE: 'cheap', OLLAMA_BASE_URL: 'localhost' });
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['LLM', 'OLLAMA_BASE_URL', 'LLM_TIMEOUT_SECONDS', 'LLM_PRICE'],
  );
  assert.match(faults[0] ?? '', /"gpt-5" has to be one of google, .* as in ollama:qwen2\.5:3b$/);
});

test('a model without its key or its address is said too', () => {
  const LLM = 'google:gemini-2.5-flash,openai:gpt-4o,anthropic:claude-sonnet-4-5,openai-compatible:x';
  assert.deepEqual(
    faultsOf({ LLM }).map((fault) => fault.split(':')[0]),
    ['GEMINI_API_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'LLM_BASE_URL'],
  );
  assert.match(faultsOf({ LLM: 'ollama:x', LLM_BASE_URL: 'http://localhost/v1' }).join(), /^LLM_BASE_URL: only/);
  assert.deepEqual(faultsOf({ LLM: 'google:gemini-2.5-flash', GOOGLE_API_KEY: 'k' }), []);
});

test('after five failures in a row nobody is asked any more, until one call may try', async () => {
  const { model, provider, clock } = await startLab('ollama', { script: () => fail(500) });
  for (let failure = 1; failure <= 5; failure++) await readUntilFault(model);
  assert.equal(provider.requests.length, 15);
  const { error } = await readUntilFault(model);
  assert.deepEqual([error.code, provider.requests.length], ['unavailable', 15]);
  assert.match(error.detail, /left alone for a while/);

  clock.advance(30_000);
  const { promise, resolve } = Promise.withResolvers<void>();
  provider.script(() => [pause(promise), text('Back.')]);
  const probe = readAll(model);
  await provider.request(15);
  // While the one tries, the others are still refused.
  assert.equal((await readUntilFault(model)).error.code, 'unavailable');
  resolve();
  assert.equal(textOf(await probe), 'Back.');
  assert.equal(textOf(await readAll(model)), 'Back.');
});

test('a try that fails leaves the breaker open, and one that is cancelled lets the next one try', async () => {
  const { model, provider, clock } = await startLab('ollama', { script: () => fail(500) });
  for (let failure = 1; failure <= 5; failure++) await readUntilFault(model);
  clock.advance(30_000);
  await readUntilFault(model);
  const asked = provider.requests.length;
  await readUntilFault(model);
  assert.equal(provider.requests.length, asked);

  clock.advance(30_000);
  provider.script(() => [silence()]);
  const controller = new AbortController();
  const probe = readAll(model, ask(), { signal: controller.signal });
  await provider.request(asked);
  controller.abort(new Error('cancelled'));
  await assert.rejects(probe, /cancelled/);
  provider.script([[text('Back.')]]);
  assert.equal(textOf(await readAll(model)), 'Back.');
});

test('what is wrong with a question does not count against the provider', async () => {
  const { model, provider } = await startLab('ollama', { script: () => fail(400) });
  for (let failure = 1; failure <= 7; failure++) assert.equal((await readUntilFault(model)).error.code, 'bad_request');
  assert.equal(provider.requests.length, 7);
});

test('each model has a breaker of its own', async () => {
  const { models, provider } = await startLab('ollama', {
    settings: { LLM: 'ollama:bad,ollama:good' },
    script: ({ model }) => (model === 'bad' ? fail(500) : [text('Good.')]),
  });
  const [bad, good] = models.list();
  assert.ok(bad && good);
  for (let failure = 1; failure <= 6; failure++) await readUntilFault(bad);
  assert.equal(textOf(await readAll(good)), 'Good.');
  assert.equal(provider.requests.filter(({ model }) => model === 'bad').length, 15);
});

test('only so many calls run at a time, the others wait for their turn', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { model, provider } = await startLab('ollama', {
    script: () => [pause(promise), text('Yes.')],
    settings: { LLM_CONCURRENCY: '2' },
  });
  const calls = Array.from({ length: 5 }, () => readAll(model));
  await Promise.all([provider.request(0), provider.request(1)]);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(provider.requests.length, 2);
  resolve();
  for (const chunks of await Promise.all(calls)) assert.equal(textOf(chunks), 'Yes.');
  assert.equal(provider.requests.length, 5);
});

test('who waits for a turn can be cancelled, waits only so long, and the queue has an end', async () => {
  const { model, provider, clock } = await startLab('ollama', {
    script: () => [silence()],
    settings: { LLM_CONCURRENCY: '1' },
  });
  const first = readAll(model);
  await provider.request(0);
  const waiting = new AbortController();
  const cancelled = readAll(model, ask(), { signal: waiting.signal });
  waiting.abort(new Error('no longer wanted'));
  await assert.rejects(cancelled, /no longer wanted/);

  const queued = Array.from({ length: 200 }, () => readUntilFault(model));
  await assert.rejects(readAll(model), { code: 'rate_limited', detail: /Too many questions/ });
  clock.advance(120_000);
  await assert.rejects(first, { code: 'timeout' });
  for (const { error } of await Promise.all(queued)) assert.equal(error.code, 'rate_limited');
});

test('the provider is asked whether it has a model, without a question', async () => {
  for (const vendor of ['google', 'ollama', 'openai', 'anthropic', 'openai-compatible'] as const) {
    const { models, model, provider } = await startLab(vendor);
    const { signal } = new AbortController();
    assert.equal(await models.check(model, signal), true, vendor);
    provider.models = ['another'];
    const answer = await models.check(model, signal).catch((error: { code: string }) => error.code);
    const expected = {
      ollama: false,
      openai: false,
      'openai-compatible': true,
      google: 'no_such_model',
      anthropic: 'no_such_model',
    };
    assert.equal(answer, expected[vendor], vendor);
    await provider.close();
    await assert.rejects(models.check(model, signal), { code: 'unavailable' }, vendor);
    assert.equal(provider.requests.length, 0);
  }
});

test('an answer without measure is ended, and costs no time beside its bytes', async () => {
  const { model, provider } = await startLab('ollama', {
    script: [[text(...Array(34).fill('x'.repeat(1024 * 1024))), silence()]],
  });
  const { error } = await readUntilFault(model);
  assert.deepEqual([error.code, error.detail], ['bad_response', 'ollama:scripted answers with far too much.']);
  assert.equal(await provider.requests[0]?.closed, true);
});

test('who cannot be connected to in time is told apart from who refuses', () => {
  const slow = new TypeError('fetch failed', {
    cause: Object.assign(new Error('slow'), { code: 'UND_ERR_CONNECT_TIMEOUT' }),
  });
  const context = { model: 'ollama:x', secrets: ['s3cret'] };
  assert.equal(faultOfConnection(context, slow, { begun: false }).code, 'timeout');
  const refused = faultOfConnection(context, new Error('refused s3cret'), { begun: false });
  assert.equal(refused.code, 'unavailable');
  assert.match(String(refused.cause), /refused \[redacted\]/);
});
