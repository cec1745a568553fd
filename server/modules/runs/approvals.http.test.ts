import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ErrorBody, Run, RunEvent } from '@parlance/contracts';
import { createGroup } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { askAssistant, endedRun, openAssistant, runEvents } from '../../../test/harness/runs.ts';
import { scriptedTool } from '../../../test/harness/tools.ts';

const danger = scriptedTool('answer_from_documents', 'dangerous');
const app = await startApp({ tools: [danger.tool] });
const names = Array.from({ length: 50 }, (_, n) => `person-${n}`).values();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = [await app.signUp(names.next().value), await app.signUp(names.next().value)];
  danger.calls.length = 0;
});

/** Asks something that needs the tool, and returns the call that waits. */
async function askAndWait(
  person: Person,
  conversationId: string,
  text = 'Sell the house',
): Promise<{ run: Run; callId: string }> {
  const { run } = await askAssistant(person, conversationId, text);
  await eventually('it waits', async () => (await get(person, run.id)).status === 'waiting');
  const events = await soFar(run);
  const asked = events.find(({ type }) => type === 'approval-requested');
  assert.ok(asked?.type === 'approval-requested');
  return { run, callId: asked.tool_call_id };
}

const get = async (person: Person, id: string) => (await person.call<Run>('GET', `/v1/runs/${id}`)).body;
const soFar = async (run: Run): Promise<RunEvent[]> => {
  const { rows } = await app.platform.database.pool.query<{ payload: RunEvent }>(
    'select payload from events where log_id = $1 order by seq',
    [run.id],
  );
  return rows.map(({ payload }) => payload);
};
const decide = (person: Person, run: Run, verb: 'approve' | 'reject', body: object) =>
  person.call<Run & ErrorBody>('POST', `/v1/runs/${run.id}/${verb}`, body);

test('a dangerous call shows its arguments and waits; approved, it is made once', async () => {
  const { run, callId } = await askAndWait(ada, await openAssistant(ada));
  assert.equal(danger.calls.length, 0);
  const shown = (await soFar(run)).find((event) => event.type === 'tool-call-args');
  assert.deepEqual(shown?.type === 'tool-call-args' && shown.args, { question: 'Sell the house' });
  const { status } = await decide(ada, run, 'approve', { tool_call_id: callId });
  assert.equal(status, 200);
  assert.equal((await endedRun(ada, run.id)).status, 'succeeded');
  assert.deepEqual(
    danger.calls.map(({ args }) => args),
    [{ question: 'Sell the house' }],
  );
  const types = (await runEvents(app, ada, run.id)).map(({ type }) => type);
  assert.equal(types.filter((type) => type === 'tool-call-start').length, 1);
  assert.ok(types.indexOf('approval-decided') < types.indexOf('tool-call-result'));
});

test('a rejected call is never made, and the answer says so', async () => {
  const { run, callId } = await askAndWait(ada, await openAssistant(ada));
  await decide(ada, run, 'reject', { tool_call_id: callId, reason: 'too early' });
  assert.equal((await endedRun(ada, run.id)).status, 'succeeded');
  assert.equal(danger.calls.length, 0);
  assert.match(JSON.stringify(await runEvents(app, ada, run.id)), /too early/);
});

test('only who asked decides, once, about a call of that run', async () => {
  const group = await createGroup(ada, ben);
  const { run, callId } = await askAndWait(ben, group, '@assistant sell the house');
  assert.equal((await decide(ada, run, 'approve', { tool_call_id: callId })).status, 403);
  const stranger = await app.signUp(names.next().value);
  assert.equal((await decide(stranger, run, 'approve', { tool_call_id: callId })).status, 404);
  assert.equal((await decide(ben, run, 'approve', { tool_call_id: 'another' })).status, 404);
  assert.equal((await decide(ben, run, 'approve', { tool_call_id: callId })).status, 200);
  assert.equal((await decide(ben, run, 'reject', { tool_call_id: callId })).status, 409);
  await endedRun(ben, run.id);
  assert.equal(danger.calls.length, 1);
});

test('a run that waits can be stopped; its call is never made', async () => {
  const { run, callId } = await askAndWait(ada, await openAssistant(ada));
  assert.equal((await ada.call<Run>('POST', `/v1/runs/${run.id}/cancel`)).body.status, 'cancelled');
  assert.equal((await decide(ada, run, 'approve', { tool_call_id: callId })).status, 409);
  assert.equal(danger.calls.length, 0);
});

test('a tool that is allowed for a conversation asks no more there, one that is allowed always nowhere', async () => {
  const [here, there] = [await openAssistant(ada), await openAssistant(ada)];
  const first = await askAndWait(ada, here);
  await decide(ada, first.run, 'approve', { tool_call_id: first.callId, scope: 'conversation' });
  await endedRun(ada, first.run.id);
  const second = (await askAssistant(ada, here, 'Sell the garden')).run;
  assert.equal((await endedRun(ada, second.id)).status, 'succeeded');
  const third = await askAndWait(ada, there);
  await decide(ada, third.run, 'approve', { tool_call_id: third.callId, scope: 'always' });
  await endedRun(ada, third.run.id);
  const fourth = (await askAssistant(ada, await openAssistant(ada), 'Sell the car')).run;
  assert.equal((await endedRun(ada, fourth.id)).status, 'succeeded');
  const others = await askAndWait(ben, await openAssistant(ben));
  assert.equal((await get(ben, others.run.id)).status, 'waiting');
});
