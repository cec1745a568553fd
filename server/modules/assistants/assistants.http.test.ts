import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assistant, ErrorBody } from '@parlance/contracts';
import { createGroup } from '../../../test/harness/chat.ts';
import { startApp } from '../../../test/harness/index.ts';
import { askAssistant, endedRun, openAssistant } from '../../../test/harness/runs.ts';
import { scriptedTool } from '../../../test/harness/tools.ts';

const lookUp = scriptedTool('answer_from_documents');
const app = await startApp({ tools: [lookUp.tool] });
const ada = await app.signUp('ada');
const ben = await app.signUp('ben');

const create = (fields: object = {}) =>
  ada.call<Assistant & ErrorBody>('POST', '/v1/assistants', { name: 'Gärtnerin', ...fields });

test('one makes an assistant, changes and deletes it; others see a public one without how it was told to behave', async () => {
  const { status, body: made } = await create({
    instructions: 'Speak of plants only.',
    description: 'Kennt Pflanzen 🌱',
  });
  assert.equal(status, 201);
  assert.equal(made.visibility, 'private');
  assert.equal((await ben.call('GET', `/v1/assistants/${made.id}`)).status, 404);
  const shared = await ada.call<Assistant>('PATCH', `/v1/assistants/${made.id}`, { visibility: 'public' });
  assert.equal(shared.body.instructions, 'Speak of plants only.');
  const seen = await ben.call<Assistant>('GET', `/v1/assistants/${made.id}`);
  assert.equal(seen.body.name, 'Gärtnerin');
  assert.equal(seen.body.instructions, '');
  const list = await ben.call<{ items: Assistant[] }>('GET', '/v1/assistants');
  assert.deepEqual(
    list.body.items.map(({ id }) => id),
    [made.id],
  );
  for (const [method, body] of [
    ['PATCH', { name: 'Meine' }],
    ['DELETE', undefined],
  ] as const)
    assert.equal((await ben.call(method, `/v1/assistants/${made.id}`, body)).status, 403);
  assert.equal((await ada.call('DELETE', `/v1/assistants/${made.id}`)).status, 204);
  assert.equal((await ada.call('GET', `/v1/assistants/${made.id}`)).status, 404);
});

test('what there is not cannot be chosen', async () => {
  for (const [fields, path] of [
    [{ model: 'openai:none' }, 'model'],
    [{ tools: ['answer_from_documents', 'fly'] }, 'tools.1'],
    [{ name: ' ' }, 'name'],
  ] as const) {
    const { status, body } = await create(fields);
    assert.equal(status, 422);
    assert.equal(body.fields?.[0]?.path, path);
  }
});

test('the assistant of a conversation uses its own tools, and is chosen by members among those they may use', async () => {
  const silent = (await create({ tools: [] })).body;
  const conversation = await openAssistant(ada);
  const choose = (person: typeof ada, id: string, assistant_id: string | null) =>
    person.call('PUT', `/v1/conversations/${id}/assistant`, { assistant_id, model: null });
  assert.equal((await choose(ben, conversation, null)).status, 404);
  assert.equal((await choose(ada, conversation, silent.id)).status, 200);
  await endedRun(ada, (await askAssistant(ada, conversation, 'What about the harvest?')).run.id);
  assert.equal(lookUp.calls.length, 0);
  await choose(ada, conversation, null);
  await endedRun(ada, (await askAssistant(ada, conversation, 'What about the harvest?')).run.id);
  assert.equal(lookUp.calls.length, 1);
  const group = await createGroup(ada, ben);
  assert.equal((await choose(ben, group, silent.id)).status, 404, 'it is private to Ada');
  assert.equal((await choose(ada, group, silent.id)).status, 200);
  const { body } = await ben.call('GET', `/v1/conversations/${group}/assistant`);
  assert.deepEqual(body, { assistant_id: silent.id, model: null });
});
