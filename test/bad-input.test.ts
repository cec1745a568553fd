import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ErrorBody, OpenAiErrorBody } from '@parlance/contracts';
import { Value } from 'typebox/value';
import { createGroup, post } from './harness/chat.ts';
import { startApp } from './harness/index.ts';
import { type BodySchema, fillPath, listOperations, type Operation } from './harness/operations.ts';

/** Wrong input of every kind to every route of the OpenAPI document is answered with a 4xx in the envelope, never with a 5xx. */
const app = await startApp();
const operations = await listOperations(app);
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');
const group = await createGroup(ada, bea);
const message = await post(ada, group, 'Grüße 👋');

const connection = await ada.call<{ id: string }>('POST', '/v1/connections/demo');

const password = 'a long password';
const database = { name: 'x', host: '10.0.0.1', database: 'x', username: 'x', password: 'x' };
const unknownId = '01a1fcec-17a1-778a-8d28-95226cf4e631';
/** Bodies that would be accepted or are refused for their content alone; each field in turn is replaced by something wrong. */
const sound: Record<string, object> = {
  'POST /v1/auth/signup': { username: 'ada', password },
  'POST /v1/auth/login': { username: 'nobody', password },
  'POST /v1/auth/refresh': { refresh_token: 'none' },
  'POST /v1/auth/forgot-password': { email: 'nobody@example.org' },
  'POST /v1/auth/reset-password': { token: 'none', new_password: password },
  'POST /v1/users/me/change-password': { current_password: 'wrong', new_password: password },
  'PUT /v1/users/me': { full_name: 'Ada' },
  'PUT /v1/users/me/preferences': { theme: 'dark' },
  'POST /v1/conversations': { member_ids: [bea.user.id], kind: 'direct' },
  'PATCH /v1/conversations/{id}': { title: 'Lesekreis' },
  'POST /v1/conversations/{id}/read': { seq: 1 },
  'POST /v1/conversations/{id}/members': { user_id: bea.user.id },
  'PATCH /v1/conversations/{id}/members/{user_id}': { role: 'member' },
  'POST /v1/messages': { conversation_id: group, content: 'x' },
  'POST /v1/conversations/{id}/messages': { content: 'x' },
  'PATCH /v1/messages/{id}': { content: 'x' },
  'POST /v1/chat/analyze': { text: 'x' },
  'POST /v1/agent/analyze-intent': { message: 'x' },
  'POST /v1/connections': database,
  'POST /v1/connections/test': database,
  'POST /v1/connections/from-url': { url: 'postgresql://x:x@10.0.0.1/x' },
  'PUT /v1/connections/{id}': { name: 'x' },
  'POST /v1/chat/{connection_id}': { question: 'x' },
  'POST /v1/chat/{connection_id}/verified': { question: 'x', sql_query: 'select 1' },
  'PUT /v1/intelligence/{connection_id}/insights/{id}': { hidden: false },
  'POST /v1/connections/{id}/shares': { user_id: unknownId, permission: 'chat' },
  'POST /v1/runs/{id}/approve': { tool_call_id: 'none' },
  'POST /v1/runs/{id}/reject': { tool_call_id: 'none' },
  'POST /v2/conversations/{id}/stream': { content: 'x' },
  'POST /v1/chat/message': { message: 'x' },
  'POST /v1/chat/conversation': { messages: [{ role: 'user', content: 'x' }] },
  'POST /v1/agent/invoke': { message: 'x' },
  'POST /v1/agent/stream': { message: 'x' },
  'POST /v1/ai/chat': { message: 'x' },
  'POST /v1/ai/chat/stream': { message: 'x' },
  'POST /v1/ai/sessions': { title: 'x' },
  'POST /v1/assistants': { name: 'x' },
  'PATCH /v1/assistants/{id}': { name: 'x' },
  'POST /v1/keys': { name: 'x' },
  'POST /openai/v1/chat/completions': { model: 'parlance', messages: [{ role: 'user', content: 'x' }] },
  'POST /openai/v1/embeddings': { model: 'parlance', input: 'x' },
  'PUT /v1/conversations/{id}/assistant': { assistant_id: null, model: null },
  'POST /v1/ai/upload': { content: 'x' },
  'PATCH /v1/documents/{id}': { title: 'x' },
  'POST /v1/documents/search': { query: 'x' },
  'POST /v1/ai/qa': { question: 'Who?', context: 'Ada built it.', use_rag: false },
  'POST /v1/ai/summarize': { text: 'Ada built it.' },
  'POST /v1/ai/mindmap': { text: 'Ada built it.' },
  'POST /v1/ai/flashcards': { text: 'Ada built it.' },
  'POST /v1/ai/quiz': { text: 'Ada built it.' },
};

const texts = [
  '',
  ' ',
  'a'.repeat(100_000),
  '\0',
  '\ud800',
  "'; DROP TABLE users;--",
  '<script>alert(1)</script>',
  '__proto__',
];
const things: unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  [],
  {},
  [[]],
  [null],
  { parts: [{}] },
  { text: 1 },
  { constructor: 1 },
];
const unfit: unknown[] = [
  ...texts,
  ...things,
  [unknownId],
  [{ type: 'file', media_id: unknownId }],
  [{ type: 'chart' }],
];

type Sent = { payload?: string | Buffer; type?: string; path?: string; encoding?: string };

async function send({ method, path }: Operation, { payload, type = 'application/json', path: given, encoding }: Sent) {
  const id =
    path.includes('/connections/') || path.includes('/intelligence/')
      ? connection.body.id
      : path.includes('/messages/')
        ? message.id
        : path.includes('/users/')
          ? bea.user.id
          : group;
  return app.http.inject({
    method,
    url:
      given ??
      fillPath(path, {
        id,
        connection_id: connection.body.id,
        user_id: bea.user.id,
        emoji: '👍',
        component: 'database',
      }),
    headers: {
      ...ada.headers,
      ...(payload === undefined ? {} : { 'content-type': type }),
      ...(encoding ? { 'content-encoding': encoding } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  });
}

function assertAnswered(answer: { statusCode: number; body: string }, what: string, allowed = 499): void {
  assert.ok(answer.statusCode <= allowed, `${what}: ${answer.statusCode} ${answer.body.slice(0, 300)}`);
  if (answer.statusCode < 400) return;
  const body: unknown = JSON.parse(answer.body);
  // Addresses that the router itself refuses have the one envelope everywhere.
  assert.ok(
    Value.Check(ErrorBody, body) || Value.Check(OpenAiErrorBody, body),
    `${what}: ${answer.body.slice(0, 300)}`,
  );
}

const fieldsOf = ({ properties = {}, anyOf = [] }: BodySchema): string[] => [
  ...new Set([...Object.keys(properties), ...anyOf.flatMap(fieldsOf)]),
];

const deep = 10_000;
const broken: [name: string, sent: Sent][] = [
  ['nothing', { payload: '' }],
  ['null', { payload: 'null' }],
  ['a list', { payload: '[]' }],
  ['a string', { payload: '"x"' }],
  ['cut JSON', { payload: '{"a":' }],
  ['NaN', { payload: '{"a":NaN}' }],
  ['invalid UTF-8', { payload: Buffer.from('{"username":"\xff\xfe"}', 'latin1') }],
  ['lists in lists', { payload: '['.repeat(deep) + ']'.repeat(deep) }],
  ['a prototype', { payload: '{"__proto__":{"is_superuser":true}}' }],
  ['10 MB', { payload: Buffer.alloc(10 * 1024 * 1024, 'x') }],
  ['plain text', { payload: '{}', type: 'text/plain' }],
  ['XML', { payload: '<a/>', type: 'application/xml' }],
  ['a type that is none', { payload: '{}', type: 'nonsense' }],
  ['gzip', { payload: gzipSync('{}'), encoding: 'gzip' }],
];

for (const operation of operations.filter(({ body }) => body)) {
  const { name, body } = operation;
  test(`${name}: wrong values in every field`, async () => {
    const good = sound[name];
    assert.ok(good && body, `say in this test what a sound body of ${name} is`);
    for (const field of fieldsOf(body)) {
      for (const value of unfit) {
        const payload = JSON.stringify({ ...good, [field]: value });
        assertAnswered(await send(operation, { payload }), `${field}: ${payload.slice(0, 200)}`);
      }
    }
  });

  test(`${name}: bodies that are none`, async () => {
    for (const [kind, sent] of broken) {
      const answer = await send(operation, sent);
      assertAnswered(answer, kind);
      assert.ok(answer.statusCode >= 400, `${kind} was accepted: ${answer.body}`);
    }
  });
}

const wrongIds = [
  'x',
  '0',
  'null',
  '%00',
  '..%2f..%2fetc',
  '%ff',
  '%',
  "'%20or%201=1--",
  'a'.repeat(5_000),
  '%F0%9F%98%80',
];

for (const operation of operations.filter(({ path }) => path.includes('{'))) {
  test(`${operation.name}: ids that are none, or nobody's`, async () => {
    const given = sound[operation.name];
    const body = given ? { payload: JSON.stringify(given) } : {};
    for (const id of [...wrongIds, unknownId]) {
      const path = `${operation.path.replace(/\{\w+\}/g, id)}?query=a`;
      const answer = await send(operation, { ...body, path });
      assertAnswered(answer, path.slice(0, 100));
      assert.ok(answer.statusCode >= 400, `${path.slice(0, 100)} was found: ${answer.body}`);
    }
  });
}

const wrongQueries = [
  '',
  '-1',
  '1.5',
  '1e400',
  'x',
  'NaN',
  '99999999999999999999',
  '%00',
  '%ff',
  '%ED%A0%80',
  '%27%22((%26!',
  'a'.repeat(501),
];

for (const operation of operations.filter(({ query }) => query.length > 0)) {
  test(`${operation.name}: query parameters of every kind`, async () => {
    const start = fillPath(operation.path, { id: group });
    for (const name of operation.query) {
      for (const value of wrongQueries) {
        const path = `${start}?${name}=${value}`;
        assertAnswered(await send(operation, { path }), path);
        assertAnswered(await send(operation, { path: `${path}&${name}=2&${name}[a]=1` }), path);
      }
    }
  });
}
