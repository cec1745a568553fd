import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import type { Platform } from '../../platform/platform.ts';
import type { DocumentRow } from './documents.tables.ts';

/** Sends the file of a document as it was uploaded: only ever to be saved or read by a program, never shown as a page. */
export async function sendFile(
  { blobs }: Pick<Platform, 'blobs'>,
  reply: FastifyReply,
  { blob_key: key, mime, size, filename, sha256 }: DocumentRow,
): Promise<FastifyReply> {
  reply.headers({
    etag: `"${sha256}"`,
    'cache-control': 'private, no-cache',
    'content-type': mime,
    'content-length': size,
    'content-disposition': contentDisposition(filename, { type: 'attachment' }),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  });
  return reply.send(await blobs.get(key));
}
