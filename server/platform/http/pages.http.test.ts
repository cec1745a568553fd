import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApp } from '../../../test/harness/index.ts';

test('the web app: one page for every path of its own, its files compressed, nothing beside them', async () => {
  const app = await startApp();
  const page = await app.call<string>('GET', '/');
  assert.equal(page.status, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  for (const path of ['/app', '/app/login', '/app/c/01a1fcb4-0fa3-74b8-9471-9bb9cc65098b?at=3']) {
    assert.equal((await app.call<string>('GET', path)).body, page.body, path);
  }
  const script = /\/app\/assets\/[\w.-]+\.js/.exec(page.body)?.[0];
  assert.ok(script, 'the page loads a script');
  const file = await app.call('GET', script, undefined, { 'accept-encoding': 'br' });
  assert.equal(file.status, 200);
  assert.equal(file.headers['content-encoding'], 'br');
  assert.match(String(file.headers['cache-control']), /immutable/);
  for (const path of ['/app/assets/none.js', '/app/%2e%2e/index.html', '/app/..%2f..%2fpackage.json', '/app/.stamp']) {
    assert.notEqual((await app.call('GET', path)).status, 500, path);
    assert.ok(!String((await app.call<string>('GET', path)).body).includes('"version"'), path);
  }
});
