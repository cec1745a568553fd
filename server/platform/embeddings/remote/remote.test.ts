import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { readConfig } from '../../../config.ts';
import { createRemote } from './index.ts';
import { vendorOf } from './vendors.ts';

interface Asked {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

type Script = (asked: Asked, turn: number) => { status?: number; headers?: Record<string, string>; body: unknown };

/** A server that answers as the script says, in the wire format of the real one. */
async function serve(script: Script) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const turn = asked.push({
      path: request.url,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(parts).toString()),
    });
    const { status = 200, headers = {}, body } = script(asked.at(-1) as Asked, turn);
    if (body === 'silence') return;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = readConfig({
    OLLAMA_BASE_URL: url,
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'sk-secret',
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_KEY: 'g-secret',
    LLM_BASE_URL: `${url}/local/v1`,
  });
  return {
    asked,
    open: (id: string, options = {}) => {
      const model = createRemote(id, vendorOf(id, config), { pauseMs: 1, ...options });
      after(() => model.close());
      return model;
    },
  };
}

const { signal } = new AbortController();
const passages = { kind: 'passage', signal } as const;
const question = { kind: 'query', signal } as const;
const plain = (vectors: Float32Array[]) =>
  vectors.map((vector) => [...vector].map((value) => Math.round(value * 10) / 10));

test('Ollama: texts in batches, with what the model wants before them, as unit vectors', async () => {
  const { asked, open } = await serve(({ body }) => ({
    body: { embeddings: (body.input as string[]).map((text) => [3, text.length > 15 ? 4 : 0]) },
  }));
  const model = open('ollama:nomic-embed-text');
  assert.equal(await model.dimensions(), 2);
  assert.deepEqual(plain(await model.embed(['short', ' ', 'x'], question)), [
    [0.6, 0.8],
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual(asked.at(-1)?.body, {
    model: 'nomic-embed-text',
    input: ['search_query: short', 'search_query: x'],
    truncate: true,
  });
  assert.equal(asked.at(-1)?.path, '/api/embed');
  const many = await model.embed(
    Array.from({ length: 40 }, (_, index) => `text ${index}`),
    passages,
  );
  assert.equal(many.length, 40);
  assert.deepEqual(
    asked.slice(-3).map(({ body }) => (body.input as string[]).length),
    [16, 16, 8],
  );
});

test('OpenAI: the key, and vectors in whatever order', async () => {
  const { asked, open } = await serve(() => ({
    body: {
      data: [
        { index: 1, embedding: [0, 2] },
        { index: 0, embedding: [2, 0] },
      ],
    },
  }));
  const vectors = await open('openai:text-embedding-3-small').embed(['a', 'b'], passages);
  assert.deepEqual(plain(vectors), [
    [1, 0],
    [0, 1],
  ]);
  assert.equal(asked[0]?.path, '/v1/embeddings');
  assert.equal(asked[0]?.headers.authorization, 'Bearer sk-secret');
  await open('openai-compatible:bge-m3').embed(['a', 'b'], passages);
  assert.equal(asked[1]?.path, '/local/v1/embeddings');
  assert.equal(asked[1]?.headers.authorization, undefined);
});

test('Gemini: one request of several texts, questions marked as such', async () => {
  const { asked, open } = await serve(() => ({ body: { embeddings: [{ values: [1, 1] }] } }));
  await open('google:gemini-embedding-001').embed(['why?'], question);
  assert.equal(asked[0]?.path, '/v1beta/models/gemini-embedding-001:batchEmbedContents');
  assert.equal(asked[0]?.headers['x-goog-api-key'], 'g-secret');
  assert.deepEqual(asked[0]?.body.requests, [
    {
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text: 'why?' }] },
      taskType: 'RETRIEVAL_QUERY',
      outputDimensionality: 1_536,
    },
  ]);
});

test('what may pass is tried again, at most twice', async () => {
  const passing = await serve((_, turn) =>
    turn < 3 ? { status: turn === 1 ? 503 : 429, body: 'busy' } : { body: { embeddings: [[1]] } },
  );
  assert.equal((await passing.open('ollama:x').embed(['a'], question)).length, 1);
  assert.equal(passing.asked.length, 3);
  const lasting = await serve(() => ({ status: 500, body: 'no' }));
  await assert.rejects(lasting.open('ollama:x').embed(['a'], question), { code: 'unreachable' });
  assert.equal(lasting.asked.length, 3);
});

test('what does not pass is said at once, without the key', async () => {
  const faults: [code: string, answer: ReturnType<Script>][] = [
    ['refused', { status: 401, body: 'bad key sk-secret' }],
    ['rate_limited', { status: 429, headers: { 'retry-after': '3600' }, body: '' }],
    ['bad_answer', { body: '<html>' }],
    ['bad_answer', { body: null }],
    ['bad_answer', { body: { data: [] } }],
    ['bad_answer', { body: { data: [{ index: 0, embedding: ['x'] }] } }],
    ['bad_answer', { body: { data: [{ index: 0, embedding: [] }] } }],
  ];
  for (const [code, answer] of faults) {
    const { asked, open } = await serve(() => answer);
    await assert.rejects(open('openai:m').embed(['a'], passages), (error: { code: string; detail: string }) => {
      assert.equal(error.code, code, JSON.stringify(answer));
      assert.ok(!error.detail.includes('sk-secret'));
      return true;
    });
    assert.equal(asked.length, 1, JSON.stringify(answer));
  }
});

test('a silent server is given up, an aborted call ends', async () => {
  const { open } = await serve(() => ({ body: 'silence' }));
  await assert.rejects(open('ollama:x', { queryTimeoutMs: 20 }).embed(['a'], question), { code: 'timeout' });
  const controller = new AbortController();
  const waiting = open('ollama:x').embed(['a'], { kind: 'query', signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
});

test('a server that is not there is said to be unreachable', async () => {
  const config = readConfig({ OLLAMA_BASE_URL: 'http://127.0.0.1:1' });
  const model = createRemote('ollama:x', vendorOf('ollama:x', config), { pauseMs: 1 });
  await assert.rejects(model.embed(['a'], question), { code: 'unreachable' });
  await assert.rejects(model.dimensions(), { code: 'unreachable' });
});
