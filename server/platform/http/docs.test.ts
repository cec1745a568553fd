import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ContentDraft,
  Message,
  MessageHitPage,
  PostMessage,
  Preferences,
  SearchQuery,
  UpdateProfile,
} from '@parlance/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Type } from 'typebox';
import { startBareHttp } from '../../../test/harness/bare-http.ts';
import type { Http } from './types.ts';

interface Operation {
  summary?: string;
  security?: unknown;
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/** These routes are only described. */
const unasked = () => Promise.reject(new Error('nobody asks'));

const routes = (http: Http): void => {
  http.post(
    '/v1/things/:id',
    {
      schema: {
        tags: ['messages'],
        operationId: 'postThing',
        summary: 'Post a thing',
        params: Type.Object({ id: Type.String() }),
        body: PostMessage,
        response: { 201: Message },
      },
    },
    unasked,
  );
  http.get(
    '/v1/things',
    {
      config: { public: true, limit: 'none' },
      schema: {
        tags: ['messages'],
        operationId: 'findThings',
        summary: 'Find things',
        querystring: SearchQuery,
        response: { 200: Type.Union([MessageHitPage, ContentDraft, Preferences, UpdateProfile]) },
      },
    },
    unasked,
  );
};

const fetchDocument = async () => {
  const http = await startBareHttp({}, routes);
  const { statusCode, body } = await http.inject({ url: '/openapi.json' });
  assert.equal(statusCode, 200);
  return { http, document: JSON.parse(body) as Document };
};

test('the document is valid OpenAPI 3.1 with unions, literals and nullable fields as JSON Schema', async () => {
  const { document } = await fetchDocument();
  assert.equal(document.openapi, '3.1.0');
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  assert.ok(valid, JSON.stringify(errors));
  const schema = JSON.stringify(document.paths['/v1/things']?.get?.responses['200']);
  assert.match(schema, /"const":"dark"/);
  assert.match(schema, /\{"type":"null"\}/);
});

test('each route says which errors it can answer, all with the one envelope', async () => {
  const { document } = await fetchDocument();
  const post = document.paths['/v1/things/{id}']?.post;
  const statuses = Object.keys(post?.responses ?? {});
  assert.deepEqual(statuses, '201 400 401 403 404 409 413 415 422 429 500 503'.split(' '));
  assert.deepEqual(post?.responses['404']?.content?.['application/json']?.schema, {
    $ref: '#/components/schemas/Error',
  });
  assert.match(post?.responses['429']?.description ?? '', /Retry-After/);
  assert.deepEqual(post?.security, [{ bearer: [] }]);
  const get = document.paths['/v1/things']?.get;
  assert.deepEqual(Object.keys(get?.responses ?? {}), '200 400 422 500 503'.split(' '));
  assert.equal(get?.security, undefined);
  assert.deepEqual(
    get?.parameters?.map(({ name, required }) => [name, required]),
    [
      ['limit', false],
      ['cursor', false],
      ['query', true],
    ],
  );
});

test('Swagger UI and ReDoc are served from here, without a token, and list no routes of their own', async () => {
  const { http, document } = await fetchDocument();
  assert.deepEqual(Object.keys(document.paths), ['/v1/things/{id}', '/v1/things']);
  for (const url of ['/docs', '/docs/static/swagger-ui-bundle.js', '/redoc', '/redoc/redoc.js']) {
    const { statusCode, headers, body } = await http.inject({ url });
    assert.equal(statusCode, 200, url);
    assert.equal(headers['ratelimit-limit'], undefined);
    if (String(headers['content-type']).startsWith('text/html')) assert.doesNotMatch(body, /https?:\/\//);
  }
  const { headers } = await http.inject({ url: '/redoc' });
  assert.match(String(headers['content-security-policy']), /worker-src 'self' blob:/);
});
