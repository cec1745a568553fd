import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { as, startBareHttp } from '../../../test/harness/bare-http.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-request-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('each answered request is one line with its route, status, time and user, and nothing it carried', async () => {
  const LOG_FILE = join(folder, 'log.json');
  const http = await startBareHttp({ LOG_LEVEL: 'info', LOG_FILE }, (app) => {
    app.post('/v1/things/:id', async () => ({ text: 'geheim' }));
    app.get('/v1/broken', { config: { public: true } }, async () => {
      throw new Error('boom');
    });
  });
  const payload = { text: 'geheim' };
  const headers = { ...as('ada'), 'x-request-id': 'trace-1' };
  await http.inject({ method: 'POST', url: '/v1/things/42?token=geheim', payload, headers });
  await http.inject({ url: '/nowhere/geheim' });
  await http.inject({ url: '/v1/broken' });
  const text = readFileSync(LOG_FILE, 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = lines.filter((line) => line.msg === 'request');
  assert.equal(requests.length, 3);
  const { time, level, ms, ...first } = requests[0] ?? {};
  assert.deepEqual(first, {
    request_id: 'trace-1',
    method: 'POST',
    route: '/v1/things/:id',
    status: 200,
    user_id: 'ada',
    msg: 'request',
  });
  assert.equal(typeof ms, 'number');
  assert.equal(requests[1]?.route, 'unknown');
  assert.equal(requests[2]?.status, 500);
  assert.match(String(lines.find((line) => line.msg === 'unexpected error')?.request_id), /^[\w-]{36}$/);
  assert.doesNotMatch(text, /geheim|token-of/);
});
