import { InsightStats, limits, PageQuery, TableInsight, TableInsights, UpdateInsight, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursors.ts';
import type { Http } from '../../../platform/http/types.ts';
import { accessConnection } from '../connections.access.ts';
import type { ConnectionsContext } from '../context.ts';
import { countInsights, listInsights } from './insights.queries.ts';
import { updateInsight } from './update-insight.ts';

const tags = ['connections'];
const ConnectionParams = Type.Object({ connection_id: Uuid });
const InsightParams = Type.Object({ connection_id: Uuid, id: Uuid });
const ListCursor = Type.Tuple([Uuid]);

/** What is known about a connected database, for owners and viewers. */
export function registerInsightRoutes(http: Http, ctx: ConnectionsContext): void {
  http.get(
    '/v1/intelligence/:connection_id/insights',
    {
      schema: {
        tags,
        operationId: 'listInsights',
        summary: 'What is known about each table',
        params: ConnectionParams,
        querystring: PageQuery,
        response: { 200: TableInsights },
      },
    },
    async ({ actor, params: { connection_id: id }, query: { cursor, limit = limits.pageDefault } }) => {
      await accessConnection(ctx.db, actor, id, 'view');
      const [afterId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const rows = await listInsights(ctx, id, { afterId, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page, next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.get(
    '/v1/intelligence/:connection_id/stats',
    {
      schema: {
        tags,
        operationId: 'getInsightStats',
        summary: 'How much is known',
        params: ConnectionParams,
        response: { 200: InsightStats },
      },
    },
    async ({ actor, params }) =>
      countInsights(ctx, await accessConnection(ctx.db, actor, params.connection_id, 'view')),
  );

  http.put(
    '/v1/intelligence/:connection_id/insights/:id',
    {
      schema: {
        tags,
        operationId: 'updateInsight',
        summary: 'Describe a table: words people use for it, joins, measures, what is hidden',
        params: InsightParams,
        body: UpdateInsight,
        response: { 200: TableInsight },
      },
    },
    ({ actor, params: { connection_id, id }, body }) =>
      updateInsight(ctx, actor, { connectionId: connection_id, tableId: id }, body),
  );
}
