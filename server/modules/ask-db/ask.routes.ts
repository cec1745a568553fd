import {
  AskAnswer,
  AskHistory,
  AskQuestion,
  AskSession,
  AskSessionPage,
  limits,
  PageQuery,
  PublicSession,
  Uuid,
} from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import { accessConnection } from '../connections/index.ts';
import { askDatabase } from './ask.actions.ts';
import { presentMessages, presentSession } from './ask-db.present.ts';
import type { AskContext } from './context.ts';
import { exportAnswer } from './export-answer.ts';
import { accessSession, listAnswers, listSessions, sessionNotFound } from './sessions.queries.ts';
import { readPublicSession, toggleShare } from './share-session.ts';
import { registerSqlHistory } from './sql-history.routes.ts';
import { registerVerifiedRoutes } from './verified.routes.ts';

const tags = ['ask-db'];
const ConnectionParams = Type.Object({ connection_id: Uuid });
const SessionParams = Type.Object({ connection_id: Uuid, id: Uuid });
const AnswerParams = Type.Object({ connection_id: Uuid, id: Uuid, answer_id: Uuid });
const ListCursor = Type.Tuple([Uuid]);
const answersPerPage = 20;

/** Asking connected databases, and what was asked. */
export function registerAskRoutes(http: Http, ctx: AskContext): void {
  registerAsking(http, ctx);
  registerSessions(http, ctx);
  registerSharing(http, ctx);
  registerVerifiedRoutes(http, ctx);
  registerSqlHistory(http, ctx);
}

function registerAsking(http: Http, ctx: AskContext): void {
  http.post(
    '/v1/chat/:connection_id',
    {
      schema: {
        tags,
        operationId: 'askDatabase',
        summary: 'Ask a connected database in plain words',
        description:
          'What the data cannot answer, and what goes wrong with the database, is an answer too: its `error` says so.',
        params: ConnectionParams,
        body: AskQuestion,
        response: { 200: AskAnswer },
      },
    },
    ({ actor, params, body }) => askDatabase(ctx, actor, params.connection_id, body),
  );

  http.get(
    '/v1/chat/:connection_id/sessions/:id/answers/:answer_id/export',
    {
      config: { errors: [503] },
      schema: {
        tags,
        operationId: 'exportAnswer',
        summary: 'Run the SQL of one of your answers again and get its rows as a file',
        params: AnswerParams,
        querystring: Type.Object({
          format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('json')], { default: 'csv' })),
        }),
        response: {
          200: {
            description: 'The rows, as many as the limits of an answer allow',
            content: { 'text/csv': { schema: Type.String() }, 'application/json': { schema: Type.String() } },
          },
        },
      },
    },
    async ({ actor, params, query: { format = 'csv' } }, reply) => {
      const file = await exportAnswer(ctx, actor, params, format);
      return reply
        .type(file.type)
        .header('content-disposition', `attachment; filename="answer.${format}"`)
        .header('x-truncated', String(file.truncated))
        .send(file.text);
    },
  );
}

function registerSessions(http: Http, ctx: AskContext): void {
  const { db } = ctx;
  http.get(
    '/v1/chat/:connection_id/sessions',
    {
      schema: {
        tags,
        operationId: 'listAskSessions',
        summary: 'Your sessions with a database, newest first',
        params: ConnectionParams,
        querystring: PageQuery,
        response: { 200: AskSessionPage },
      },
    },
    async ({ actor, params: { connection_id: id }, query: { cursor, limit = limits.pageDefault } }) => {
      await accessConnection(db, actor, id, 'chat');
      const [beforeId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const rows = await listSessions(db, actor, id, { beforeId, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page.map(presentSession), next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.get(
    '/v1/chat/:connection_id/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'getAskSession',
        summary: 'What you asked in a session, and the answers',
        params: SessionParams,
        querystring: PageQuery,
        response: { 200: AskHistory },
      },
    },
    async ({ actor, params, query: { cursor, limit = answersPerPage } }) => {
      await accessConnection(db, actor, params.connection_id, 'chat');
      const session = await accessSession(db, actor, params.connection_id, params.id);
      const [beforeId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const most = Math.min(limit, answersPerPage);
      const answers = await listAnswers(db, session.id, { beforeId, limit: most + 1 });
      const page = answers.slice(0, most);
      const last = answers.length > most ? page.at(-1) : undefined;
      return {
        ...presentSession(session),
        messages: presentMessages(page.reverse()),
        next_cursor: last ? encodeCursor([last.id]) : null,
      };
    },
  );

  http.delete(
    '/v1/chat/:connection_id/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'deleteAskSession',
        summary: 'Delete one of your sessions with everything in it, and its public link',
        params: SessionParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await accessConnection(db, actor, params.connection_id, 'chat');
      const { numDeletedRows } = await db
        .deleteFrom('ask_sessions')
        .where('id', '=', params.id)
        .where('connection_id', '=', params.connection_id)
        .where('user_id', '=', actor.userId)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw sessionNotFound();
      return reply.code(204).send(null);
    },
  );
}

function registerSharing(http: Http, ctx: AskContext): void {
  http.post(
    '/v1/chat/:connection_id/sessions/:id/share',
    {
      schema: {
        tags,
        operationId: 'shareAskSession',
        summary: 'Make a session public as it is now, or take its link back',
        params: SessionParams,
        response: { 200: AskSession },
      },
    },
    async ({ actor, params }) => presentSession(await toggleShare(ctx, actor, params.connection_id, params.id)),
  );

  http.get(
    '/v1/chat/public/:share_token',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'getPublicSession',
        summary: 'A session that somebody made public, as it was then',
        params: Type.Object({ share_token: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: { 200: PublicSession },
      },
    },
    ({ params }) => readPublicSession(ctx.db, params.share_token),
  );
}
