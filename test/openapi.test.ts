import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startApp } from './harness/index.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, { description: string; content?: unknown }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string }[];
}

const app = await startApp();
const { body: document } = await app.call<Document>('GET', '/openapi.json');
const routes = listRoutes(app.http.printRoutes({ commonPrefix: false }));

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );

test('the document validates', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  assert.ok(valid, JSON.stringify(errors));
});

test('every route of the API is in it, and nothing else', () => {
  assert.ok(routes.includes('GET /v1/users/{id}'));
  const isApi = (route: string) => /^\w+ \/(?:v\d|openai|health|ready|metrics)/.test(route);
  assert.deepEqual(
    operations()
      .map(({ name }) => name)
      .sort(),
    routes.filter(isApi).sort(),
  );
});

test('every operation has a unique id, a summary, a described tag and a described success', () => {
  const known = new Set(document.tags.map(({ name }) => name));
  const seen = new Set<string>();
  for (const { name, operation } of operations()) {
    assert.match(operation.operationId ?? '', /^[a-z][A-Za-z0-9]+$/, `${name} has no operationId`);
    assert.ok(!seen.has(operation.operationId ?? ''), `${name}: the operationId ${operation.operationId} is taken`);
    seen.add(operation.operationId ?? '');
    assert.ok(operation.summary, `${name} has no summary`);
    assert.ok(operation.tags?.length === 1 && known.has(operation.tags[0] ?? ''), `${name} has no described tag`);
    const success = Object.entries(operation.responses).filter(([status]) => status < '400');
    assert.ok(success.length > 0, `${name} declares no success`);
    for (const [status, { content }] of success) {
      assert.ok(content || ['204', '302', '304'].includes(status), `${name} declares no schema for ${status}`);
    }
    assert.ok(operation.responses['500'] && operation.responses['503'], `${name} declares no faults`);
  }
});

/** `GET /v1/users/{id}` for each line of Fastify's tree of routes, whose indentation is the nesting. */
function listRoutes(tree: string): string[] {
  const parents: string[] = [];
  const found: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', segment = '', methods] = /^([│ ]*)[├└]── (\S*)(?: \((.+)\))?$/.exec(line) ?? [];
    if (!segment) continue;
    const depth = indent.length / 4;
    parents.splice(depth, parents.length, segment);
    const path = parents.join('').replace(/:(\w+)/g, '{$1}');
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') found.push(`${method} ${path}`);
  }
  return found;
}
