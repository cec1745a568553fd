import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { deriveKey, loadSecret } from './index.ts';

function dataDir(t: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-secret-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

test('a secret is made once, for the owner only, and read again afterwards', (t) => {
  const DATA_DIR = dataDir(t);
  const first = loadSecret({ DATA_DIR, SECRET_KEY: undefined });
  const second = loadSecret({ DATA_DIR, SECRET_KEY: undefined });
  assert.ok(first.equals(second));
  assert.equal(statSync(join(DATA_DIR, 'secret.key')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(DATA_DIR), ['secret.key']);
});

test('processes that start together agree on one secret', async (t) => {
  const DATA_DIR = dataDir(t);
  const script = `
    const { loadSecret } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    console.log(loadSecret({ DATA_DIR: process.argv[1] }).export().toString());`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, DATA_DIR]);
  const outputs = await Promise.all([run(), run(), run(), run()]);
  const secrets = new Set(outputs.map(({ stdout }) => stdout.trim()));
  assert.deepEqual([...secrets], [readFileSync(join(DATA_DIR, 'secret.key'), 'utf8').trim()]);
});

test('SECRET_KEY wins, and no file is written', (t) => {
  const DATA_DIR = dataDir(t);
  const secret = loadSecret({ DATA_DIR, SECRET_KEY: 'k'.repeat(40) });
  assert.equal(secret.export().toString(), 'k'.repeat(40));
  assert.throws(() => readdirSync(DATA_DIR), /ENOENT/);
});

test('a damaged secret is refused instead of replaced', (t) => {
  const DATA_DIR = dataDir(t);
  loadSecret({ DATA_DIR, SECRET_KEY: undefined });
  writeFileSync(join(DATA_DIR, 'secret.key'), '');
  assert.throws(() => loadSecret({ DATA_DIR, SECRET_KEY: undefined }), /damaged/);
});

test('derived keys differ by purpose and by secret, and repeat', () => {
  const secret = loadSecret({ DATA_DIR: '', SECRET_KEY: 'a'.repeat(32) });
  const other = loadSecret({ DATA_DIR: '', SECRET_KEY: 'b'.repeat(32) });
  const key = deriveKey(secret, 'access-token', 32);
  assert.equal(key.export().length, 32);
  assert.ok(key.equals(deriveKey(secret, 'access-token', 32)));
  assert.ok(!key.equals(deriveKey(secret, 'media-url', 32)));
  assert.ok(!key.equals(deriveKey(other, 'access-token', 32)));
});
