import { IdParams, limits, PageQuery, type SqlHistoryEntry, SqlHistoryPage, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import { accessConnection } from '../connections/index.ts';
import type { AskContext } from './context.ts';

const ListCursor = Type.Tuple([Uuid]);

/** What was run against a database: owners see everybody's statements, others their own. */
export function registerSqlHistory(http: Http, { db }: AskContext): void {
  http.get(
    '/v1/system/connections/:id/sql-history',
    {
      schema: {
        tags: ['ask-db'],
        operationId: 'listSqlHistory',
        summary: 'Statements that were run, newest first: who, when, how long, how many rows',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: SqlHistoryPage },
      },
    },
    async ({ actor, params, query: { cursor, limit = limits.pageDefault } }) => {
      const { id, permission } = await accessConnection(db, actor, params.id, 'chat');
      let query = db
        .selectFrom('sql_history as h')
        .leftJoin('users as u', 'u.id', 'h.user_id')
        .selectAll('h')
        .select('u.username')
        .where('h.connection_id', '=', id);
      if (permission !== 'owner') query = query.where('h.user_id', '=', actor.userId);
      if (cursor) query = query.where('h.id', '<', decodeCursor(cursor, ListCursor)[0]);
      const rows = await query
        .orderBy('h.id', 'desc')
        .limit(limit + 1)
        .execute();
      const items: SqlHistoryEntry[] = rows.slice(0, limit).map((row) => ({
        id: row.id,
        connection_id: row.connection_id,
        user_id: row.user_id,
        username: row.username,
        question: row.user_id === actor.userId ? row.question : null,
        sql_query: row.sql_query,
        status: row.status,
        error: row.error,
        row_count: row.row_count,
        execution_time_ms: row.execution_time_ms,
        created_at: row.created_at.toISOString(),
      }));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items, next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );
}
