import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Logger } from 'pino';
import sharp from 'sharp';

/** What an image looks like: pixels as shown, and a small picture of it. */
export interface ImageFacts {
  width: number;
  height: number;
  /** WebP, at most 640 pixels in either direction, turned upright, without the metadata of the original. */
  thumbnail: Buffer;
}

const pictured = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
const edge = 640;
/** A small file can unfold to any size in memory: 50 megapixels take about 200 MB. */
const maxPixels = 50_000_000;
const maxBytes = 64 * 1024 * 1024;
const timeoutSeconds = 10;

// libvips guesses formats by itself, and knows many more than it should be given: SVG and PDF among them.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Png', 'Jpeg', 'Nsgif', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}`),
});
sharp.concurrency(1);
sharp.cache(false);

let last: Promise<unknown> = Promise.resolve();

/**
 * Reads an image and makes its thumbnail on libvips' threads, one image at a time so that memory stays bounded. Undefined for
 * what is no picture, is too large or is broken: that is no reason to refuse an upload.
 */
export function readImage(
  logger: Logger,
  { mime, size, open }: { mime: string; size: number; open: () => Promise<Readable> },
): Promise<ImageFacts | undefined> {
  if (!pictured.has(mime) || size > maxBytes) return Promise.resolve(undefined);
  const turn = last.then(async () => {
    // Outside the catch below: a storage that fails is not a broken image.
    const bytes = await buffer(await open());
    try {
      return await render(bytes);
    } catch (error) {
      logger.debug({ err: error, mime, size }, 'no thumbnail');
      return undefined;
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}

async function render(bytes: Buffer): Promise<ImageFacts> {
  const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', autoOrient: true });
  const { autoOrient } = await image.metadata();
  const thumbnail = await image
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .timeout({ seconds: timeoutSeconds })
    .toBuffer();
  return { width: autoOrient.width, height: autoOrient.height, thumbnail };
}

/** The thumbnail as a stream, as blobs take it. */
export const streamOf = (bytes: Buffer): Readable => Readable.from([bytes], { objectMode: false });
