import { LlmError } from './llm-error.ts';

/** What a fault is told about: the model as people know it, and what must never be shown. */
export interface FaultContext {
  /** Full name, e.g. `ollama:qwen2.5:3b`. */
  model: string;
  secrets: readonly string[];
}

/** What a provider says about a fault, whatever its format. */
interface ProviderWords {
  message: string;
  /** Its own names for it, e.g. `overloaded_error insufficient_quota`. */
  codes: string;
  status?: number | undefined;
  /** Seconds, where they stand in the body. */
  retryAfter?: number | undefined;
}

/** HTTP statuses behind the names that providers use inside of streams. */
const statusOfCode: [pattern: RegExp, status: number][] = [
  [/overloaded|UNAVAILABLE/, 529],
  [/rate_limit|RESOURCE_EXHAUSTED/, 429],
  [/authentication_error|UNAUTHENTICATED/, 401],
  [/permission_error|PERMISSION_DENIED/, 403],
  [/not_found|NOT_FOUND/, 404],
  [/request_too_large/, 413],
  [/invalid_request|INVALID_ARGUMENT/, 400],
];

const tooLong =
  /context.?length|context.?window|maximum context|context size|exceed_context|prompt is too long|too many tokens|maximum number of tokens|input is too long/i;
const noCredit = /insufficient_quota|credit balance|billing|exceeded your current quota.*plan/i;
const badKey = /API_KEY_INVALID|api key not valid|invalid api key|incorrect api key/i;
const noModel = /model_not_found|model .{0,80}(not found|does not exist|not supported)|no such model/i;

/** The fault that an answer of HTTP tells, or an error inside of a stream, where the status may be missing. */
export function faultOfAnswer(
  context: FaultContext,
  answer: { status?: number | undefined; headers?: Headers | undefined; body: string },
): LlmError {
  const words = readWords(answer.body);
  const status = answer.status ?? words.status ?? 500;
  const retryAfterSeconds = readRetryAfter(answer.headers) ?? words.retryAfter;
  const cause = new Error(scrub(`${status} ${words.codes} ${words.message}`.slice(0, 600), context.secrets));
  const { code, detail } = judge(status, `${words.codes} ${words.message}`, context.model);
  return new LlmError(code, detail, { cause, retryAfterSeconds });
}

function judge(status: number, words: string, model: string): Pick<LlmError, 'code' | 'detail'> {
  if (status >= 300 && status < 400)
    return { code: 'bad_response', detail: `${model} answers with a redirect: its address is set wrong.` };
  if (status === 402 || (status < 500 && noCredit.test(words)))
    return { code: 'refused', detail: `The account of ${model} has no credit left.` };
  if (status === 401 || status === 403 || badKey.test(words))
    return { code: 'refused', detail: `${model} refuses the key it was given.` };
  if (status === 413 || (status < 500 && status !== 429 && tooLong.test(words)) || /exceed_context/.test(words))
    return { code: 'too_long', detail: `This is more than ${model} can read at once.` };
  if (status === 404 || (status < 500 && noModel.test(words)))
    return { code: 'no_such_model', detail: `The provider knows no model ${model}.` };
  if (status === 429) return { code: 'rate_limited', detail: `${model} gets too many questions right now.` };
  if (status >= 500 || status === 408 || status === 409)
    return { code: 'unavailable', detail: `${model} is out of order or overloaded right now.` };
  return { code: 'bad_request', detail: `${model} did not accept the question.` };
}

/** The fault of a connection that failed, before or in the middle of an answer. */
export function faultOfConnection(context: FaultContext, error: unknown, { begun }: { begun: boolean }): LlmError {
  const cause = new Error(scrub(describe(error), context.secrets));
  if (/CONNECT_TIMEOUT/.test(codesOf(error)))
    return new LlmError('timeout', `${context.model} did not take the connection in time.`, { cause });
  return begun
    ? new LlmError('cut', `The connection to ${context.model} broke off in the middle of the answer.`, { cause })
    : new LlmError('unavailable', `${context.model} cannot be reached.`, { cause });
}

/** The fault of anything else that was thrown while an answer was read. */
export function faultOfReading(context: FaultContext, error: unknown): LlmError {
  if (error instanceof LlmError) return error;
  // Errors of the vendors' libraries about an event `error` in the stream carry its body and no status.
  const body = error instanceof Error && 'error' in error ? error.error : undefined;
  if (typeof body === 'object' && body !== null) return faultOfAnswer(context, { body: JSON.stringify(body) });
  const cause = new Error(scrub(describe(error), context.secrets));
  return new LlmError('bad_response', `${context.model} answered with something that cannot be read.`, { cause });
}

/** Takes keys out of what others wrote. */
function scrub(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause === undefined ? '' : `: ${describe(error.cause)}`;
  return `${error.name}: ${error.message}${inner}`.slice(0, 600);
}

function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as NodeJS.ErrnoException;
  return `${code ?? ''} ${codesOf(error.cause)}`;
}

type Loose = Record<string, unknown>;
const asObject = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});

/**
 * Reads the forms there are: `{error: {message, type, code}}` (OpenAI, Anthropic), `[{error: {message, status, details}}]` (Google),
 * `{error: "…"}` (Ollama), or the inside of `error` alone.
 */
function readWords(body: string): ProviderWords {
  const parsed = parse(body);
  const outer = asObject(Array.isArray(parsed) ? parsed[0] : parsed);
  if (Object.keys(outer).length === 0) return { message: body.slice(0, 500), codes: '' };
  const inner = typeof outer.error === 'object' && outer.error !== null ? asObject(outer.error) : outer;
  const message = [inner.message, outer.error, outer.detail].find((word) => typeof word === 'string') ?? '';
  const reasons = (Array.isArray(inner.details) ? inner.details : []).map(asObject);
  const codes = [inner.type, inner.code, inner.status, ...reasons.map(({ reason }) => reason)];
  const names = codes.filter((code) => typeof code === 'string').join(' ');
  const number = codes.find((code) => typeof code === 'number' && code >= 300 && code < 600);
  const delay = reasons.map(({ retryDelay }) => retryDelay).find((value) => typeof value === 'string');
  return {
    message: String(message),
    codes: names,
    status: (number as number | undefined) ?? statusOfCode.find(([pattern]) => pattern.test(names))?.[1],
    retryAfter: delay === undefined ? undefined : Number.parseFloat(String(delay)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds of `Retry-After`, which may also be a date (RFC 9110, 10.2.3). */
function readRetryAfter(headers: Headers | undefined): number | undefined {
  const written = headers?.get('retry-after');
  if (!written) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(written) ? Number(written) : (Date.parse(written) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
