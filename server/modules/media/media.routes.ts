import multipart from '@fastify/multipart';
import { IdParams, limits, Media, MediaPage, PageQuery, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Authenticate, Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { accessMedia } from './media.access.ts';
import { registerDownloads } from './media.downloads.ts';
import { presentMedia } from './media.present.ts';
import { listMedia } from './media.queries.ts';
import { deleteMedia } from './media.removal.ts';
import { createUrlSigner, type UrlSigner } from './media.signatures.ts';
import { createReceiver, notMultipart } from './receive-upload.ts';

const tags = ['media'];
const ListCursor = Type.Tuple([Uuid]);

/** Uploads, and everything one can do with them. */
export async function registerMediaRoutes(
  http: Http,
  platform: Platform,
  { authenticate }: { authenticate: Authenticate },
): Promise<void> {
  const signer = createUrlSigner(platform);
  await http.register(async (scope) => registerUpload(scope as Http, platform, signer));
  registerOwn(http, platform, signer);
  registerDownloads(http, platform, { authenticate, signer });
}

/** In a scope of its own: nothing but an upload takes multipart, and an upload takes nothing else. */
async function registerUpload(http: Http, platform: Platform, signer: UrlSigner): Promise<void> {
  const receive = createReceiver(platform);
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', (_request, _payload, done) => done(notMultipart()));
  await http.register(multipart);
  http.post(
    '/v1/media',
    {
      schema: {
        tags,
        operationId: 'uploadMedia',
        summary: 'Upload a file',
        consumes: ['multipart/form-data'],
        body: Type.Object({ file: Type.String({ format: 'binary' }) }),
        response: { 201: Media },
      },
      // The schema is for the documentation: the body is read as it arrives, never as a whole.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const row = await receive(request);
      return reply.code(201).send(presentMedia(signer, row));
    },
  );
}

function registerOwn(http: Http, platform: Platform, signer: UrlSigner): void {
  const { db } = platform;

  http.get(
    '/v1/media',
    {
      schema: {
        tags,
        operationId: 'listMedia',
        summary: 'List own uploads, newest first',
        querystring: PageQuery,
        response: { 200: MediaPage },
      },
    },
    async ({ actor, query: { cursor, limit = limits.pageDefault } }) => {
      const [beforeId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const rows = await listMedia(db, actor.userId, { beforeId, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map((row) => presentMedia(signer, row)),
        next_cursor: last ? encodeCursor([last.id]) : null,
      };
    },
  );

  http.get(
    '/v1/media/:id/info',
    {
      schema: {
        tags,
        operationId: 'getMedia',
        summary: 'Describe a file, with fresh signed addresses',
        params: IdParams,
        response: { 200: Media },
      },
    },
    async ({ actor, params }) => presentMedia(signer, await accessMedia(db, actor, params.id)),
  );

  http.delete(
    '/v1/media/:id',
    {
      schema: {
        tags,
        operationId: 'deleteMedia',
        summary: 'Delete an own upload that no message carries',
        params: IdParams,
        response: { 204: Type.Null(), 409: {} },
      },
    },
    async ({ actor, params }, reply) => {
      await deleteMedia(platform, actor, params.id);
      return reply.code(204).send(null);
    },
  );
}
