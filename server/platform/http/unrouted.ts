import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { errorHandler, presentError } from './errors.ts';

/** Answers addresses that the router refuses before any hook runs: broken percent-encoding, a part that is too long. */
export function refuseAddress(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  errorHandler(error, request, reply);
}

/** Answers what is no HTTP request, by Node's codes for it, in the envelope of every other error, and hangs up. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(connectionRefusal(error.code));
  socket.destroy();
}

function connectionRefusal(code: string | undefined): string {
  const error = connectionError(code);
  const requestId = newId();
  const body = JSON.stringify(presentError(error, requestId));
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    `X-Request-ID: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function connectionError(code: string | undefined): AppError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('request_timeout', 'The request took too long to arrive.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return new AppError('headers_too_large', 'Address and headers are too large: 16 KiB at most.');
  return new AppError('bad_request', 'This is not a valid HTTP request, or it ended early.');
}
