import type { ErrorBody, ErrorCode, FieldError } from '@parlance/contracts';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { AppError } from '../errors.ts';

/** Turns whatever was thrown into the one error envelope. Unknown errors are logged with their stack and shown as a 500 without details. */
export function errorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  send(reply, explainError(error, request));
}

/** What is said about anything that was thrown while a request was answered; logs what is not the caller's fault. */
export function explainError(error: unknown, request: FastifyRequest): AppError {
  const known = toAppError(error);
  if (known) {
    if (known.status >= 500) request.log.warn({ err: error }, 'request failed');
    return known;
  }
  request.log.error({ err: error }, 'unexpected error');
  return new AppError(
    'internal_error',
    `Something went wrong on our side. Mention request ${request.id} when you report it.`,
  );
}

/** The envelope for an unknown path, or for a known one that does not have this method. */
export function createNotFoundHandler(methodsAt: (path: string) => string[]) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const path = request.url.split('?')[0] ?? '';
    const methods = methodsAt(path);
    if (methods.length === 0) {
      send(reply, new AppError('route_not_found', `There is no ${request.method} ${path}.`));
      return;
    }
    const allow = methods.join(', ');
    send(
      reply,
      new AppError('method_not_allowed', `${path} answers ${allow}, not ${request.method}.`, { headers: { allow } }),
    );
  };
}

/** The body of an error answer. */
export function presentError(error: AppError, requestId: string): ErrorBody {
  return {
    error: error.code,
    detail: error.detail,
    timestamp: new Date().toISOString(),
    request_id: requestId,
    ...(error.fields ? { fields: error.fields } : {}),
  };
}

function send(reply: FastifyReply, error: AppError): void {
  void reply
    .status(error.status)
    .headers(error.headers)
    .type('application/json; charset=utf-8')
    .send(presentError(error, reply.request.id));
}

/** Fastify's own refusals, by its error codes (fastify.dev/docs/latest/Reference/Errors). */
const fastifyCodes: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_body', 'The body is empty; send JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_body', 'The body is not valid JSON.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The body is too large: 1 MiB at most outside uploads.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The body is shorter or longer than Content-Length says.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'This route takes application/json.'],
  FST_ERR_BAD_URL: ['bad_request', 'The address is not valid.'],
  FST_ERR_MAX_PARAM_LENGTH: ['bad_request', 'A part of the address is too long.'],
  FST_ERR_ASYNC_CONSTRAINT: ['bad_request', 'The request is not valid.'],
};

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return undefined;
  const { validation, validationContext, code, statusCode } = error as FastifyError;
  if (validation) return validationError(validation, validationContext ?? 'body');
  const mapped = fastifyCodes[code];
  if (mapped) return new AppError(mapped[0], mapped[1], { cause: error });
  if (isDatabaseGone(error))
    return new AppError('unavailable', 'database: not available at the moment. Try again.', { cause: error });
  if (error instanceof SyntaxError && statusCode === 400)
    return new AppError('malformed_body', 'The body is not valid JSON.');
  if (statusCode === 413) return new AppError('payload_too_large', 'The body is too large.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError('bad_request', error.message, { cause: error });
  return undefined;
}

function validationError(issues: FastifySchemaValidationError[], where: string): AppError {
  const fields: FieldError[] = issues.map((issue) => ({
    path: fieldPath(issue),
    message: issue.message ?? 'is not valid',
  }));
  const first = fields[0] ?? { path: where, message: 'is not valid' };
  return new AppError('validation_failed', `${first.path || where} ${first.message}.`, { fields });
}

function fieldPath({ instancePath, params }: FastifySchemaValidationError): string {
  const base = instancePath.slice(1).replaceAll('/', '.');
  const missing = params.missingProperty;
  if (typeof missing !== 'string') return base;
  return base ? `${base}.${missing}` : missing;
}

/**
 * What passes by itself: connection failures of `pg`, and of PostgreSQL the classes 08 (connection), 40 (deadlock), 53 (out of
 * resources) and 57P (shutdown) and its time-outs of statements (57014) and transactions (25P03, 25P04).
 */
function isDatabaseGone(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  if (/^(08|40|53|57P)...?$|^(57014|25P03|25P04)$/.test(code)) return true;
  if (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code) &&
    'syscall' in error &&
    error.syscall === 'connect'
  )
    return true;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
