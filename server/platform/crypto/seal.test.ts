import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSealer, loadSecrets, SealError } from './index.ts';

const secrets = (SECRET_KEY: string, SECRET_KEY_PREVIOUS?: string) =>
  loadSecrets({ DATA_DIR: '', SECRET_KEY, SECRET_KEY_PREVIOUS });
const [old, next] = ['o'.repeat(40), 'n'.repeat(40)];
const text = 'pässword 🔑 with "quotes"';

test('what is sealed opens again, and shows nothing of itself', () => {
  const sealer = createSealer(secrets(old), 'connection-password');
  const sealed = sealer.seal(text, 'row-1');
  assert.equal(sealer.open(sealed, 'row-1'), text);
  assert.ok(!sealed.includes('password') && !Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes('word'));
  assert.notEqual(sealer.seal(text, 'row-1'), sealed);
  assert.equal(sealer.open(sealer.seal('', 'row-1'), 'row-1'), '');
});

test('it opens only for its row and its purpose, and only unchanged', () => {
  const sealer = createSealer(secrets(old), 'connection-password');
  const sealed = sealer.seal(text, 'row-1');
  assert.throws(() => sealer.open(sealed, 'row-2'), SealError);
  assert.throws(() => createSealer(secrets(old), 'tool-key').open(sealed, 'row-1'), SealError);
  const [version, id, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  for (const at of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => sealer.open(`${version}.${id}.${changed.toString('base64url')}`, 'row-1'), SealError);
  }
  for (const nonsense of ['', 'v1', `v1.${id}.`, `v1.${id}.AAAA`, `v2.${id}.${body}`, text]) {
    assert.throws(() => sealer.open(nonsense, 'row-1'), SealError, nonsense);
  }
});

test('a new secret opens what the one before sealed, and tells that it should be sealed anew', () => {
  const sealed = createSealer(secrets(old), 'p').seal(text, 'row-1');
  const rotated = createSealer(secrets(next, old), 'p');
  assert.equal(rotated.open(sealed, 'row-1'), text);
  assert.equal(rotated.isCurrent(sealed), false);
  const anew = rotated.seal(rotated.open(sealed, 'row-1'), 'row-1');
  assert.equal(rotated.isCurrent(anew), true);
  assert.equal(createSealer(secrets(next), 'p').open(anew, 'row-1'), text);
});

test('what a forgotten secret sealed stays closed, and the error says what may be missing', () => {
  const sealed = createSealer(secrets(old), 'p').seal(text, 'row-1');
  assert.throws(() => createSealer(secrets(next), 'p').open(sealed, 'row-1'), /SECRET_KEY_PREVIOUS/);
});
