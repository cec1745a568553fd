import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBareHttp } from '../../../test/harness/bare-http.ts';

/** How a route is answered that fails like this. */
async function answerTo(failure: object): Promise<{ status: number; error: string; detail: string }> {
  const http = await startBareHttp({}, (app) => {
    app.get('/fails', { config: { public: true } }, async () => {
      throw Object.assign(new Error('canceling statement'), failure);
    });
  });
  const response = await http.inject({ url: '/fails' });
  const { error, detail } = response.json<{ error: string; detail: string }>();
  return { status: response.statusCode, error, detail };
}

test('a database that is away, busy or out of time is a 503 that names it', async () => {
  const failures = ['08006', '40P01', '53300', '57P01', '57014', '25P03'].map((code) => ({ code }));
  for (const failure of [...failures, { code: 'ECONNREFUSED', syscall: 'connect' }]) {
    const { status, error, detail } = await answerTo(failure);
    assert.deepEqual([status, error], [503, 'unavailable'], failure.code);
    assert.match(detail, /^database:/);
  }
});

test('any other fault is a 500 that gives nothing away', async () => {
  for (const failure of [{}, { code: '22021' }, { code: '23505', constraint: 'messages_key' }, { statusCode: 500 }]) {
    const { status, error, detail } = await answerTo(failure);
    assert.deepEqual([status, error], [500, 'internal_error']);
    assert.doesNotMatch(detail, /canceling|messages_key/);
  }
});
