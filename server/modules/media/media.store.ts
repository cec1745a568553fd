import type { Platform } from '../../platform/platform.ts';
import { assertMayUpload, discardFile, recordUpload, stageFile } from './media.upload.ts';
import { streamOf } from './thumbnail.ts';

/**
 * Keeps bytes that the product made, such as a picture of a chart, as an upload of someone. Throws as an upload does: `payload_too_large`,
 * `validation_failed` (empty), `conflict` (too much that no message carries).
 */
export async function storeMedia(
  platform: Pick<Platform, 'config' | 'db' | 'blobs' | 'logger' | 'now'>,
  { ownerId, filename, bytes }: { ownerId: string; filename: string; bytes: Uint8Array },
): Promise<{ id: string }> {
  await assertMayUpload(platform, ownerId);
  const staged = await stageFile(platform, { filename, stream: streamOf(Buffer.from(bytes)) });
  try {
    const { id } = await recordUpload(platform, ownerId, staged);
    return { id };
  } catch (error) {
    await discardFile(platform, staged);
    throw error;
  }
}
