import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComponentHealth, Health } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { fail, scriptedKey, startScriptedModel, text, usage } from '../../../test/harness/scripted-model.ts';
import { ask, readAll, readUntilFault } from './testing/lab.ts';

const health = async (settings: Record<string, string>) => {
  const app = await startApp({ settings });
  const summary = await app.call<Health>('GET', '/health');
  const { body, status } = await app.call<{ components: Record<string, ComponentHealth> }>(
    'GET',
    '/v1/health/detailed',
  );
  assert.equal(status, 200);
  assert.doesNotMatch(JSON.stringify(body), new RegExp(`127\\.0\\.0\\.1|${scriptedKey}`));
  return { app, status: summary.body.components.model, detail: body.components.model?.detail };
};

test('without a model its health is off', async () => {
  const { status } = await health({});
  assert.equal(status, 'off');
});

test('a model that is there is healthy, and its calls are counted', async () => {
  const provider = await startScriptedModel([[text('Yes.'), usage(11, 7)], fail(400)]);
  const { app, status, detail } = await health(provider.settings());
  assert.deepEqual([status, detail], ['healthy', 'openai-compatible:scripted']);
  const model = app.platform.models.get();
  assert.ok(model);
  await readAll(model, ask('a secret question'));
  await readUntilFault(model);
  const { body } = await app.call<string>('GET', '/metrics');
  for (const line of [
    /parlance_model_call_duration_seconds_count\{model="openai-compatible:scripted",outcome="done"\} 1\n/,
    /parlance_model_call_duration_seconds_count\{model="openai-compatible:scripted",outcome="bad_request"\} 1\n/,
    /parlance_model_first_chunk_seconds_count\{model="openai-compatible:scripted"\} 1\n/,
    /parlance_model_tokens_total\{model="openai-compatible:scripted",direction="in"\} 11\n/,
    /parlance_model_tokens_total\{model="openai-compatible:scripted",direction="out"\} 7\n/,
    /parlance_component_up\{component="model"\} 1\n/,
  ])
    assert.match(body, line);
});

test('a model that its provider does not have is unhealthy, with what helps', async () => {
  const provider = await startScriptedModel();
  const { status, detail } = await health(provider.settings('ollama', 'qwen2.5:3b'));
  assert.equal(status, 'unhealthy');
  assert.match(detail ?? '', /ollama pull qwen2\.5:3b gets it/);
});

test('a second model that is missing degrades, and a provider that is gone keeps nobody from starting', async () => {
  const provider = await startScriptedModel();
  assert.equal((await health(provider.settings('ollama', 'scripted', 'other'))).status, 'degraded');
  await provider.close();
  const { status, detail } = await health(provider.settings('ollama'));
  assert.deepEqual([status, detail], ['unhealthy', 'ollama:scripted cannot be reached.']);
});
