import multipart from '@fastify/multipart';
import {
  Connection,
  ConnectionEventPage,
  ConnectionPage,
  ConnectionState,
  ConnectionTest,
  CreateConnection,
  CreateConnectionFromUrl,
  EventsQuery,
  IdParams,
  limits,
  PageQuery,
  UpdateConnection,
  Uuid,
} from '@parlance/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { sendJson } from '../../platform/http/send-json.ts';
import type { Http } from '../../platform/http/types.ts';
import { presentLogPage, readLog } from '../../platform/log/index.ts';
import { accessConnection, visibleTo } from './connections.access.ts';
import {
  connectFile,
  createConnection,
  createConnectionFromUrl,
  deleteConnection,
  reanalyze,
  updateConnection,
} from './connections.actions.ts';
import { connectionNotFound } from './connections.errors.ts';
import { presentConnection, presentState } from './connections.present.ts';
import type { ConnectionsContext } from './context.ts';
import { connectDemo } from './demo/connect-demo.ts';
import { registerInsightRoutes } from './insights/insights.routes.ts';
import { type ReceivedDatabase, receiveDatabase } from './receive-database.ts';
import { registerShareRoutes } from './shares.routes.ts';
import { testAddress, testConnection } from './test-connection.ts';

const tags = ['connections'];
const ListCursor = Type.Tuple([Uuid]);

/** Connected databases: what there is, who may use it, how it is. */
export async function registerConnectionRoutes(http: Http, ctx: ConnectionsContext): Promise<void> {
  await http.register(async (scope) => registerCreation(scope as Http, ctx));
  registerOthersOfCreation(http, ctx);
  registerReading(http, ctx);
  registerChanges(http, ctx);
  registerShareRoutes(http, ctx);
  registerInsightRoutes(http, ctx);
}

/** In a scope of its own: nothing else here takes multipart. */
async function registerCreation(http: Http, ctx: ConnectionsContext): Promise<void> {
  await http.register(multipart);
  const received = new WeakMap<FastifyRequest, ReceivedDatabase>();
  http.post(
    '/v1/connections',
    {
      config: { errors: [404] },
      preValidation: async (request) => {
        if (request.isMultipart()) received.set(request, await receiveDatabase(ctx, request));
      },
      schema: {
        tags,
        operationId: 'createConnection',
        summary: 'Connect a database',
        description:
          'PostgreSQL by its address, or a SQLite file: by the `media_id` of an upload, or as `multipart/form-data` with the file in `file`.',
        body: CreateConnection,
        response: { 201: Connection },
      },
    },
    async (request, reply) => {
      const file = received.get(request);
      const { actor, body } = request;
      const row = file
        ? await connectFile(ctx, actor, { name: body.name, description: body.description, ...file })
        : await createConnection(ctx, actor, body);
      return reply.code(201).send(presentConnection(row));
    },
  );
}

function registerOthersOfCreation(http: Http, ctx: ConnectionsContext): void {
  http.post(
    '/v1/connections/from-url',
    {
      schema: {
        tags,
        operationId: 'createConnectionFromUrl',
        summary: 'Connect a PostgreSQL database by its URL',
        body: CreateConnectionFromUrl,
        response: { 201: Connection },
      },
    },
    async ({ actor, body }, reply) => {
      return reply.code(201).send(presentConnection(await createConnectionFromUrl(ctx, actor, body)));
    },
  );

  http.post(
    '/v1/connections/demo',
    {
      schema: {
        tags,
        operationId: 'createDemoConnection',
        summary: 'Get a demo database: a small shop to ask about',
        description: 'Answers with 200 and the one you have, if you have it already.',
        response: { 200: Connection, 201: Connection },
      },
    },
    async ({ actor }, reply) => {
      const { row, created } = await connectDemo(ctx, actor);
      return reply.code(created ? 201 : 200).send(presentConnection(row));
    },
  );

  http.post(
    '/v1/connections/test',
    {
      schema: {
        tags,
        operationId: 'testAddress',
        summary: 'Try an address before connecting it; nothing is kept',
        body: CreateConnection,
        response: { 200: ConnectionTest },
      },
    },
    ({ body }) => testAddress(ctx, body),
  );
}

function registerReading(http: Http, ctx: ConnectionsContext): void {
  const { db } = ctx;
  http.get(
    '/v1/connections',
    {
      schema: {
        tags,
        operationId: 'listConnections',
        summary: 'Your connections and those shared with you, newest first',
        querystring: PageQuery,
        response: { 200: ConnectionPage },
      },
    },
    async ({ actor, query: { cursor, limit = limits.pageDefault } }) => {
      let query = visibleTo(db, actor.userId);
      if (cursor) query = query.where('c.id', '<', decodeCursor(cursor, ListCursor)[0]);
      const rows = await query
        .orderBy('c.id', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page.map(presentConnection), next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.get(
    '/v1/connections/:id',
    {
      schema: {
        tags,
        operationId: 'getConnection',
        summary: 'One connection',
        params: IdParams,
        response: { 200: Connection },
      },
    },
    async ({ actor, params }) => presentConnection(await accessConnection(db, actor, params.id, 'chat')),
  );

  http.get(
    '/v1/system/connections/:id/status',
    {
      schema: {
        tags,
        operationId: 'getConnectionStatus',
        summary: 'How far the analysis of a connection is',
        params: IdParams,
        response: { 200: ConnectionState },
      },
    },
    async ({ actor, params }) => presentState(await accessConnection(db, actor, params.id, 'chat')),
  );

  http.get(
    '/v1/connections/:id/events',
    {
      schema: {
        tags,
        operationId: 'listConnectionEvents',
        summary: 'The log of a connection: how its analyses went',
        params: IdParams,
        querystring: EventsQuery,
        response: { 200: ConnectionEventPage },
      },
    },
    async ({ actor, params: { id }, query: { after = 0, limit = limits.pageDefault, epoch } }, reply) => {
      await accessConnection(db, actor, id, 'view');
      const page = await readLog(db, id, { after, limit, epoch });
      if (!page) throw connectionNotFound();
      return sendJson(reply, presentLogPage(page));
    },
  );
}

function registerChanges(http: Http, ctx: ConnectionsContext): void {
  http.put(
    '/v1/connections/:id',
    {
      schema: {
        tags,
        operationId: 'updateConnection',
        summary: 'Change a connection',
        params: IdParams,
        body: UpdateConnection,
        response: { 200: Connection },
      },
    },
    async ({ actor, params, body }) => presentConnection(await updateConnection(ctx, actor, params.id, body)),
  );

  http.delete(
    '/v1/connections/:id',
    {
      schema: {
        tags,
        operationId: 'deleteConnection',
        summary: 'Delete a connection and everything derived from it; the database itself stays as it is',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await deleteConnection(ctx, actor, params.id);
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/v1/connections/:id/test',
    {
      schema: {
        tags,
        operationId: 'testConnection',
        summary: 'Log in to the database now',
        params: IdParams,
        response: { 200: ConnectionTest },
      },
    },
    ({ actor, params }) => testConnection(ctx, actor, params.id),
  );

  http.post(
    '/v1/connections/:id/reanalyze',
    {
      schema: {
        tags,
        operationId: 'reanalyzeConnection',
        summary: 'Analyse the database again',
        description: 'The status then says how far it is. While an analysis is under way, nothing changes.',
        params: IdParams,
        response: { 202: Connection },
      },
    },
    async ({ actor, params }, reply) => reply.code(202).send(presentConnection(await reanalyze(ctx, actor, params.id))),
  );
}
