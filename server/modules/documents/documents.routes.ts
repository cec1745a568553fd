import {
  ChangeDocument,
  DocumentEventPage,
  DocumentHits,
  DocumentPage,
  EventsQuery,
  FullDocument,
  IdParams,
  limits,
  PageQuery,
  SearchDocuments,
  Uuid,
} from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import { sendJson } from '../../platform/http/send-json.ts';
import type { Http } from '../../platform/http/types.ts';
import { presentLogPage, readLog } from '../../platform/log/index.ts';
import type { DocumentsContext } from './context.ts';
import { accessDocument } from './documents.access.ts';
import { changeDocument, deleteDocument } from './documents.actions.ts';
import { documentNotFound } from './documents.errors.ts';
import { presentDocument, presentFullDocument } from './documents.present.ts';
import { listDocuments } from './documents.queries.ts';
import { retrieve } from './retrieve/index.ts';
import { sendFile } from './send-file.ts';
import { registerUploads } from './upload.routes.ts';

const tags = ['documents'];
const ListCursor = Type.Tuple([Uuid]);
const ListQuery = Type.Object({
  ...PageQuery.properties,
  conversation_id: Type.Optional(
    Type.String({ format: 'uuid', description: 'Only those shared with this conversation.' }),
  ),
  mine: Type.Optional(Type.Boolean({ description: 'Only your own.' })),
});

/** Documents: uploads, what one can do with them, and search in them. */
export async function registerDocumentRoutes(http: Http, ctx: DocumentsContext): Promise<void> {
  await registerUploads(http, ctx);
  registerReading(http, ctx);
  registerChanges(http, ctx);
  registerSearch(http, ctx);
}

function registerReading(http: Http, ctx: DocumentsContext): void {
  const { db } = ctx;

  http.get(
    '/v1/documents',
    {
      schema: {
        tags,
        operationId: 'listDocuments',
        summary: 'List the documents you may read, newest first',
        querystring: ListQuery,
        response: { 200: DocumentPage },
      },
    },
    async ({ actor, query: { cursor, limit = limits.pageDefault, conversation_id: conversationId, mine } }) => {
      const [beforeId] = cursor ? decodeCursor(cursor, ListCursor) : [];
      const ownerId = mine ? actor.userId : undefined;
      const options = { beforeId, limit: limit + 1, conversationId, ownerId };
      const rows = await listDocuments(db, { audience: 'own', userId: actor.userId }, options);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page.map(presentDocument), next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.get(
    '/v1/documents/:id',
    {
      schema: {
        tags,
        operationId: 'getDocument',
        summary: 'Get a document with its text',
        params: IdParams,
        response: { 200: FullDocument },
      },
    },
    async ({ actor, params }) => presentFullDocument(await accessDocument(db, actor, params.id)),
  );

  http.get(
    '/v1/documents/:id/file',
    {
      schema: {
        tags,
        operationId: 'downloadDocument',
        summary: 'Get the file as it was uploaded',
        params: IdParams,
        response: {
          200: { description: 'The file', content: { '*/*': { schema: Type.String({ format: 'binary' }) } } },
        },
      },
    },
    async ({ actor, params }, reply) => sendFile(ctx, reply, await accessDocument(db, actor, params.id)),
  );

  http.get(
    '/v1/documents/:id/events',
    {
      schema: {
        tags,
        operationId: 'listDocumentEvents',
        summary: 'Read how a document came to be: the log of its ingest',
        params: IdParams,
        querystring: EventsQuery,
        response: { 200: DocumentEventPage },
      },
    },
    async ({ actor, params, query: { after = 0, limit = limits.pageDefault, epoch } }, reply) => {
      const { id } = await accessDocument(db, actor, params.id);
      const page = await readLog(db, id, { after, limit, epoch });
      if (!page) throw documentNotFound();
      return sendJson(reply, presentLogPage(page));
    },
  );
}

function registerChanges(http: Http, ctx: DocumentsContext): void {
  http.patch(
    '/v1/documents/:id',
    {
      schema: {
        tags,
        operationId: 'changeDocument',
        summary: 'Rename an own document, or change who may read it',
        params: IdParams,
        body: ChangeDocument,
        response: { 200: FullDocument },
      },
    },
    async ({ actor, params, body }) => {
      await changeDocument(ctx, actor, params.id, body);
      return presentFullDocument(await accessDocument(ctx.db, actor, params.id));
    },
  );

  http.delete(
    '/v1/documents/:id',
    {
      schema: {
        tags,
        operationId: 'deleteDocument',
        summary: 'Delete an own document with everything made from it',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await deleteDocument(ctx, actor, params.id);
      return reply.code(204).send(null);
    },
  );
}

function registerSearch(http: Http, ctx: DocumentsContext): void {
  http.post(
    '/v1/documents/search',
    {
      config: { limit: 'read' },
      schema: {
        tags,
        operationId: 'searchDocuments',
        summary: 'Find the places in documents that answer a question',
        body: SearchDocuments,
        response: { 200: DocumentHits },
      },
    },
    async ({ actor, body: { query, top_k: topK = 5, document_ids: documentIds } }) => {
      const found = await retrieve(ctx, { audience: 'own', userId: actor.userId }, { query, topK, documentIds });
      return {
        items: found.passages.map(({ title, prefix, chunk, ...source }) => source),
        engine: found.engine,
      };
    },
  );
}
