import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { blobKey } from './blobs.ts';
import { openDiskBlobs } from './disk.ts';

const root = mkdtempSync(join(tmpdir(), 'parlance-blobs-'));
after(() => rmSync(root, { recursive: true, force: true }));
const blobs = openDiskBlobs(root);
const maxBytes = 1_000;

const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const keysOf = (keys: AsyncIterable<string>): Promise<string[]> => Readable.from(keys).toArray();
const store = (content: string) => {
  const key = blobKey('uploads', newId());
  return blobs.put(key, Readable.from([Buffer.from(content)]), { maxBytes }).then((stored) => ({ key, ...stored }));
};

test('what was stored comes back whole and in ranges', async () => {
  const { key, size, sha256 } = await store('Grüße aus Århus');
  assert.equal(size, 18);
  assert.equal(sha256, createHash('sha256').update('Grüße aus Århus').digest('hex'));
  assert.equal(await text(await blobs.get(key)), 'Grüße aus Århus');
  assert.equal(await text(await blobs.get(key, { start: 0, end: 1 })), 'Gr');
  assert.equal(await text(await blobs.get(key, { start: 14 })), 'rhus');
  assert.equal(await blobs.exists(key), true);
});

test('exactly the limit fits, one byte more leaves nothing behind', async () => {
  assert.equal((await store('x'.repeat(maxBytes))).size, maxBytes);
  const before = filesUnder(root).length;
  await assert.rejects(
    store('x'.repeat(maxBytes + 1)),
    (error) => error instanceof AppError && error.code === 'payload_too_large',
  );
  assert.equal(filesUnder(root).length, before);
});

test('a stream that breaks leaves nothing behind and its error is told', async () => {
  const before = filesUnder(root).length;
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('the first half');
      throw new Error('connection lost');
    })(),
  );
  await assert.rejects(blobs.put(blobKey('uploads', newId()), broken, { maxBytes }), /connection lost/);
  assert.equal(filesUnder(root).length, before);
});

test('removed bytes are gone, and removing twice is no error', async () => {
  const { key } = await store('short life');
  await blobs.remove(key);
  await blobs.remove(key);
  assert.equal(await blobs.exists(key), false);
  await assert.rejects(blobs.get(key), (error) => error instanceof AppError && error.code === 'not_found');
});

test('no text but area and id is a key', async () => {
  for (const [area, id] of [
    ['uploads', '../../etc/passwd'],
    ['..', newId()],
    ['uploads/x', newId()],
    ['uploads', `${newId()}/x`],
    ['uploads', newId().toUpperCase()],
    ['', newId()],
  ] as const) {
    assert.throws(() => blobKey(area, id), /no blob key/, `${area}/${id}`);
  }
  await assert.rejects(blobs.get('uploads/../../secret.key'), /no blob key/);
});

test('the sweep takes what a crash left in the middle of an upload, and nothing else', async () => {
  const { key } = await store('finished');
  const [old, young] = [join(root, 'incoming', 'old'), join(root, 'incoming', 'young')];
  writeFileSync(old, 'half');
  writeFileSync(young, 'half');
  utimesSync(old, new Date(0), new Date(0));
  assert.equal(await blobs.sweep({ before: new Date(Date.now() - 60_000) }), 1);
  assert.deepEqual(readdirSync(join(root, 'incoming')), ['young']);
  assert.equal(await blobs.exists(key), true);
});

test('an area lists its keys by age', async () => {
  const fresh = openDiskBlobs(mkdtempSync(join(root, 'list-')));
  assert.deepEqual(await keysOf(fresh.list('uploads', { before: new Date() })), []);
  const key = blobKey('uploads', newId());
  await fresh.put(key, Readable.from(['a']), { maxBytes });
  await fresh.put(blobKey('thumbnails', newId()), Readable.from(['b']), { maxBytes });
  assert.deepEqual(await keysOf(fresh.list('uploads', { before: new Date(Date.now() + 5_000) })), [key]);
  assert.deepEqual(await keysOf(fresh.list('uploads', { before: new Date(Date.now() - 60_000) })), []);
});
