import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantSession, Message, StudyAnswer, TextAnswer } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { openAssistant, readStream } from '../../../test/harness/runs.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const ben = await app.signUp('ben');

interface Sessions {
  items: AssistantSession[];
  next_cursor: string | null;
  user_id: string;
}

test('one call asks and answers; the session goes on', async () => {
  for (const path of ['/v1/chat/message', '/v1/agent/invoke', '/api/v1/chat/message']) {
    const first = await ada.call<TextAnswer>('POST', path, { message: 'Hello!', user_id: 'ignored' });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.match(first.body.response, /^Hello!/);
    assert.equal(first.body.engine, 'builtin');
    assert.equal(first.body.user_id, ada.user.id);
    const { session_id } = first.body;
    await ada.call('POST', path, { message: 'Hello again', session_id });
    const { body } = await ada.call<{ items: Message[] }>('GET', `/v1/conversations/${session_id}/messages`);
    assert.equal(body.items.length, 4);
  }
});

test('a session may have any name; the same name of another user is another session', async () => {
  const ask = (person: typeof ada, session_id: string) =>
    person.call<StudyAnswer>('POST', '/v1/ai/chat', { message: 'Hello!', session_id });
  const conversationOf = async (person: typeof ada, session_id: string) =>
    (await person.call<Sessions>('GET', '/v1/ai/sessions?limit=200')).body.items.find(
      (session) => session.session_id === session_id,
    )?.conversation_id;
  for (const name of ['Prüfung №1', '3f0a1c4e-0000-4000-8000-000000000000']) {
    const mine = await ask(ada, name);
    assert.equal(mine.status, 200);
    assert.equal(mine.body.session_id, name);
    assert.deepEqual(mine.body.sources, []);
    const before = await conversationOf(ada, name);
    await ask(ada, name);
    assert.equal(await conversationOf(ada, name), before);
    await ask(ben, name);
    assert.notEqual(await conversationOf(ben, name), before);
  }
  const foreign = await openAssistant(ada);
  await ask(ben, foreign);
  const { body } = await ada.call<{ items: Message[] }>('GET', `/v1/conversations/${foreign}/messages`);
  assert.deepEqual(body.items, []);
});

test('sessions are made and listed, the latest first, page by page', async () => {
  const zoe = await app.signUp('zoe');
  const made: string[] = [];
  for (const title of ['Algebra', null, 'Geschichte']) {
    const { status, body } = await zoe.call<AssistantSession>('POST', '/v1/ai/sessions', { title });
    assert.equal(status, 201);
    made.unshift(body.session_id);
  }
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await zoe.call<Sessions>('GET', `/v1/ai/sessions?limit=2${cursor}`);
    seen.push(...body.items.map(({ session_id }) => session_id));
    if (body.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
  assert.deepEqual(seen, made);
});

test('the study stream is chunks, then done with the session', async () => {
  const messages: { event: string; data: string }[] = [];
  const options = { method: 'POST' as const, body: { message: 'Hello!' } };
  for await (const { event, data } of readStream(app, ada, '/v1/ai/chat/stream', options))
    messages.push({ event, data });
  const last = messages.pop();
  assert.equal(last?.event, 'done');
  assert.ok(messages.every(({ event }) => event === 'message'));
  const { body } = await ada.call<{ items: Message[] }>('GET', `/v1/conversations/${last?.data}/messages`);
  assert.equal(messages.map(({ data }) => data).join(''), body.items.at(-1)?.content.text);
});

test("the agent's stream ends with what invoke answers", async () => {
  let last = { event: '', data: '' };
  const options = { method: 'POST' as const, body: { message: 'Hello!' } };
  for await (const message of readStream(app, ada, '/v1/agent/stream', options)) last = message;
  assert.equal(last.event, 'done');
  assert.match((JSON.parse(last.data) as TextAnswer).response, /^Hello!/);
});

test('a list of messages is answered without being stored', async () => {
  const count = async () => (await ada.call<Sessions>('GET', '/v1/ai/sessions?limit=200')).body.items.length;
  const before = await count();
  const messages = [
    { role: 'user', content: 'I am Ada.' },
    { role: 'assistant', content: 'Nice to meet you.' },
    { role: 'user', content: 'Hello!' },
  ];
  const { status, body } = await ada.call<TextAnswer>('POST', '/v1/chat/conversation', { messages });
  assert.equal(status, 200);
  assert.match(body.response, /^Hello!/);
  assert.equal(await count(), before);
  for (const wrong of [{ messages: [] }, { messages: [{ role: 'robot', content: 'x' }] }, {}])
    assert.equal((await ada.call('POST', '/v1/chat/conversation', wrong)).status, 422);
});

test('what there is is told', async () => {
  const { status, body } = await ada.call<{ tools: { name: string }[]; models: string[]; engines: string[] }>(
    'GET',
    '/v1/agent/capabilities',
  );
  assert.equal(status, 200);
  assert.ok(body.tools.some(({ name }) => name === 'search_messages'));
  assert.deepEqual([body.models, body.engines], [[], ['builtin']]);
});
