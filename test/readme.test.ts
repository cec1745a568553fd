import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startApp } from './harness/index.ts';

const run = promisify(execFile);
const hasTools = await run('sh', ['-c', 'command -v bash && command -v curl']).then(
  () => true,
  () => false,
);

test("the README's tour works as printed", { skip: !hasTools && 'the tour needs bash and curl' }, async () => {
  const app = await startApp();
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const tour = [...readme.matchAll(/```sh\n(.*?)```/gs)]
    .map(([, block]) => block)
    .find((block) => block?.startsWith('API='));
  assert.ok(tour, 'README.md has a block that starts with API=');
  const script = tour.replace('http://localhost:8000', app.url);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script]);
  const lines = stdout.trim().split('\n');
  assert.deepEqual(lines.slice(0, 4), ['201', '200', '1', 'Hi @ben, shall we meet at the café?']);
  assert.match(lines[4] ?? '', /"last_read_seq":2,"unread_count":0/);
  assert.deepEqual(lines.slice(5), ['1 conversation-created', '2 message-created']);
});
