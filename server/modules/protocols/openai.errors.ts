import type { OpenAiErrorBody } from '@parlance/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmbeddingError } from '../../platform/embeddings/index.ts';
import type { AppError } from '../../platform/errors.ts';
import { explainError } from '../../platform/http/errors.ts';
import { LlmError } from '../../platform/llm/index.ts';

interface Failure {
  status: number;
  type: 'invalid_request_error' | 'rate_limit_error' | 'server_error';
  code: string | null;
  message: string;
  param?: string | null;
  headers?: Record<string, string>;
}

/** A refusal that OpenAI has a code for (platform.openai.com/docs/guides/error-codes). */
export class OpenAiError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'OpenAiError';
    this.failure = failure;
  }
}

/** 400 that names the field. */
export const invalidParam = (param: string, message: string): OpenAiError =>
  new OpenAiError({ status: 400, type: 'invalid_request_error', code: null, message: `${param}: ${message}`, param });

/** 404 as OpenAI says it. */
export const modelNotFound = (model: string): OpenAiError =>
  new OpenAiError({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: `There is no model "${model}" here; GET /openai/v1/models lists those there are.`,
    param: 'model',
  });

/** Answers whatever was thrown in OpenAI's form, so that its clients throw the error they have for it. */
export function openAiErrorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = toFailure(error, request);
  void reply
    .status(failure.status)
    .headers(failure.headers ?? {})
    .type('application/json; charset=utf-8')
    .send(presentFailure(failure));
}

/** Answers an address under `/openai/v1` that is none. */
export function openAiNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const message = `Unknown request URL: ${request.method} ${request.url.split('?')[0]}.`;
  const failure: Failure = { status: 404, type: 'invalid_request_error', code: 'unknown_url', message };
  void reply.status(404).send(presentFailure(failure));
}

/** The body for whatever was thrown; what is nobody's fault outside is logged. */
export const presentOpenAiError = (error: unknown, request: FastifyRequest): OpenAiErrorBody =>
  presentFailure(toFailure(error, request));

const presentFailure = ({ message, type, param = null, code }: Failure): OpenAiErrorBody => ({
  error: { message, type, param, code },
});

function toFailure(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof OpenAiError) return error.failure;
  if (error instanceof LlmError) return modelFailure(error, request);
  if (error instanceof EmbeddingError) return embeddingFailure(error, request);
  return appFailure(explainError(error, request));
}

function modelFailure({ code, detail, retryAfterSeconds, cause }: LlmError, request: FastifyRequest): Failure {
  const invalid = { status: 400, type: 'invalid_request_error', message: detail } as const;
  if (code === 'bad_request') return { ...invalid, code: null };
  if (code === 'too_long') return { ...invalid, code: 'context_length_exceeded', param: 'messages' };
  const headers: Record<string, string> = retryAfterSeconds
    ? { 'retry-after': String(Math.ceil(retryAfterSeconds)) }
    : {};
  if (code === 'rate_limited') return { ...rateLimited, message: detail, headers };
  if (code === 'no_such_model') return { ...modelNotFound('').failure, message: detail };
  request.log.warn({ err: cause, code }, 'a model failed');
  return { ...unavailable, message: detail, headers };
}

function embeddingFailure(error: EmbeddingError, request: FastifyRequest): Failure {
  if (error.code === 'rate_limited' || error.code === 'busy') return { ...rateLimited, message: error.detail };
  request.log.warn({ err: error }, 'embedding failed');
  return { ...unavailable, message: error.detail };
}

const rateLimited = { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' } as const;
const unavailable = { status: 503, type: 'server_error', code: 'service_unavailable' } as const;

function appFailure({ code, status, detail: message, fields, headers }: AppError): Failure {
  const said = { message, headers, param: fields?.[0]?.path || null };
  if (status === 401) return { ...said, status, type: 'invalid_request_error', code: 'invalid_api_key' };
  if (status === 429) return { ...rateLimited, ...said };
  if (status === 503) return { ...unavailable, ...said };
  if (status >= 500) return { ...said, status, type: 'server_error', code };
  // OpenAI refuses fields with a 400, and its clients know that.
  return { ...said, status: status === 422 ? 400 : status, type: 'invalid_request_error', code };
}
