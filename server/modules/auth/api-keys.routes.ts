import { ApiKeyPage, CreateApiKey, CreatedApiKey, IdParams, limits, PageQuery, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { createApiKey, deleteApiKey, listApiKeys, presentApiKey } from './api-keys.ts';
import { callerOf } from './caller.ts';

const tags = ['auth'];
/** A key cannot make, list or delete keys: whoever finds one must not be able to stay. */
const config = { scope: 'login' } as const;
const Cursor = Type.Tuple([Uuid]);

/** Routes about personal API keys. */
export function registerApiKeyRoutes(http: Http, platform: Platform): void {
  http.get(
    '/v1/keys',
    {
      config,
      schema: {
        tags,
        operationId: 'listApiKeys',
        summary: 'List your API keys, newest first, without their secrets',
        querystring: PageQuery,
        response: { 200: ApiKeyPage },
      },
    },
    async ({ actor, query: { cursor, limit = limits.pageDefault } }) => {
      const before = cursor ? decodeCursor(cursor, Cursor)[0] : undefined;
      const rows = await listApiKeys(platform.db, { userId: actor.userId, before, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items: items.map(presentApiKey), next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.post(
    '/v1/keys',
    {
      config,
      schema: {
        tags,
        operationId: 'createApiKey',
        summary: 'Make an API key; it is shown this once',
        body: CreateApiKey,
        response: { 201: CreatedApiKey },
      },
    },
    async (request, reply) => {
      const created = await createApiKey(platform, request.actor, request.body, callerOf(request));
      return reply.status(201).header('cache-control', 'no-store').send(created);
    },
  );

  http.delete(
    '/v1/keys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteApiKey',
        summary: 'Delete an API key; it stops working at once',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await deleteApiKey(platform, request.actor, request.params.id, callerOf(request));
      return reply.status(204).send(null);
    },
  );
}
