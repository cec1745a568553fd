import type { Readable } from 'node:stream';
import type { Platform } from '../../platform/platform.ts';
import { accessMedia } from './media.access.ts';

/** Opens an upload for another module, if the reader may read it; whoever doesn't read to the end destroys the stream. Throws `not_found`. */
export async function openUpload(
  { db, blobs }: Pick<Platform, 'db' | 'blobs'>,
  reader: { userId: string },
  id: string,
): Promise<{ filename: string; size: number; stream: Readable }> {
  const { filename, size, blob_key: key } = await accessMedia(db, reader, id);
  return { filename, size, stream: await blobs.get(key) };
}
