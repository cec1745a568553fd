import { type ErrorCode, errorStatus, type FieldError } from '@parlance/contracts';

interface AppErrorOptions {
  cause?: unknown;
  /** The fields that were refused, named as the client wrote them. */
  fields?: FieldError[];
  /** Extra response headers, e.g. `retry-after`. */
  headers?: Record<string, string>;
}

/** A failure that has a name in the contract. `detail` is shown to people: it holds no secrets and no internals. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string;
  readonly fields: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorStatus[code];
    this.detail = detail;
    this.fields = options.fields;
    this.headers = options.headers ?? {};
  }
}

/** 422 for a value that fits the schema but not the rules: names the field and the rule. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('validation_failed', `${path}: ${message}.`, { fields: [{ path, message }] });
}
