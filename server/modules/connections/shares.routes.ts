import {
  ConnectionShare,
  ConnectionSharePage,
  CreateConnectionShare,
  IdParams,
  limits,
  PageQuery,
  Uuid,
} from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import { accessConnection } from './connections.access.ts';
import type { ConnectionsContext } from './context.ts';
import { listShares, shareConnection, unshareConnection } from './shares.actions.ts';

const tags = ['connections'];
const ListCursor = Type.Tuple([Uuid]);
const ShareParams = Type.Object({ id: Uuid, user_id: Uuid });

/** With whom a connection is shared. */
export function registerShareRoutes(http: Http, ctx: ConnectionsContext): void {
  http.get(
    '/v1/connections/:id/shares',
    {
      schema: {
        tags,
        operationId: 'listConnectionShares',
        summary: 'With whom a connection is shared',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: ConnectionSharePage },
      },
    },
    async ({ actor, params: { id }, query: { cursor, limit = limits.pageDefault } }) => {
      await accessConnection(ctx.db, actor, id, 'owner');
      const [afterId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const rows = await listShares(ctx.db, id, { afterId, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page, next_cursor: last ? encodeCursor([last.user_id]) : null };
    },
  );

  http.post(
    '/v1/connections/:id/shares',
    {
      schema: {
        tags,
        operationId: 'shareConnection',
        summary: 'Share a connection, or change what somebody may do with it',
        params: IdParams,
        body: CreateConnectionShare,
        response: { 201: ConnectionShare },
      },
    },
    async ({ actor, params, body }, reply) => reply.code(201).send(await shareConnection(ctx, actor, params.id, body)),
  );

  http.delete(
    '/v1/connections/:id/shares/:user_id',
    {
      schema: {
        tags,
        operationId: 'unshareConnection',
        summary: 'Take a share back, or give up your own',
        params: ShareParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await unshareConnection(ctx, actor, params.id, params.user_id);
      return reply.code(204).send(null);
    },
  );
}
