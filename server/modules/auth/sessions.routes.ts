import { IdParams, limits, PageQuery, SessionPage, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { AppError } from '../../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { endOwnSessions } from './auth.actions.ts';
import { callerOf } from './caller.ts';
import { listSessions, presentSession } from './sessions.ts';

const tags = ['auth'];
const config = { scope: 'login' } as const;
const Cursor = Type.Tuple([Uuid]);

/** Routes about the devices one is signed in on. */
export function registerSessionRoutes(http: Http, platform: Platform): void {
  http.get(
    '/v1/auth/sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'List the devices you are signed in on, newest first',
        querystring: PageQuery,
        response: { 200: SessionPage },
      },
    },
    async ({ actor, query: { cursor, limit = limits.pageDefault } }) => {
      const before = cursor ? decodeCursor(cursor, Cursor)[0] : undefined;
      const rows = await listSessions(platform, { userId: actor.userId, before, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map((row) => presentSession(row, actor.sessionId)),
        next_cursor: last ? encodeCursor([last.id]) : null,
      };
    },
  );

  http.delete(
    '/v1/auth/sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'endOtherSessions',
        summary: 'Sign out every device but this one',
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { actor } = request;
      await endOwnSessions(platform, actor, { except: actor.sessionId }, callerOf(request));
      return reply.status(204).send(null);
    },
  );

  http.delete(
    '/v1/auth/sessions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'endSession',
        summary: 'Sign out one device',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const ended = await endOwnSessions(platform, request.actor, { only: request.params.id }, callerOf(request));
      if (ended === 0) throw new AppError('not_found', 'There is no such session.');
      return reply.status(204).send(null);
    },
  );

  http.post(
    '/v1/auth/logout',
    {
      config,
      schema: { tags, operationId: 'logout', summary: 'Sign out this device', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endOwnSessions(platform, request.actor, { only: request.actor.sessionId }, callerOf(request));
      return reply.status(204).send(null);
    },
  );
}
