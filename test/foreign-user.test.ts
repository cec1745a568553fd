import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assistant, CreatedApiKey, ErrorBody, Session } from '@parlance/contracts';
import { connectedDemo } from '../server/modules/connections/test-connections.ts';
import { addMember, createGroup, post, removeMember } from './harness/chat.ts';
import { ingest } from './harness/documents.ts';
import { type Person, startApp } from './harness/index.ts';
import { fillPath, listOperations, type Operation } from './harness/operations.ts';
import { askAssistant, endedRun } from './harness/runs.ts';
import { picture, postFiles, uploaded } from './harness/uploads.ts';

/** Every route of the OpenAPI document with the ids of somebody else's things: they do not exist, and nothing changes. */
const app = await startApp();
const operations = await listOperations(app);
const secret = 'Geheimnis 🤫 of ada and bea';
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');
const stranger = await app.signUp('mallory');
const removed = await app.signUp('removed');
const group = await createGroup(ada, bea);
const message = await post(ada, group, secret);
const media = await uploaded(app, ada, await picture(), 'private.png');
await postFiles(ada, group, [media]);
const { run } = await askAssistant(ada, group, `@assistant ${secret}`);
await endedRun(ada, run.id);
const assistant = (await ada.call<Assistant>('POST', '/v1/assistants', { name: 'Geheimnis' })).body;
const key = (await ada.call<CreatedApiKey>('POST', '/v1/keys', { name: 'Geheimnis' })).body;
await addMember(ada, group, removed);
await removeMember(ada, group, removed);
const connection = await connectedDemo(ada);
const document = await ingest(ada, `${secret} stands in a document`, 'secret.txt', { conversation_id: group });
const session = (await ada.call<{ items: Session[] }>('GET', '/v1/auth/sessions')).body.items[0];

/** Whose `{id}` it is, by the start of the path. People and health are everybody's. */
const ids: [prefix: string, id: string | undefined][] = [
  ['/v1/conversations/', group],
  ['/v1/messages/', message.id],
  ['/v2/conversations/', group],
  ['/v1/runs/', run.id],
  ['/v1/assistants/', assistant.id],
  ['/v1/media/', media.id],
  ['/v1/documents/', document],
  ['/v1/ai/upload/status/', document],
  ['/v1/keys/', key.id],
  ['/v1/ai/', document],
  ['/v1/auth/sessions/', session?.id],
  ['/v1/connections/', connection.id],
  ['/v1/system/connections/', connection.id],
  ['/v1/intelligence/', connection.id],
  ['/v1/chat/', connection.id],
];
const everybodys = [
  'GET /v1/users/{id}',
  'GET /v1/health/{component}',
  'GET /v1/chat/public/{share_token}',
  'GET /openai/v1/models/{id}',
];

const bodies: Record<string, object> = {
  'PATCH /v1/conversations/{id}': { title: 'Taken over' },
  'POST /v1/conversations/{id}/read': { seq: 1 },
  'POST /v1/conversations/{id}/members': { user_id: stranger.user.id, role: 'owner' },
  'PATCH /v1/conversations/{id}/members/{user_id}': { role: 'member' },
  'POST /v1/conversations/{id}/messages': { content: 'Hello from outside' },
  'POST /v1/messages': { conversation_id: group, content: 'Hello from outside' },
  'PATCH /v1/messages/{id}': { content: 'Rewritten' },
  'PUT /v1/connections/{id}': { name: 'Taken over' },
  'POST /v1/chat/{connection_id}': { question: 'How many customers?' },
  'POST /v1/chat/{connection_id}/verified': { question: 'x', sql_query: 'select 1' },
  'PUT /v1/intelligence/{connection_id}/insights/{id}': { description: 'Taken over' },
  'POST /v1/connections/{id}/shares': { user_id: stranger.user.id, permission: 'owner' },
  'POST /v1/runs/{id}/approve': { tool_call_id: 'none' },
  'POST /v1/runs/{id}/reject': { tool_call_id: 'none' },
  'POST /v2/conversations/{id}/stream': { content: 'Hello from outside' },
  'PATCH /v1/assistants/{id}': { name: 'Mine' },
  'PUT /v1/conversations/{id}/assistant': { assistant_id: null, model: null },
  'PATCH /v1/documents/{id}': { title: 'Taken over' },
  'POST /v1/ai/qa': { question: 'Geheimnis?', document_ids: [document] },
  'POST /v1/ai/summarize': { document_id: document },
  'POST /v1/ai/mindmap': { document_id: document },
  'POST /v1/ai/flashcards': { document_id: document },
  'POST /v1/ai/quiz': { document_id: document },
};

const idOf = ({ path }: Operation) => ids.find(([prefix]) => path.startsWith(prefix))?.[1];
const foreign = operations.filter(
  ({ name, path }) => (path.includes('{') || name in bodies) && !everybodys.includes(name),
);

function ask({ name, method, path, query }: Operation, id: string, headers: Record<string, string>) {
  const filled = fillPath(path, {
    id,
    task_id: id,
    connection_id: connection.id,
    answer_id: connection.id,
    user_id: bea.user.id,
    emoji: '👍',
  });
  const search = query.includes('query') ? '?query=Geheimnis' : '';
  return app.call<ErrorBody>(method, filled + search, bodies[name], headers);
}

/** All that ada can see of what is hers. */
async function everything(): Promise<unknown[]> {
  const paths = [`/${group}`, `/${group}/messages`, `/${group}/events`, `/${group}/runs`].map(
    (path) => `/v1/conversations${path}`,
  );
  paths.push(`/v1/documents/${document}`);
  const answers = await Promise.all(
    [...paths, '/v1/users/me', '/v1/users/me/events', '/v1/keys'].map((path) => ada.call('GET', path)),
  );
  const info = await ada.call<{ id: string; size: number }>('GET', `/v1/media/${media.id}/info`);
  const connected = await ada.call('GET', '/v1/connections');
  const mine = await ada.call<{ items: Session[] }>('GET', '/v1/auth/sessions');
  return [
    answers.map(({ status, body }) => [status, body]),
    connected.body,
    info.body.size,
    mine.body.items.map(({ id }) => id),
  ];
}

const before = await everything();

test('the list of routes is whole', () => {
  assert.ok(foreign.length >= 20, foreign.map(({ name }) => name).join('\n'));
  for (const { name, body } of foreign) assert.ok(!body || name in bodies, `say in this test what ${name} is sent`);
});

for (const operation of foreign) {
  const id = idOf(operation) ?? (operation.name === 'POST /v1/messages' ? group : undefined);
  test(`${operation.name} with what belongs to others`, async () => {
    assert.ok(id, `say in this test whose id ${operation.name} takes`);
    for (const person of [stranger, removed] satisfies Person[]) {
      const { status, body } = await ask(operation, id, person.headers);
      assert.deepEqual([status, body.error], [404, 'not_found'], person.user.username);
      assert.ok(!JSON.stringify(body).includes('Geheimnis'));
    }
    const others: Record<string, string>[] = [
      {},
      { authorization: 'Bearer nonsense' },
      { authorization: `Bearer ${ada.refreshToken}` },
    ];
    for (const headers of others) {
      const { status, body } = await ask(operation, id, headers);
      assert.deepEqual([status, body.error], [401, 'unauthorized']);
    }
  });
}

for (const operation of operations.filter(({ needsToken, path }) => needsToken && !path.includes('{'))) {
  test(`${operation.name} needs a token`, async () => {
    assert.equal((await ask(operation, '', {})).status, 401);
  });
}

test('no list or search of others shows any of it', async () => {
  for (const person of [stranger, removed]) {
    for (const path of [
      '/v1/conversations',
      '/v1/search?query=Geheimnis',
      '/v1/media',
      '/v1/users/me/events',
      '/v1/ai/sessions',
      '/v1/assistants',
      '/v1/keys',
    ]) {
      const { status, body } = await person.call('GET', path);
      assert.equal(status, 200);
      for (const trace of ['Geheimnis', message.id, media.id]) assert.ok(!JSON.stringify(body).includes(trace), path);
    }
    const { body: documents } = await person.call('GET', '/v1/documents');
    assert.deepEqual(documents, { items: [], next_cursor: null });
    for (const narrowed of [{}, { document_ids: [document] }]) {
      const { body: found } = await person.call('POST', '/v1/documents/search', { query: 'Geheimnis', ...narrowed });
      assert.deepEqual(found, { items: [], engine: 'keyword' });
    }
  }
});

test('nothing of it changed', async () => assert.deepEqual(await everything(), before));
