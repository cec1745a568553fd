import type { ErrorBody, ErrorCode, FieldError } from '@parlance/contracts';

/** A refusal by the server: branch on `code`, show `detail` to people. */
export class ParlanceError extends Error {
  override readonly name = 'ParlanceError';
  readonly status: number;
  /** Stable code. A newer server may know more of them than this client. */
  readonly code: ErrorCode | (string & {});
  readonly detail: string;
  /** The fields that were refused, by path; empty where the error isn't about fields. */
  readonly fields: readonly FieldError[];
  readonly requestId: string | null;
  /** How long the server asks to wait, or null where it didn't say. */
  readonly retryAfterMs: number | null;

  constructor(answer: { status: number; body: Partial<ErrorBody>; retryAfterMs: number | null }) {
    const detail = answer.body.detail ?? `The server answered with status ${answer.status}.`;
    super(detail);
    this.status = answer.status;
    this.code = answer.body.error ?? 'unexpected_answer';
    this.detail = detail;
    this.fields = answer.body.fields ?? [];
    this.requestId = answer.body.request_id ?? null;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/** The server could not be reached, or its answer did not come in time or made no sense; `cause` says more. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  /** True where the time ran out. */
  readonly timedOut: boolean;

  constructor(message: string, options: { cause?: unknown; timedOut?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.timedOut = options.timedOut ?? false;
  }
}

/** Milliseconds that a `Retry-After` header asks for (seconds or a date), or null. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** The error that an answer with a status of 400 or above stands for; a body that isn't ours is passed over. */
export async function errorFromResponse(response: Response, now: number): Promise<ParlanceError> {
  const text = await response.text();
  return errorFromText(response.status, text, response.headers.get('retry-after'), now);
}

/** As `errorFromResponse`, for answers that did not come through fetch. */
export function errorFromText(status: number, text: string, retryAfter: string | null, now: number): ParlanceError {
  return new ParlanceError({ status, body: readErrorBody(text), retryAfterMs: parseRetryAfter(retryAfter, now) });
}

function readErrorBody(text: string): Partial<ErrorBody> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'error' in body ? (body as ErrorBody) : {};
  } catch {
    // A proxy in between answers in HTML; its status is all we have.
    return {};
  }
}
