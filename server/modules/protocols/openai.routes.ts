import {
  OpenAiChatCompletion,
  OpenAiChatRequest,
  OpenAiEmbeddingRequest,
  OpenAiEmbeddings,
  OpenAiErrorBody,
  OpenAiModel,
  OpenAiModelList,
} from '@parlance/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../platform/errors.ts';
import { sendSse } from '../../platform/http/sse.ts';
import type { Http } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { complete, type RunsContext } from '../runs/index.ts';
import { type AnswerHead, begin, presentCompletion, streamCompletion } from './chat-completion.ts';
import { defaultModel } from './default-model.ts';
import {
  invalidParam,
  modelNotFound,
  openAiErrorHandler,
  openAiNotFound,
  presentOpenAiError,
} from './openai.errors.ts';
import { embedTexts } from './openai-embeddings.ts';
import { readChatRequest } from './read-chat-request.ts';

const tags = ['openai'];
const config = { scope: 'openai', errorBody: OpenAiErrorBody } as const;

/** Registers the routes that OpenAI's clients use, under `/openai/v1`: models, chat completions and embeddings. Nothing is stored. */
export async function registerOpenAi(http: Http, ctx: RunsContext): Promise<void> {
  await http.register(
    async (scope: Http) => {
      scope.setErrorHandler(openAiErrorHandler);
      scope.setNotFoundHandler(openAiNotFound);
      registerModels(scope, ctx);
      registerChat(scope, ctx);
      registerEmbeddings(scope, ctx);
    },
    { prefix: '/openai/v1' },
  );
}

function registerModels(http: Http, ctx: RunsContext): void {
  const created = seconds(ctx.now());
  const all = [{ id: defaultModel, vendor: 'parlance' }, ...ctx.models.list()];
  const data = all.map(({ id, vendor }): OpenAiModel => ({ id, object: 'model', created, owned_by: vendor }));

  http.get(
    '/models',
    {
      config,
      schema: {
        tags,
        operationId: 'openaiListModels',
        summary: 'List the language models',
        response: { 200: OpenAiModelList },
      },
    },
    () => ({ object: 'list' as const, data }),
  );

  http.get(
    '/models/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'openaiGetModel',
        summary: 'Get a language model',
        params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
        response: { 200: OpenAiModel },
      },
    },
    ({ params: { id } }) => {
      const model = data.find((one) => one.id === id);
      if (!model) throw modelNotFound(id);
      return model;
    },
  );
}

function registerChat(http: Http, ctx: RunsContext): void {
  http.post(
    '/chat/completions',
    {
      config: { ...config, errors: [404] },
      schema: {
        tags,
        operationId: 'openaiChat',
        summary: 'Answer a list of messages, whole or as a stream; nothing is stored',
        produces: ['application/json', 'text/event-stream'],
        body: OpenAiChatRequest,
        response: { 200: OpenAiChatCompletion },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const signal = goneOf(request, reply);
      const { head, chunks } = answer(ctx, request.actor.userId, body, signal);
      try {
        if (!body.stream) return await presentCompletion(head, chunks);
        const begun = await begin(chunks);
        const includeUsage = body.stream_options?.include_usage === true;
        const presentError = (error: unknown) => presentOpenAiError(error, request);
        return sendSse(request, reply, () => streamCompletion(head, begun, { includeUsage, presentError, signal }));
      } catch (error) {
        throw signal.aborted ? interrupted(error) : error;
      }
    },
  );
}

function answer(ctx: RunsContext, userId: string, body: OpenAiChatRequest, signal: AbortSignal) {
  const model = body.model === defaultModel ? undefined : body.model;
  if (model !== undefined && !ctx.models.get(model)) throw modelNotFound(model);
  const question = readChatRequest(body);
  const { engine, chunks } = complete(ctx, question, { userId, model, signal });
  if (engine === 'builtin') assertBuiltinCan(question);
  const head: AnswerHead = { id: `chatcmpl-${newId()}`, created: seconds(ctx.now()), model: body.model, engine };
  return { head, chunks };
}

/** The built-in engine says what it cannot do in place of doing something else. */
function assertBuiltinCan({ toolChoice, schema }: ReturnType<typeof readChatRequest>): void {
  const needs = 'this needs a language model, and none is configured here (setting LLM).';
  if (toolChoice === 'required') throw invalidParam('tool_choice', needs);
  if (schema) throw invalidParam('response_format', needs);
}

function registerEmbeddings(http: Http, ctx: RunsContext): void {
  http.post(
    '/embeddings',
    {
      config: { ...config, errors: [404] },
      schema: {
        tags,
        operationId: 'openaiEmbed',
        summary: 'Turn texts into vectors',
        body: OpenAiEmbeddingRequest,
        response: { 200: OpenAiEmbeddings },
      },
    },
    async (request, reply) => {
      const signal = goneOf(request, reply);
      try {
        return await embedTexts(ctx.embeddings, request.body, signal);
      } catch (error) {
        throw signal.aborted ? interrupted(error) : error;
      }
    },
  );
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1_000);

/** Aborts when the caller goes away, or the server closes. */
function goneOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, request.server.closing]);
}

/** The caller is gone or will ask another server: no fault to look into. */
const interrupted = (cause: unknown): AppError =>
  new AppError('unavailable', 'The server is shutting down; ask again.', { cause });
