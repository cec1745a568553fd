import {
  AskMessages,
  AskText,
  AssistantSessionPage,
  Capabilities,
  CreatedSession,
  CreateSession,
  PageQuery,
  StudyAnswer,
  TextAnswer,
} from '@parlance/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors.ts';
import { type SseMessage, sendSse } from '../../platform/http/sse.ts';
import type { Actor, Http } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { LlmError } from '../../platform/llm/index.ts';
import type { ConversationsContext } from '../conversations/index.ts';
import { type Asked, ask, outcomeOf, presentAnswer } from './ask.ts';
import { complete, gather } from './complete.ts';
import type { RunsContext } from './context.ts';
import { EventStream, runEvents } from './runs.routes.ts';
import { listSessions, newAssistant } from './sessions.ts';
import { textChunks } from './text-chunks.ts';

const tags = ['assistant'];
const errors = [503];

/** Registers asking the assistant in one call, by the paths of the seeds, and its sessions. */
export function registerTextApi(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  registerAsking(http, ctx, conversations);
  registerStreams(http, ctx, conversations);
  registerSessions(http, ctx, conversations);
}

function registerAsking(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  for (const [url, operationId, summary] of [
    ['/v1/chat/message', 'chatMessage', 'Ask the assistant'],
    ['/v1/agent/invoke', 'invokeAgent', 'Ask the assistant, which may use its tools'],
  ] as const) {
    http.post(
      url,
      {
        config: { errors },
        schema: { tags, operationId, summary, body: AskText, response: { 200: TextAnswer } },
      },
      async (request, reply) => {
        const asked = await ask(conversations, request.actor, request.body);
        if (request.body.stream) return streamRun(request, reply, ctx, asked);
        const outcome = await outcomeOf(ctx, request.actor, asked.run, goneOf(request, reply));
        return presentAnswer(ctx, request.actor, asked.sessionId, outcome);
      },
    );
  }

  http.post(
    '/v1/chat/conversation',
    {
      config: { errors },
      schema: {
        tags,
        operationId: 'chatConversation',
        summary: 'Answer a list of messages; nothing is stored',
        body: AskMessages,
        response: { 200: TextAnswer },
      },
    },
    (request, reply) => answerMessages(ctx, request.actor, request.body, goneOf(request, reply)),
  );

  http.post(
    '/v1/ai/chat',
    {
      config: { errors },
      schema: {
        tags,
        operationId: 'studyChat',
        summary: 'Ask the assistant, with the sources of its answer',
        body: AskText,
        response: { 200: StudyAnswer },
      },
    },
    async (request, reply) => {
      const { sessionId, run } = await ask(conversations, request.actor, request.body);
      const outcome = await outcomeOf(ctx, request.actor, run, goneOf(request, reply));
      return {
        response: outcome.text,
        session_id: sessionId,
        ...ownedBy(ctx, request.actor, outcome.run.engine),
        sources: outcome.sources,
      };
    },
  );

  http.get(
    '/v1/agent/capabilities',
    {
      schema: {
        tags,
        operationId: 'getCapabilities',
        summary: 'The tools, models and engines there are',
        response: { 200: Capabilities },
      },
    },
    () => ({
      tools: ctx.tools.map(({ name, title, description, risk }) => ({ name, title, description, risk })),
      models: ctx.models.list().map(({ id }) => id),
      engines: [...new Set([...ctx.models.list().map(({ vendor }) => vendor), 'builtin'])],
    }),
  );
}

function registerStreams(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  http.post(
    '/v1/agent/stream',
    {
      schema: {
        tags,
        operationId: 'streamAgent',
        summary: 'Ask the assistant and stream its run; the last event, `done`, is what invoke answers',
        produces: ['text/event-stream'],
        body: AskText,
        response: { 200: EventStream },
      },
    },
    async (request, reply) => streamRun(request, reply, ctx, await ask(conversations, request.actor, request.body)),
  );

  http.post(
    '/v1/ai/chat/stream',
    {
      schema: {
        tags,
        operationId: 'studyChatStream',
        summary: 'Ask the assistant and stream the text: `data: <chunk>`, then `event: done` with the session',
        produces: ['text/event-stream'],
        body: AskText,
        response: { 200: EventStream },
      },
    },
    async (request, reply) => {
      const asked = await ask(conversations, request.actor, request.body);
      return sendSse(request, reply, (signal) => textChunks(ctx, request.actor, asked, signal));
    },
  );
}

function registerSessions(http: Http, ctx: RunsContext, conversations: ConversationsContext): void {
  http.get(
    '/v1/ai/sessions',
    {
      schema: {
        tags,
        operationId: 'listAssistantSessions',
        summary: 'Your conversations with the assistant',
        querystring: PageQuery,
        response: { 200: AssistantSessionPage },
      },
    },
    async (request) => ({
      ...(await listSessions(ctx.db, request.actor.userId, request.query)),
      ...ownedBy(ctx, request.actor, defaultEngine(ctx)),
    }),
  );

  http.post(
    '/v1/ai/sessions',
    {
      schema: {
        tags,
        operationId: 'createAssistantSession',
        summary: 'Begin a conversation with the assistant',
        body: CreateSession,
        response: { 201: CreatedSession },
      },
    },
    async (request, reply) => {
      const id = await newAssistant(conversations, request.actor, request.body.title ?? null);
      const { items } = await listSessions(ctx.db, request.actor.userId, { only: id, limit: 1 });
      return reply.status(201).send({ ...items[0], ...ownedBy(ctx, request.actor, defaultEngine(ctx)) } as never);
    },
  );
}

function streamRun(request: FastifyRequest, reply: FastifyReply, ctx: RunsContext, asked: Asked): FastifyReply {
  return sendSse(request, reply, (signal) => withAnswer(ctx, request.actor, asked, signal));
}

async function* withAnswer(
  ctx: RunsContext,
  actor: Actor,
  { run, sessionId }: Asked,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  for await (const message of runEvents(ctx, actor, { run, after: 0, signal })) {
    yield message;
    if (message.event === 'approval-requested') break;
  }
  if (signal.aborted) return;
  try {
    const outcome = await outcomeOf(ctx, actor, run, signal);
    yield { event: 'done', data: JSON.stringify(presentAnswer(ctx, actor, sessionId, outcome)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    yield { event: 'error', data: JSON.stringify({ error: error.code, detail: error.detail }) };
  }
}

async function answerMessages(
  ctx: RunsContext,
  actor: Actor,
  { messages, session_id, model, temperature, max_tokens }: AskMessages,
  signal: AbortSignal,
): Promise<TextAnswer> {
  const request = { messages, temperature, maxTokens: max_tokens };
  const { engine, chunks } = complete(ctx, request, { userId: actor.userId, model, signal });
  try {
    const { text, inputTokens, outputTokens } = await gather(chunks);
    return {
      response: text,
      session_id: session_id ?? newId(),
      engine,
      usage: {
        input_tokens: inputTokens,
        output_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
        cost_usd: null,
      },
      user_id: actor.userId,
      timestamp: ctx.now().toISOString(),
    };
  } catch (error) {
    if (error instanceof LlmError) throw new AppError('unavailable', `model: ${error.detail}`, { cause: error });
    throw error;
  }
}

const defaultEngine = (ctx: RunsContext): string => ctx.models.get()?.vendor ?? 'builtin';

const ownedBy = (ctx: RunsContext, actor: Actor, engine: string) => ({
  user_id: actor.userId,
  timestamp: ctx.now().toISOString(),
  engine,
});

/** Aborts when the caller goes away, or the server closes. */
function goneOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, request.server.closing]);
}
