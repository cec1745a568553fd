import type { Readable } from 'node:stream';
import { blobKey } from '../../platform/blobs/index.ts';
import { transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { cleanFilename } from './filename.ts';
import { countPending, insertMedia, lockUploadsOf } from './media.queries.ts';
import type { MediaRow } from './media.tables.ts';
import { sniffType } from './sniff.ts';
import { type ImageFacts, readImage, streamOf } from './thumbnail.ts';

type UploadContext = Pick<Platform, 'config' | 'db' | 'blobs' | 'logger' | 'now'>;

/** Where bytes live; an upload and its thumbnail go by the upload's id. */
export const blobAreas = { uploads: 'uploads', thumbnails: 'thumbnails' } as const;

/** What one person may keep uploaded without sending it. */
const pendingFiles = 100;
const pendingTimesLargest = 20;

/** Bytes that are stored but belong to nobody yet: recorded or discarded next. */
export interface StagedFile {
  id: string;
  filename: string;
  size: number;
  sha256: string;
}

const keysOf = (id: string) => ({
  blob: blobKey(blobAreas.uploads, id),
  thumbnail: blobKey(blobAreas.thumbnails, id),
});

/** Stores an upload's bytes. Throws `payload_too_large`, `validation_failed` (empty), and the stream's own error. */
export async function stageFile(
  { config, blobs }: UploadContext,
  { filename, stream }: { filename: string | undefined; stream: Readable },
): Promise<StagedFile> {
  const id = newId();
  const stored = await blobs.put(keysOf(id).blob, stream, { maxBytes: config.MAX_UPLOAD_BYTES });
  const staged = { id, filename: cleanFilename(filename), ...stored };
  if (staged.size > 0) return staged;
  await discardFile({ blobs }, staged);
  throw invalidField('file', 'must not be empty');
}

/** Takes back what was stored for an upload that came to nothing. */
export async function discardFile({ blobs }: Pick<Platform, 'blobs'>, { id }: StagedFile): Promise<void> {
  const keys = keysOf(id);
  await blobs.remove(keys.blob);
  await blobs.remove(keys.thumbnail);
}

/** Makes stored bytes someone's upload: finds out what they are, makes the thumbnail. Throws `conflict` when too much is pending. */
export async function recordUpload(platform: UploadContext, ownerId: string, staged: StagedFile): Promise<MediaRow> {
  const { db, blobs, logger, now } = platform;
  const { id, filename, size, sha256 } = staged;
  const keys = keysOf(id);
  const mime = await sniffType((range) => blobs.get(keys.blob, range && { start: 0, ...range }), filename);
  const image = await readImage(logger, { mime, size, open: () => blobs.get(keys.blob) });
  if (image) await storeThumbnail(platform, keys.thumbnail, image);
  return transact(db, async (tx) => {
    await lockUploadsOf(tx, ownerId);
    assertRoom(platform, await countPending(tx, ownerId), size);
    return insertMedia(tx, {
      id,
      owner_id: ownerId,
      blob_key: keys.blob,
      filename,
      mime,
      size,
      sha256,
      width: image?.width ?? null,
      height: image?.height ?? null,
      thumbnail_key: image ? keys.thumbnail : null,
      created_at: now(),
    });
  });
}

/** Refuses before the bytes travel; `recordUpload` asks again, since uploads run side by side. Throws `conflict`. */
export async function assertMayUpload(platform: UploadContext, ownerId: string): Promise<void> {
  assertRoom(platform, await countPending(platform.db, ownerId), 1);
}

function assertRoom({ config }: UploadContext, pending: { files: number; bytes: number }, size: number): void {
  if (pending.files < pendingFiles && pending.bytes + size <= pendingTimesLargest * config.MAX_UPLOAD_BYTES) {
    return;
  }
  throw new AppError('conflict', 'You have too many uploads that no message carries: send or delete some first.');
}

async function storeThumbnail({ blobs }: UploadContext, key: string, { thumbnail }: ImageFacts): Promise<void> {
  await blobs.put(key, streamOf(thumbnail), { maxBytes: thumbnail.length });
}
