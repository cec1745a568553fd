import { Readable } from 'node:stream';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import type { Blobs, ByteRange } from '../../platform/blobs/index.ts';
import { AppError } from '../../platform/errors.ts';

/** Bytes and what the answer says about them. */
interface Servable {
  key: string;
  /** In bytes; undefined for thumbnails, which are small and sent whole. */
  size: number | undefined;
  mime: string;
  filename: string;
  /** Without quotes; the same bytes always have the same. */
  etag: string;
  cacheControl: string;
}

/** Types that browsers show without running anything. Everything else, HTML and SVG above all, is only ever downloaded. */
const inlineTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'application/pdf',
  'text/plain',
]);

/** Streams bytes: whole, one range of them (206), or not at all (304). Throws `range_not_satisfiable`, `not_found`. */
export async function sendBytes(
  blobs: Blobs,
  request: FastifyRequest,
  reply: FastifyReply,
  { key, size, mime, filename, etag, cacheControl }: Servable,
): Promise<FastifyReply> {
  reply.headers({ etag: `"${etag}"`, 'cache-control': cacheControl, vary: 'authorization' });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  reply.headers({
    'content-type': mime.startsWith('text/') ? `${mime}; charset=utf-8` : mime,
    'content-disposition': contentDisposition(filename, { type: inlineTypes.has(mime) ? 'inline' : 'attachment' }),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  });
  if (size === undefined) return reply.send(await open(blobs, request, key));
  const range = askedRange(request, etag, size);
  reply.header('accept-ranges', 'bytes').header('content-length', range ? range.end - range.start + 1 : size);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  return reply.send(await open(blobs, request, key, range));
}

/** A HEAD answer has no body, so nothing is read for it. */
function open(blobs: Blobs, { method }: FastifyRequest, key: string, range?: ByteRange): Promise<Readable> {
  return method === 'HEAD' ? Promise.resolve(Readable.from([])) : blobs.get(key, range);
}

/** Whether the browser has these bytes already (RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes('*') || known.includes(`"${etag}"`);
}

/**
 * The single range that is asked for. Whoever asks for several, or for the rest of other bytes (If-Range), gets the whole: RFC 9110
 * leaves that to the server.
 */
function askedRange({ method, headers }: FastifyRequest, etag: string, size: number): Required<ByteRange> | undefined {
  const ifRange = headers['if-range'];
  if (headers.range === undefined || method !== 'GET') return undefined;
  if (ifRange !== undefined && ifRange !== `"${etag}"`) return undefined;
  const ranges = parseRange(size, headers.range);
  if (ranges === -2 || (ranges !== -1 && (ranges.type !== 'bytes' || ranges.length > 1))) return undefined;
  if (ranges !== -1) return ranges[0];
  // A suffix longer than the file means all of it; range-parser calls that unsatisfiable.
  if (/^bytes=-\d*[1-9]\d*$/.test(headers.range)) return { start: 0, end: size - 1 };
  throw new AppError('range_not_satisfiable', `The file holds ${size} bytes.`, {
    headers: { 'content-range': `bytes */${size}` },
  });
}
