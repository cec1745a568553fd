import { IdParams } from '@parlance/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../platform/errors.ts';
import { bearerToken } from '../../platform/http/server.ts';
import type { Authenticate, Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { accessMedia } from './media.access.ts';
import { mediaNotFound } from './media.errors.ts';
import { findMedia } from './media.queries.ts';
import type { SignatureQuery, UrlSigner, Variant } from './media.signatures.ts';
import type { MediaRow } from './media.tables.ts';
import { sendBytes } from './send-bytes.ts';

interface DownloadOptions {
  authenticate: Authenticate;
  signer: UrlSigner;
}

const Signature = Type.Object({
  expires: Type.Optional(Type.String({ maxLength: 20, description: 'From `url` or `thumbnail_url`.' })),
  sig: Type.Optional(Type.String({ maxLength: 200, description: 'From `url` or `thumbnail_url`.' })),
});

const bytes = (description: string) => ({
  description,
  content: { '*/*': { schema: Type.String({ format: 'binary' }) } },
});
const unchanged = { description: 'The bytes are the ones you have.', type: 'null' };
const refused = { 401: {}, 403: {} };

/** The routes that answer with bytes. They take a bearer token or a signed address, and so see to both themselves. */
export function registerDownloads(http: Http, platform: Platform, options: DownloadOptions): void {
  const { db, blobs } = platform;
  const admit = createGate({ db, ...options });
  const schema = { tags: ['media'], params: IdParams, querystring: Signature };

  http.get(
    '/v1/media/:id',
    {
      config: { public: true },
      schema: {
        ...schema,
        operationId: 'downloadMedia',
        summary: 'Get the bytes of a file, with a token or by its signed address',
        response: { 200: bytes('The file'), 206: bytes('A range of it'), 304: unchanged, ...refused, 416: {} },
      },
    },
    async (request, reply) => {
      const { row, cacheControl } = await admit(request, 'original', request.params.id, request.query);
      const { blob_key: key, size, mime, filename, sha256: etag } = row;
      return sendBytes(blobs, request, reply, { key, size, mime, filename, etag, cacheControl });
    },
  );

  http.get(
    '/v1/media/:id/thumbnail',
    {
      config: { public: true },
      schema: {
        ...schema,
        operationId: 'downloadThumbnail',
        summary: 'Get a small picture of an image, with a token or by its signed address',
        response: { 200: bytes('WebP, at most 640 pixels in either direction'), 304: unchanged, ...refused },
      },
    },
    async (request, reply) => {
      const { row, cacheControl } = await admit(request, 'thumbnail', request.params.id, request.query);
      if (!row.thumbnail_key) throw new AppError('not_found', 'This file has no thumbnail.');
      return sendBytes(blobs, request, reply, {
        key: row.thumbnail_key,
        size: undefined,
        mime: 'image/webp',
        filename: 'thumbnail.webp',
        etag: `${row.sha256}-thumbnail`,
        cacheControl,
      });
    },
  );
}

interface Admitted {
  row: MediaRow;
  cacheControl: string;
}

type Gate = (request: FastifyRequest, variant: Variant, id: string, query: SignatureQuery) => Promise<Admitted>;

/**
 * Decides who gets the bytes. A token asks who its owner is now, so that the browser has to ask again each time; a signed address
 * is its own proof until it ends, and is kept until then.
 */
function createGate({ db, authenticate, signer }: DownloadOptions & Pick<Platform, 'db'>): Gate {
  return async (request, variant, rawId, query) => {
    const id = rawId.toLowerCase();
    if (request.headers.authorization !== undefined || query.sig === undefined) {
      request.actor = await authenticate(bearerToken(request));
      return { row: await accessMedia(db, request.actor, id), cacheControl: 'private, no-cache' };
    }
    const secondsLeft = signer.verify(id, variant, query);
    const row = await findMedia(db, id);
    if (!row) throw mediaNotFound();
    return { row, cacheControl: `private, max-age=${secondsLeft}, immutable` };
  };
}
