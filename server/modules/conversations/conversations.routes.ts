import {
  AddMembers,
  AdvanceRead,
  Conversation,
  ConversationEventPage,
  ConversationPage,
  CreateConversation,
  EventsQuery,
  IdParams,
  limits,
  PageQuery,
  ReadState,
  UpdateConversation,
  UpdateMember,
  Uuid,
} from '@parlance/contracts';
import { Type } from 'typebox';
import { sendJson } from '../../platform/http/send-json.ts';
import type { Http } from '../../platform/http/types.ts';
import { presentLogPage, readLog } from '../../platform/log/index.ts';
import type { ConversationsContext } from './context.ts';
import { accessConversation, conversationNotFound } from './conversations.access.ts';
import { createConversation, deleteConversation, renameConversation } from './conversations.actions.ts';
import { getConversation, listConversations } from './conversations.queries.ts';
import { addMembers, removeMember, setMemberRole } from './members.actions.ts';
import { advanceRead } from './read-state.actions.ts';

const tags = ['conversations'];
const MemberParams = Type.Object({ id: Uuid, user_id: Uuid });

/** Registers `/v1/conversations`: what they are, who is in them, their logs and read positions. */
export function registerConversationRoutes(http: Http, ctx: ConversationsContext): void {
  http.get(
    '/v1/conversations',
    {
      schema: {
        operationId: 'listConversations',
        summary: 'Your conversations, the latest activity first',
        tags,
        querystring: PageQuery,
        response: { 200: ConversationPage },
      },
    },
    (request) => listConversations(ctx.db, request.actor.userId, request.query),
  );

  http.post(
    '/v1/conversations',
    {
      config: { errors: [404] },
      schema: {
        operationId: 'createConversation',
        summary: 'Open a conversation: with nobody (the assistant), one person (direct) or several (group)',
        description: 'A direct conversation that exists already is answered with 200 instead of 201.',
        tags,
        body: CreateConversation,
        response: { 200: Conversation, 201: Conversation },
      },
    },
    async (request, reply) => {
      const { conversation, created } = await createConversation(ctx, request.actor, request.body);
      return reply.status(created ? 201 : 200).send(conversation);
    },
  );

  http.get(
    '/v1/conversations/:id',
    {
      schema: {
        operationId: 'getConversation',
        summary: 'One conversation',
        tags,
        params: IdParams,
        response: { 200: Conversation },
      },
    },
    (request) => getConversation(ctx.db, request.actor.userId, request.params.id),
  );

  http.patch(
    '/v1/conversations/:id',
    {
      schema: {
        operationId: 'renameConversation',
        summary: 'Rename a group (owners)',
        tags,
        params: IdParams,
        body: UpdateConversation,
        response: { 200: Conversation },
      },
    },
    (request) => renameConversation(ctx, request.actor, request.params.id, request.body.title),
  );

  http.delete(
    '/v1/conversations/:id',
    {
      schema: {
        operationId: 'deleteConversation',
        summary: 'Delete a conversation with everything in it, for everyone (owners)',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await deleteConversation(ctx, request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  );

  http.get(
    '/v1/conversations/:id/events',
    {
      schema: {
        operationId: 'listConversationEvents',
        summary: 'The log after a position: all that changed, in order',
        tags,
        params: IdParams,
        querystring: EventsQuery,
        response: { 200: ConversationEventPage },
      },
    },
    async (request, reply) => {
      const { id } = await accessConversation(ctx.db, request.actor, request.params.id);
      const { after = 0, epoch, limit = limits.pageDefault } = request.query;
      const page = await readLog(ctx.db, id, { after, epoch, limit });
      if (!page) throw conversationNotFound();
      return sendJson(reply, presentLogPage(page));
    },
  );

  http.post(
    '/v1/conversations/:id/read',
    {
      schema: {
        operationId: 'advanceRead',
        summary: 'Say how far you have read',
        tags,
        params: IdParams,
        body: AdvanceRead,
        response: { 200: ReadState },
      },
    },
    (request) => advanceRead(ctx, request.actor, request.params.id.toLowerCase(), request.body.seq),
  );

  registerMemberRoutes(http, ctx);
}

function registerMemberRoutes(http: Http, ctx: ConversationsContext): void {
  http.post(
    '/v1/conversations/:id/members',
    {
      schema: {
        operationId: 'addMembers',
        summary: 'Add people to a group (owners)',
        tags,
        params: IdParams,
        body: AddMembers,
        response: { 201: Conversation },
      },
    },
    async (request, reply) => {
      const conversation = await addMembers(ctx, request.actor, request.params.id.toLowerCase(), request.body);
      return reply.status(201).send(conversation);
    },
  );

  http.patch(
    '/v1/conversations/:id/members/:user_id',
    {
      schema: {
        operationId: 'setMemberRole',
        summary: "Change a member's role (owners)",
        tags,
        params: MemberParams,
        body: UpdateMember,
        response: { 200: Conversation },
      },
    },
    (request) =>
      setMemberRole(
        ctx,
        request.actor,
        request.params.id.toLowerCase(),
        request.params.user_id.toLowerCase(),
        request.body.role,
      ),
  );

  http.delete(
    '/v1/conversations/:id/members/:user_id',
    {
      schema: {
        operationId: 'removeMember',
        summary: 'Leave a group (your own id) or remove someone (owners)',
        tags,
        params: MemberParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await removeMember(ctx, request.actor, request.params.id.toLowerCase(), request.params.user_id.toLowerCase());
      return reply.status(204).send(null);
    },
  );
}
