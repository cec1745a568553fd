/**
 * What went wrong between us and a model:
 * `unavailable` not reachable, overloaded, broken or given up on for a while · `rate_limited` too many questions ·
 * `timeout` silent for too long · `refused` the key or the account was refused · `bad_request` the provider did not understand us ·
 * `bad_response` we did not understand the provider · `too_long` more than the model can read · `cut` the answer broke off ·
 * `no_such_model` nobody knows a model of this name.
 */
export type LlmErrorCode =
  | 'unavailable'
  | 'rate_limited'
  | 'timeout'
  | 'refused'
  | 'bad_request'
  | 'bad_response'
  | 'too_long'
  | 'cut'
  | 'no_such_model';

interface LlmErrorOptions {
  cause?: unknown;
  /** When the provider wants to be asked again. */
  retryAfterSeconds?: number | undefined;
}

/** A failed call of a model. `detail` is a sentence for people: it holds no keys, no addresses and nothing the provider wrote. */
export class LlmError extends Error {
  readonly code: LlmErrorCode;
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: LlmErrorCode, detail: string, options: LlmErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'LlmError';
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
