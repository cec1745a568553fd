import {
  Assistant,
  AssistantPage,
  ConversationAssistant,
  CreateAssistant,
  IdParams,
  PageQuery,
  UpdateAssistant,
} from '@parlance/contracts';
import { Type } from 'typebox';
import type { Http } from '../../platform/http/types.ts';
import { accessConversation } from '../conversations/index.ts';
import {
  type AssistantsContext,
  chooseAssistant,
  createAssistant,
  deleteAssistant,
  updateAssistant,
} from './assistants.actions.ts';
import { presentAssistant } from './assistants.present.ts';
import { accessAssistant, findChosen, listAssistants } from './assistants.queries.ts';

const tags = ['assistant'];
const config = { errors: [403] };

/** Registers making, changing and choosing assistants. */
export function registerAssistantRoutes(http: Http, ctx: AssistantsContext): void {
  http.get(
    '/v1/assistants',
    {
      schema: {
        tags,
        operationId: 'listAssistants',
        summary: 'Your assistants and the public ones',
        querystring: PageQuery,
        response: { 200: AssistantPage },
      },
    },
    (request) => listAssistants(ctx.db, request.actor, request.query),
  );

  http.post(
    '/v1/assistants',
    {
      schema: {
        tags,
        operationId: 'createAssistant',
        summary: 'Make an assistant',
        body: CreateAssistant,
        response: { 201: Assistant },
      },
    },
    async (request, reply) => reply.status(201).send(await createAssistant(ctx, request.actor, request.body)),
  );

  http.get(
    '/v1/assistants/:id',
    {
      schema: {
        tags,
        operationId: 'getAssistant',
        summary: 'One assistant',
        params: IdParams,
        response: { 200: Assistant },
      },
    },
    async (request) => {
      const { userId } = request.actor;
      return presentAssistant(await accessAssistant(ctx.db, request.actor, request.params.id, 'use'), userId);
    },
  );

  http.patch(
    '/v1/assistants/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'updateAssistant',
        summary: 'Change your assistant',
        params: IdParams,
        body: UpdateAssistant,
        response: { 200: Assistant },
      },
    },
    (request) => updateAssistant(ctx, request.actor, request.params.id.toLowerCase(), request.body),
  );

  http.delete(
    '/v1/assistants/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteAssistant',
        summary: 'Delete your assistant',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await deleteAssistant(ctx, request.actor, request.params.id.toLowerCase());
      return reply.status(204).send(null);
    },
  );

  registerChoice(http, ctx);
}

function registerChoice(http: Http, ctx: AssistantsContext): void {
  http.get(
    '/v1/conversations/:id/assistant',
    {
      schema: {
        tags,
        operationId: 'getConversationAssistant',
        summary: 'Who answers in a conversation, and by which model',
        params: IdParams,
        response: { 200: ConversationAssistant },
      },
    },
    async (request) => findChosen(ctx.db, (await accessConversation(ctx.db, request.actor, request.params.id)).id),
  );

  http.put(
    '/v1/conversations/:id/assistant',
    {
      schema: {
        tags,
        operationId: 'chooseConversationAssistant',
        summary: 'Choose who answers in a conversation, and by which model',
        params: IdParams,
        body: ConversationAssistant,
        response: { 200: ConversationAssistant },
      },
    },
    (request) => chooseAssistant(ctx, request.actor, request.params.id.toLowerCase(), request.body),
  );
}
