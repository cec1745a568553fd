import {
  EditMessage,
  Emoji,
  HistoryQuery,
  IdParams,
  Message,
  MessageHitPage,
  MessagePage,
  PostedMessage,
  PostMessage,
  PostMessageHere,
  SearchQuery,
  Uuid,
} from '@parlance/contracts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Http } from '../../platform/http/types.ts';
import type { ConversationsContext, Posted } from './context.ts';
import { accessConversation } from './conversations.access.ts';
import { deleteMessage, editMessage } from './message-changes.actions.ts';
import { postMessage } from './messages.actions.ts';
import { listMessages } from './messages.queries.ts';
import { setReaction } from './reactions.actions.ts';
import { searchMessages } from './search.queries.ts';

const tags = ['messages'];
const posted = { 200: PostedMessage, 201: PostedMessage };
const repeated =
  'The same message_id again is answered with 200 and the original, for ever; with other content with 409.';
const ReactionParams = Type.Object({ id: Uuid, emoji: Emoji });

/** Registers posting, history, changes, reactions and search of messages. */
export function registerMessageRoutes(http: Http, ctx: ConversationsContext): void {
  http.post(
    '/v1/messages',
    {
      config: { errors: [404, 409] },
      schema: {
        operationId: 'postMessage',
        summary: 'Send a message',
        description: repeated,
        tags,
        body: PostMessage,
        response: posted,
      },
    },
    async (request, reply) => {
      const { conversation_id, message_id, content, reply_to, run } = request.body;
      return answerPosted(
        reply,
        await postMessage(ctx, request.actor, {
          conversationId: conversation_id,
          key: message_id,
          content,
          replyTo: reply_to,
          run,
        }),
      );
    },
  );

  http.post(
    '/v1/conversations/:id/messages',
    {
      schema: {
        operationId: 'postMessageHere',
        summary: 'Send a message to this conversation',
        description: repeated,
        tags,
        params: IdParams,
        body: PostMessageHere,
        response: posted,
      },
    },
    async (request, reply) => {
      const { message_id, content, reply_to, run } = request.body;
      return answerPosted(
        reply,
        await postMessage(ctx, request.actor, {
          conversationId: request.params.id,
          key: message_id,
          content,
          replyTo: reply_to,
          run,
        }),
      );
    },
  );

  http.get(
    '/v1/conversations/:id/messages',
    {
      schema: {
        operationId: 'listMessages',
        summary: 'History by seq, ascending; without bounds the newest page',
        description: '`next_cursor` leads to older messages, or to newer ones where `after_seq` was given.',
        tags,
        params: IdParams,
        querystring: HistoryQuery,
        response: { 200: MessagePage },
      },
    },
    async (request) => {
      const { id } = await accessConversation(ctx.db, request.actor, request.params.id);
      return listMessages(ctx.db, id, request.query);
    },
  );

  registerMessageChanges(http, ctx);
  registerSearch(http, ctx);
}

function registerMessageChanges(http: Http, ctx: ConversationsContext): void {
  http.patch(
    '/v1/messages/:id',
    {
      schema: {
        operationId: 'editMessage',
        summary: 'Change the text of your message',
        tags,
        params: IdParams,
        body: EditMessage,
        response: { 200: Message },
      },
    },
    (request) => editMessage(ctx, request.actor, request.params.id.toLowerCase(), request.body.content),
  );

  http.delete(
    '/v1/messages/:id',
    {
      schema: {
        operationId: 'deleteMessage',
        summary: 'Delete a message: its text is gone everywhere',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await deleteMessage(ctx, request.actor, request.params.id.toLowerCase());
      return reply.status(204).send(null);
    },
  );

  for (const [method, on, operationId, summary] of [
    ['PUT', true, 'addReaction', 'React with an emoji'],
    ['DELETE', false, 'removeReaction', 'Take a reaction back'],
  ] as const) {
    http.route({
      method,
      url: '/v1/messages/:id/reactions/:emoji',
      schema: { operationId, summary, tags, params: ReactionParams, response: { 200: Message } },
      handler: (request) =>
        setReaction(ctx, request.actor, { id: request.params.id.toLowerCase(), emoji: request.params.emoji, on }),
    });
  }
}

function registerSearch(http: Http, ctx: ConversationsContext): void {
  http.get(
    '/v1/search',
    {
      schema: {
        operationId: 'searchMessages',
        summary: 'Search all your conversations',
        tags,
        querystring: SearchQuery,
        response: { 200: MessageHitPage },
      },
    },
    (request) => searchMessages(ctx.db, request.actor.userId, request.query),
  );

  http.get(
    '/v1/conversations/:id/search',
    {
      schema: {
        operationId: 'searchConversation',
        summary: 'Search one conversation',
        tags,
        params: IdParams,
        querystring: SearchQuery,
        response: { 200: MessageHitPage },
      },
    },
    async (request) => {
      const { id } = await accessConversation(ctx.db, request.actor, request.params.id);
      return searchMessages(ctx.db, request.actor.userId, request.query, id);
    },
  );
}

function answerPosted(reply: FastifyReply, { message, created, run }: Posted) {
  return reply.status(created ? 201 : 200).send({ message, ...(run ? { run } : {}) });
}
