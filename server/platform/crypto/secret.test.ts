import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { deriveKeys, loadSecrets, rotateSecretFile } from './index.ts';

function dataDir(t: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-secret-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

const inFile = (DATA_DIR: string) => ({ DATA_DIR, SECRET_KEY: undefined, SECRET_KEY_PREVIOUS: undefined });
const inEnvironment = (SECRET_KEY: string, SECRET_KEY_PREVIOUS?: string) => ({
  DATA_DIR: '',
  SECRET_KEY,
  SECRET_KEY_PREVIOUS,
});

test('a secret is made once, for the owner only, and read again afterwards', (t) => {
  const DATA_DIR = dataDir(t);
  const [first, ...others] = loadSecrets(inFile(DATA_DIR));
  assert.equal(others.length, 0);
  assert.ok(first.equals(loadSecrets(inFile(DATA_DIR))[0]));
  assert.equal(statSync(join(DATA_DIR, 'secret.key')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(DATA_DIR), ['secret.key']);
});

test('processes that start together agree on one secret', async (t) => {
  const DATA_DIR = dataDir(t);
  const script = `
    const { loadSecrets } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    console.log(loadSecrets({ DATA_DIR: process.argv[1] })[0].export().toString());`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, DATA_DIR]);
  const outputs = await Promise.all([run(), run(), run(), run()]);
  const secrets = new Set(outputs.map(({ stdout }) => stdout.trim()));
  assert.deepEqual([...secrets], [readFileSync(join(DATA_DIR, 'secret.key'), 'utf8').trim()]);
});

test('SECRET_KEY wins, and no file is written', (t) => {
  const DATA_DIR = dataDir(t);
  const [secret] = loadSecrets({ ...inEnvironment('k'.repeat(40)), DATA_DIR });
  assert.equal(secret.export().toString(), 'k'.repeat(40));
  assert.throws(() => readdirSync(DATA_DIR), /ENOENT/);
});

test('a damaged secret is refused instead of replaced', (t) => {
  const DATA_DIR = dataDir(t);
  loadSecrets(inFile(DATA_DIR));
  writeFileSync(join(DATA_DIR, 'secret.key'), '');
  assert.throws(() => loadSecrets(inFile(DATA_DIR)), /damaged/);
});

test('a rotation puts a new secret in front, keeps the one before, and forgets the one before that', (t) => {
  const DATA_DIR = dataDir(t);
  const [first] = loadSecrets(inFile(DATA_DIR));
  rotateSecretFile(inFile(DATA_DIR));
  const [second, previous, ...others] = loadSecrets(inFile(DATA_DIR));
  assert.ok(previous?.equals(first) && !second.equals(first) && others.length === 0);
  rotateSecretFile(inFile(DATA_DIR));
  const [third, before, ...older] = loadSecrets(inFile(DATA_DIR));
  assert.ok(before?.equals(second) && !third.equals(second) && older.length === 0);
  assert.equal(statSync(join(DATA_DIR, 'secret.key')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(DATA_DIR), ['secret.key']);
});

test('derived keys differ by purpose and by secret, and repeat', () => {
  const secrets = loadSecrets(inEnvironment('a'.repeat(32), 'b'.repeat(32)));
  const [key, previous] = deriveKeys(secrets, 'access-token', 32);
  assert.equal(key.export().length, 32);
  assert.ok(key.equals(deriveKeys(secrets, 'access-token', 32)[0]));
  assert.ok(!key.equals(deriveKeys(secrets, 'media-url', 32)[0]));
  assert.ok(previous?.equals(deriveKeys(loadSecrets(inEnvironment('b'.repeat(32))), 'access-token', 32)[0]));
  assert.ok(previous && !key.equals(previous));
});
