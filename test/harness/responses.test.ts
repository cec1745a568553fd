import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { startBareHttp } from './bare-http.ts';
import { type ResponseCheck, validateResponses } from './responses.ts';

const Cat = Type.Intersect([
  Type.Object({ name: Type.String() }),
  Type.Object({ born: Type.Union([Type.String(), Type.Null()]) }),
]);

/** Answers `answer` under a schema of cats and returns what the check found. */
async function check(answer: unknown, status = 200): Promise<string[]> {
  let found: ResponseCheck | undefined;
  const http = await startBareHttp({}, (app) => {
    found = validateResponses(app);
    app.get(
      '/cats',
      { config: { public: true }, schema: { response: { 200: Type.Object({ items: Type.Array(Cat) }) } } },
      (_, reply) => {
        reply
          .status(status as 200)
          .type('application/json')
          .send(answer as never);
      },
    );
  });
  await http.inject({ url: '/cats' });
  assert.ok(found);
  return found.mismatches;
}

test('an answer as declared is fine', async () => {
  assert.deepEqual(await check({ items: [{ name: 'Mijó', born: null }] }), []);
});

test('a missing, a wrong and an undeclared field and status are found', async () => {
  assert.match(String(await check({ items: [{ name: 'Mijó' }] })), /required property 'born'/);
  assert.match(String(await check({ items: [{ name: 7, born: null }] })), /must be string/);
  assert.match(String(await check({ items: [{ name: 'Mijó', born: null, secret: 1 }] })), /unevaluated properties/);
  assert.match(String(await check({ items: [] }, 202)), /202 is not declared/);
});
