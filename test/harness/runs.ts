import assert from 'node:assert/strict';
import type { Conversation, PostedMessage, Run, RunEvent, RunOptions } from '@parlance/contracts';
import { eventually } from './eventually.ts';
import type { Person, TestApp } from './index.ts';

/** Opens a conversation with the assistant and returns its id. */
export async function openAssistant(person: Person): Promise<string> {
  const { status, body } = await person.call<Conversation>('POST', '/v1/conversations', {
    kind: 'assistant',
    member_ids: [],
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

/** Asks the assistant; the message has to start a run. */
export async function askAssistant(
  person: Person,
  conversationId: string,
  content: string,
  run?: RunOptions,
): Promise<PostedMessage & { run: Run }> {
  const body = { conversation_id: conversationId, content, ...(run ? { run } : {}) };
  const answer = await person.call<PostedMessage>('POST', '/v1/messages', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.ok(answer.body.run, 'the message starts a run');
  return { ...answer.body, run: answer.body.run };
}

/** One message of a stream of server-sent events. */
export interface StreamedMessage {
  id: string | undefined;
  event: string;
  data: string;
}

interface StreamOptions {
  method?: 'GET' | 'POST';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The messages of a stream, as they come over a real connection; comments are left out. */
export async function* readStream(
  app: Pick<TestApp, 'url'>,
  person: Pick<Person, 'headers'>,
  path: string,
  { method = 'GET', body, headers = {}, signal }: StreamOptions = {},
): AsyncGenerator<StreamedMessage> {
  const response = await fetch(app.url + path, {
    method,
    headers: { ...person.headers, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  assert.equal(response.status, 200, await (response.ok ? '' : response.text()));
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.ok(response.body);
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const message = parseMessage(text.slice(0, end));
      text = text.slice(end + 2);
      if (message) yield message;
    }
  }
  assert.equal(text, '', 'the stream ended within a message');
}

function parseMessage(block: string): StreamedMessage | undefined {
  const lines = block.split('\n');
  const fields = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = fields('data');
  if (data.length === 0) return undefined;
  return { id: fields('id')[0], event: fields('event')[0] ?? 'message', data: data.join('\n') };
}

/** The events of a run from a position to its end. */
export async function runEvents(
  app: Pick<TestApp, 'url'>,
  person: Pick<Person, 'headers'>,
  runId: string,
  after = 0,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const { data } of readStream(app, person, `/v1/runs/${runId}/events?after=${after}`))
    events.push(JSON.parse(data) as RunEvent);
  return events;
}

/** Resolves with a run that has ended. */
export async function endedRun(person: Person, runId: string): Promise<Run> {
  let run: Run | undefined;
  await eventually('the run has ended', async () => {
    run = (await person.call<Run>('GET', `/v1/runs/${runId}`)).body;
    return run.finished_at !== null;
  });
  assert.ok(run);
  return run;
}
