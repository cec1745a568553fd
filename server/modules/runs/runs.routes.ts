import { DecideToolCall, IdParams, PageQuery, PostMessageHere, Run, RunPage, RunProgress } from '@parlance/contracts';
import { Type } from 'typebox';
import { invalidField } from '../../platform/errors.ts';
import { type SseMessage, sendSse } from '../../platform/http/sse.ts';
import type { Actor, Http } from '../../platform/http/types.ts';
import { accessConversation, type ConversationsContext, postMessage } from '../conversations/index.ts';
import type { RunsContext } from './context.ts';
import { readRun } from './run-stream.ts';
import { runNotFound } from './runs.access.ts';
import { cancelRun, decideToolCall, regenerate } from './runs.actions.ts';
import { findRun, listRuns } from './runs.queries.ts';

const tags = ['runs'];
const EventsQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});
const LastEventId = Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 40 })) });
export const EventStream = Type.String({ description: 'Server-sent events; see `RunEvent` in the contract.' });

/** Registers everything about a run: its state, its events, and what may be done to it. */
export function registerRunRoutes(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  registerState(http, ctx);
  registerDecisions(http, ctx);
  registerStreamsOfRuns(http, ctx, conversations);
}

function registerState(http: Http, ctx: RunsContext): void {
  http.get(
    '/v1/runs/:id',
    { schema: { tags, operationId: 'getRun', summary: 'One run', params: IdParams, response: { 200: Run } } },
    (request) => requireRun(ctx, request.actor, request.params.id),
  );

  http.get(
    '/v1/runs/:id/progress',
    {
      schema: {
        tags,
        operationId: 'getRunProgress',
        summary: 'How far a run is',
        params: IdParams,
        response: { 200: RunProgress },
      },
    },
    async (request) => {
      const { progress, status_text } = await requireRun(ctx, request.actor, request.params.id);
      return { progress, status: status_text };
    },
  );

  http.get(
    '/v1/conversations/:id/runs',
    {
      schema: {
        tags,
        operationId: 'listRuns',
        summary: 'The runs of a conversation, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: RunPage },
      },
    },
    async (request) => {
      const { id } = await accessConversation(ctx.db, request.actor, request.params.id);
      return listRuns(ctx.db, id, request.query);
    },
  );
}

function registerDecisions(http: Http, ctx: RunsContext): void {
  http.post(
    '/v1/runs/:id/cancel',
    {
      config: { errors: [403] },
      schema: {
        tags,
        operationId: 'cancelRun',
        summary: 'Stop an answer; what was said stays',
        params: IdParams,
        response: { 200: Run },
      },
    },
    (request) => cancelRun(ctx, request.actor, request.params.id.toLowerCase()),
  );

  http.post(
    '/v1/runs/:id/regenerate',
    {
      config: { errors: [403, 409] },
      schema: {
        tags,
        operationId: 'regenerate',
        summary: 'Answer the same message once more',
        params: IdParams,
        response: { 201: Run },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await regenerate(ctx, request.actor, request.params.id.toLowerCase())),
  );

  for (const [verb, approved, operationId, summary] of [
    ['approve', true, 'approveToolCall', 'Allow a tool call that waits'],
    ['reject', false, 'rejectToolCall', 'Refuse a tool call that waits'],
  ] as const) {
    http.post(
      `/v1/runs/:id/${verb}`,
      {
        config: { errors: [403, 409] },
        schema: { tags, operationId, summary, params: IdParams, body: DecideToolCall, response: { 200: Run } },
      },
      (request) =>
        decideToolCall(ctx, request.actor, { id: request.params.id.toLowerCase(), approved, decision: request.body }),
    );
  }
}

function registerStreamsOfRuns(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  http.get(
    '/v1/runs/:id/events',
    {
      schema: {
        tags,
        operationId: 'streamRun',
        summary: 'The events of a run as they come',
        description:
          'Resumes after `Last-Event-ID` or `?after=`, and ends after the last event. Heartbeats are comments.',
        produces: ['text/event-stream'],
        params: IdParams,
        querystring: EventsQuery,
        headers: LastEventId,
        response: { 200: EventStream },
      },
    },
    async (request, reply) => {
      const run = await requireRun(ctx, request.actor, request.params.id);
      const after = request.query.after ?? lastEventId(request.headers['last-event-id']);
      return sendSse(request, reply, (signal) => runEvents(ctx, request.actor, { run, after, signal }));
    },
  );

  http.post(
    '/v2/conversations/:id/stream',
    {
      config: { errors: [409] },
      schema: {
        tags,
        operationId: 'postAndStream',
        summary: 'Send a message and stream the answer',
        description:
          'The first event, `message`, is what posting answers. Losing the connection does not stop the run.',
        produces: ['text/event-stream'],
        params: IdParams,
        body: PostMessageHere,
        response: { 200: EventStream },
      },
    },
    async (request, reply) => {
      const { message_id, content, reply_to, run: options } = request.body;
      const { message, run } = await postMessage(conversations, request.actor, {
        conversationId: request.params.id,
        key: message_id,
        content,
        replyTo: reply_to,
        run: options,
      });
      const first = { event: 'message', data: JSON.stringify({ message, ...(run ? { run } : {}) }) };
      return sendSse(request, reply, (signal) =>
        startingWith(first, run && runEvents(ctx, request.actor, { run, after: 0, signal })),
      );
    },
  );
}

/** The run's log as it is: one message an event. */
export async function* runEvents(
  ctx: RunsContext,
  actor: Actor,
  { run, after, signal }: { run: Pick<Run, 'id' | 'conversation_id'>; after: number; signal: AbortSignal },
): AsyncGenerator<SseMessage> {
  const reading = { runId: run.id, conversationId: run.conversation_id, after, signal };
  for await (const { event, json } of readRun(ctx, actor, reading))
    yield { id: event.seq, event: event.type, data: json };
}

async function* startingWith(
  first: SseMessage,
  rest: AsyncIterable<SseMessage> | undefined,
): AsyncGenerator<SseMessage> {
  yield first;
  if (rest) yield* rest;
}

async function requireRun(ctx: RunsContext, actor: Actor, id: string): Promise<Run> {
  const run = await findRun(ctx.db, actor.userId, id.toLowerCase());
  if (!run) throw runNotFound();
  return run;
}

function lastEventId(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const seq = Number(text);
  if (!Number.isSafeInteger(seq) || seq < 0)
    throw invalidField('last-event-id', 'must be the id of an event of this run');
  return seq;
}
