import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Media } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { picture, storedFiles } from '../../../test/harness/uploads.ts';
import { AppError } from '../../platform/errors.ts';
import { storeMedia } from './index.ts';

const app = await startApp({ settings: { MAX_UPLOAD_BYTES: '10000' } });
const zoe = await app.signUp('zoe');
const omar = await app.signUp('omar');

test('bytes that the product made become an upload of theirs, described by the bytes', async () => {
  const { id } = await storeMedia(app.platform, {
    ownerId: zoe.user.id,
    filename: 'a/b\u202e.svg.png',
    bytes: await picture(20, 10),
  });
  const { status, body } = await zoe.call<Media>('GET', `/v1/media/${id}/info`);
  assert.equal(status, 200);
  assert.deepEqual([body.filename, body.mime, body.width, body.height], ['b.svg.png', 'image/png', 20, 10]);
  assert.equal((await omar.call('GET', `/v1/media/${id}/info`)).status, 404);
});

test('what is empty, too large or too much is refused and leaves nothing', async () => {
  const before = storedFiles(app);
  for (const [bytes, code] of [
    [Buffer.alloc(0), 'validation_failed'],
    [Buffer.alloc(10_001, 'x'), 'payload_too_large'],
  ] as const) {
    await assert.rejects(
      storeMedia(app.platform, { ownerId: zoe.user.id, filename: 'x.txt', bytes }),
      (error) => error instanceof AppError && error.code === code,
    );
  }
  assert.deepEqual(storedFiles(app), before);
});
