import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  applyRunEvent,
  type ErrorBody,
  type Message,
  type PostedMessage,
  type Run,
  type RunEvent,
  type RunSnapshotPart,
} from '@parlance/contracts';
import { createGroup, removeMember } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { askAssistant, endedRun, openAssistant, readStream, runEvents } from '../../../test/harness/runs.ts';
import { scriptedTool } from '../../../test/harness/tools.ts';

// The built-in engine asks this one whenever it knows nothing better.
const lookUp = scriptedTool('answer_from_documents');
const app = await startApp({ tools: [lookUp.tool] });
const ada = await app.signUp('ada');
const ben = await app.signUp('ben');
const eve = await app.signUp('eve');

const partsOf = (events: RunEvent[]): RunSnapshotPart[] => events.reduce<RunSnapshotPart[]>(applyRunEvent, []);
const textOf = (events: RunEvent[]): string =>
  partsOf(events)
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n\n');
const history = async (person: Person, conversationId: string) =>
  (await person.call<{ items: Message[] }>('GET', `/v1/conversations/${conversationId}/messages`)).body.items;
const getRun = async (person: Person, id: string) => (await person.call<Run>('GET', `/v1/runs/${id}`)).body;

test('a message to the assistant is answered by a run, whose log tells how', async () => {
  const conversationId = await openAssistant(ada);
  const { message, run } = await askAssistant(ada, conversationId, 'Hello!');
  assert.equal(run.status, 'queued');
  assert.equal(run.trigger_id, message.id);
  const events = await runEvents(app, ada, run.id);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  assert.equal(events[0]?.type, 'run-started');
  assert.equal(events.at(-1)?.type, 'run-finished');
  const ended = await getRun(ada, run.id);
  assert.equal(ended.status, 'succeeded');
  assert.equal(ended.engine, 'builtin');
  assert.equal(ended.head_seq, events.length);
  const [asked, answered] = await history(ada, conversationId);
  assert.equal(asked?.id, message.id);
  assert.equal(answered?.id, ended.message_id);
  assert.equal(answered?.sender, 'assistant');
  assert.equal(answered?.run_id, run.id);
  assert.equal(answered?.content.text, textOf(events));
  assert.match(answered?.content.text ?? '', /^Hello!/);
  const { body } = await ada.call('GET', `/v1/runs/${run.id}/progress`);
  assert.deepEqual(body, { progress: 100, status: 'Complete' });
});

test('a stream that is left at any event goes on behind it, with nothing lost and nothing repeated', async () => {
  const { run } = await askAssistant(ada, await openAssistant(ada), 'What about the harvest?');
  const whole = await runEvents(app, ada, run.id);
  for (const { seq } of whole) {
    assert.deepEqual(await runEvents(app, ada, run.id, seq), whole.slice(seq));
    const resumed: unknown[] = [];
    for await (const { data } of readStream(app, ada, `/v1/runs/${run.id}/events`, {
      headers: { 'last-event-id': `${seq}` },
    }))
      resumed.push(JSON.parse(data));
    assert.deepEqual(resumed, whole.slice(seq));
  }
});

test('a retried message gets the same run again', async () => {
  const conversation_id = await openAssistant(ada);
  const body = { conversation_id, message_id: 'once', content: 'Hi' };
  const first = await ada.call<PostedMessage>('POST', '/v1/messages', body);
  const again = await ada.call<PostedMessage>('POST', '/v1/messages', body);
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(again.body.run?.id, first.body.run?.id);
  await endedRun(ada, first.body.run?.id ?? '');
  assert.equal((await history(ada, conversation_id)).length, 2);
});

describe('in a group', () => {
  test('only a message that names the assistant is answered, for everyone to see', async () => {
    const group = await createGroup(ada, ben);
    const plain = await ben.call<PostedMessage>('POST', '/v1/messages', { conversation_id: group, content: 'Hello!' });
    assert.equal(plain.body.run, undefined);
    const { run } = await askAssistant(ben, group, 'Hello @Assistant!');
    assert.equal(textOf(await runEvents(app, ada, run.id)), (await history(ada, group)).at(-1)?.content.text);
  });

  test('who is not in it learns nothing of its runs, and who is removed stops hearing', async () => {
    const group = await createGroup(ada, ben);
    const { release } = lookUp.hold();
    const { run } = await askAssistant(ada, group, '@assistant where is the key?');
    for (const path of [`/v1/runs/${run.id}`, `/v1/runs/${run.id}/progress`, `/v1/runs/${run.id}/events`])
      assert.equal((await eve.call('GET', path)).status, 404, path);
    for (const verb of ['cancel', 'regenerate'])
      assert.equal((await eve.call('POST', `/v1/runs/${run.id}/${verb}`)).status, 404, verb);
    assert.equal((await eve.call('GET', `/v1/conversations/${group}/runs`)).status, 404);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const { event } of readStream(app, ben, `/v1/runs/${run.id}/events`)) heard.push(event);
    })();
    await eventually('the removed one has heard the start', () => heard.includes('tool-call-args'));
    await removeMember(ada, group, ben);
    await listening;
    assert.ok(!heard.includes('tool-call-result'));
    release();
    assert.equal((await endedRun(ada, run.id)).status, 'succeeded');
  });
});

describe('stopping', () => {
  test('keeps what was said, and ends at once', async () => {
    const { release } = lookUp.hold();
    const conversationId = await openAssistant(ada);
    const { run } = await askAssistant(ada, conversationId, 'What about the harvest?');
    await eventually('it is at work', async () => (await getRun(ada, run.id)).status === 'running');
    const stopped = await ada.call<Run>('POST', `/v1/runs/${run.id}/cancel`);
    assert.equal(stopped.status, 200);
    assert.equal(stopped.body.status, 'cancelled');
    const events = await runEvents(app, ada, run.id);
    assert.equal(events.at(-1)?.type, 'run-cancelled');
    release();
    const again = await ada.call<Run>('POST', `/v1/runs/${run.id}/cancel`);
    assert.deepEqual(again.body, stopped.body);
  });

  test('is for who asked and for owners', async () => {
    const { release } = lookUp.hold();
    const group = await createGroup(ada, ben, eve);
    const { run } = await askAssistant(ben, group, '@assistant the harvest?');
    assert.equal((await eve.call('POST', `/v1/runs/${run.id}/cancel`)).status, 403);
    assert.equal((await ada.call('POST', `/v1/runs/${run.id}/cancel`)).status, 200);
    release();
  });
});

describe('a second message while the assistant is at work', () => {
  test('waits for its turn, is refused, or takes over, as its sender wishes', async () => {
    const { release } = lookUp.hold();
    const conversationId = await openAssistant(ada);
    const first = (await askAssistant(ada, conversationId, 'What about the harvest?')).run;
    const second = (await askAssistant(ada, conversationId, 'And the wine?', { when_busy: 'queue' })).run;
    const refused = await ada.call<ErrorBody>('POST', '/v1/messages', {
      conversation_id: conversationId,
      content: 'Now!',
      run: { when_busy: 'reject' },
    });
    assert.equal(refused.status, 409);
    assert.equal(refused.body.error, 'run_in_progress');
    assert.equal((await history(ada, conversationId)).length, 2, 'a refused message is not stored');
    await eventually('the first is at work', async () => (await getRun(ada, first.id)).status === 'running');
    assert.equal((await getRun(ada, second.id)).status, 'queued');
    const third = (await askAssistant(ada, conversationId, 'Stop that!', { when_busy: 'interrupt' })).run;
    assert.equal((await getRun(ada, first.id)).status, 'cancelled');
    assert.equal((await getRun(ada, second.id)).status, 'cancelled');
    release();
    assert.equal((await endedRun(ada, third.id)).status, 'succeeded');
  });

  test('those that wait are answered one after the other, in the order they came', async () => {
    const conversationId = await openAssistant(ada);
    const runs: Run[] = [];
    for (const word of ['one', 'two', 'three', 'four']) runs.push((await askAssistant(ada, conversationId, word)).run);
    for (const { id } of runs) assert.equal((await endedRun(ada, id)).status, 'succeeded');
    const answers = (await history(ada, conversationId)).filter(({ sender }) => sender === 'assistant');
    assert.deepEqual(
      answers.map(({ run_id }) => run_id),
      runs.map(({ id }) => id),
    );
  });
});

test('a message that is deleted takes its words out of the run that it started', async () => {
  const { run, message } = await askAssistant(ada, await openAssistant(ada), 'geheimes Rezept');
  await endedRun(ada, run.id);
  assert.match(JSON.stringify(await runEvents(app, ada, run.id)), /geheimes/);
  assert.equal((await ada.call('DELETE', `/v1/messages/${message.id}`)).status, 204);
  const events = await runEvents(app, ada, run.id);
  assert.doesNotMatch(JSON.stringify(events), /geheimes/);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['snapshot', 'run-finished'],
  );
});

test('a conversation that is deleted takes its runs along, also one that is at work', async () => {
  const { release } = lookUp.hold();
  const conversationId = await openAssistant(ada);
  const { run } = await askAssistant(ada, conversationId, 'What about the harvest?');
  await eventually('it is at work', async () => (await getRun(ada, run.id)).status === 'running');
  assert.equal((await ada.call('DELETE', `/v1/conversations/${conversationId}`)).status, 204);
  assert.equal((await ada.call('GET', `/v1/runs/${run.id}`)).status, 404);
  release();
});

test('an answer can be written anew', async () => {
  const conversationId = await openAssistant(ada);
  const { run, message } = await askAssistant(ada, conversationId, 'Hello!');
  await endedRun(ada, run.id);
  const { status, body } = await ada.call<Run>('POST', `/v1/runs/${run.id}/regenerate`);
  assert.equal(status, 201);
  assert.equal(body.trigger_id, message.id);
  assert.equal((await endedRun(ada, body.id)).status, 'succeeded');
  const list = await ada.call<{ items: Run[] }>('GET', `/v1/conversations/${conversationId}/runs`);
  assert.deepEqual(
    list.body.items.map(({ id }) => id),
    [body.id, run.id],
  );
});

test('posting and streaming in one call; losing the line does not stop the run', async () => {
  const conversationId = await openAssistant(ada);
  const path = `/v2/conversations/${conversationId}/stream`;
  const seen: string[] = [];
  for await (const { event } of readStream(app, ada, path, { method: 'POST', body: { content: 'Hello!' } }))
    seen.push(event);
  assert.equal(seen[0], 'message');
  assert.equal(seen[1], 'run-started');
  assert.equal(seen.at(-1), 'run-finished');
  const gone = new AbortController();
  const { release } = lookUp.hold();
  let runId = '';
  const options = { method: 'POST' as const, body: { content: 'And the harvest?' }, signal: gone.signal };
  await assert.rejects(async () => {
    for await (const { event, data } of readStream(app, ada, path, options)) {
      if (event === 'message') runId = (JSON.parse(data) as PostedMessage).run?.id ?? '';
      if (event === 'tool-call-args') gone.abort();
    }
  });
  release();
  assert.equal((await endedRun(ada, runId)).status, 'succeeded');
});

test('a new conversation gets a title, one that has a title keeps it', async () => {
  const conversationId = await openAssistant(ada);
  const { run } = await askAssistant(ada, conversationId, 'Hello, what grows in a garden in the shade of old trees?');
  await endedRun(ada, run.id);
  const title = async () =>
    (await ada.call<{ title: string }>('GET', `/v1/conversations/${conversationId}`)).body.title;
  await eventually('it has a title', async () => (await title()) !== null);
  assert.match(await title(), /^Hello, what grows in a garden/);
});
