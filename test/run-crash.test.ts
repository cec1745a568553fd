import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  type AuthTokens,
  applyRunEvent,
  type Conversation,
  isTerminal,
  type Message,
  type PostedMessage,
  type Run,
  type RunEvent,
  type RunSnapshotPart,
} from '@parlance/contracts';
import { eventually } from './harness/eventually.ts';
import { ask, type RoleProcess, startRole } from './harness/processes.ts';
import { readStream } from './harness/runs.ts';
import { startScriptedModel, text, toolCall } from './harness/scripted-model.ts';
import { cloneDatabase } from './harness/template.ts';

/**
 * The server is killed at every event of a run: the answer is whole in the end, nothing of it stands there twice, and what is more
 * than reading was done once, although the model says something else whenever it is asked again.
 */
const model = await startScriptedModel(({ messages, nth }) => {
  const results = messages.filter(({ role }) => role === 'tool').length;
  if (results === 0)
    return [text(`Let me see (${nth}). `, 'One moment.'), toolCall('weigh', { what: `grapes ${nth}` })];
  if (results === 1) return [toolCall('sell', { what: `grapes ${nth}` })];
  return [text(`They are sold (${nth}). `, 'For a good price.')];
});
const done = new Map<string, number>();
const tools = createServer((request, response) => {
  const key = request.url ?? '';
  done.set(key, (done.get(key) ?? 0) + 1);
  request.resume().on('end', () => response.end('done'));
});
await new Promise<void>((resolve) => tools.listen(0, '127.0.0.1', resolve));
const database = await cloneDatabase();
const settings = {
  ...database.settings,
  ...model.settings(),
  TOOLS_URL: `http://127.0.0.1:${(tools.address() as AddressInfo).port}`,
};
const start = () => startRole(settings, [], join(import.meta.dirname, 'harness', 'serve-with-tools.ts'));
let server: RoleProcess = await start();
after(async () => {
  await server.stop('SIGKILL');
  tools.close();
  await model.close();
  await database.remove();
});

const signup = await ask<AuthTokens>(`${server.url}/v1/auth/signup`, {
  method: 'POST',
  body: { username: 'ada', password: 'a long password' },
});
const token = signup.body.access_token;
const headers = { authorization: `Bearer ${token}` };
const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await ask<T>(`${server.url}${path}`, { method, token, body });
  assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

async function begin(): Promise<Run> {
  const { id } = await call<Conversation>('POST', '/v1/conversations', { kind: 'assistant', title: 'Markt' });
  const posted = await call<PostedMessage>('POST', '/v1/messages', { conversation_id: id, content: 'Sell the grapes' });
  assert.ok(posted.run);
  return posted.run;
}

/** Reads a run until it has ended, or `stop` says so; allows what it waits for. */
async function follow(run: Run, from: RunEvent[], stop: (event: RunEvent) => boolean): Promise<RunEvent[]> {
  const events = [...from];
  const path = `/v1/runs/${run.id}/events?after=${events.at(-1)?.seq ?? 0}`;
  for await (const { data } of readStream({ url: server.url }, { headers }, path)) {
    const event = JSON.parse(data) as RunEvent;
    events.push(event);
    if (stop(event)) break;
    if (event.type === 'approval-requested') await decide(run, event.tool_call_id, events);
  }
  return events;
}

/** The first time it is allowed; a call that may have been made already is not made again. */
async function decide(run: Run, tool_call_id: string, events: RunEvent[]): Promise<void> {
  await eventually('the run waits', async () => (await call<Run>('GET', `/v1/runs/${run.id}`)).status === 'waiting');
  const asked = events.filter((event) => event.type === 'approval-requested').length;
  await call('POST', `/v1/runs/${run.id}/${asked === 1 ? 'approve' : 'reject'}`, { tool_call_id });
}

async function assertWhole(run: Run, events: RunEvent[]): Promise<void> {
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
    'every event came once',
  );
  const ended = await call<Run>('GET', `/v1/runs/${run.id}`);
  assert.equal(ended.status, 'succeeded', JSON.stringify(ended));
  const { items } = await call<{ items: Message[] }>('GET', `/v1/conversations/${run.conversation_id}/messages`);
  assert.deepEqual(
    items.map(({ sender }) => sender),
    ['user', 'assistant'],
  );
  const said = items[1]?.content.text ?? '';
  const parts = events.reduce<RunSnapshotPart[]>(applyRunEvent, []);
  assert.equal(parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n'), said);
  assert.match(said, /^Let me see \(\d+\)\. One moment\.\n\nThey are sold \(\d+\)\. For a good price\.$/);
  assert.equal(done.get(`/sell/${run.id}`) ?? 0, 1, 'it was sold once');
}

const undisturbed = await begin();
const whole = await follow(undisturbed, [], isTerminal);

test('a run that nothing disturbs', () => assertWhole(undisturbed, whole));

// CRASH_STEP=1 takes every event, some minutes in all. In the scaled mode it takes another worker a while to be sure that one is dead.
const step = Number(process.env.CRASH_STEP ?? (process.env.TEST_DATABASE_URL ? 9 : 4));
for (let seq = 1; seq <= whole.length; seq += step) {
  test(`the server is killed after event ${seq}, ${whole[seq - 1]?.type}`, async () => {
    const run = await begin();
    const before = await follow(run, [], (event) => event.seq >= seq || isTerminal(event));
    await server.stop('SIGKILL');
    server = await start();
    const last = before.at(-1);
    assert.ok(last);
    if (last.type === 'approval-requested') await decide(run, last.tool_call_id, before);
    const events = isTerminal(last) ? before : await follow(run, before, isTerminal);
    await assertWhole(run, events);
  });
}
