export type ParseErrorCode =
  | 'encrypted'
  | 'broken'
  | 'empty'
  | 'scanned'
  | 'unsupported'
  | 'too_large'
  | 'too_many_pages';

/** Why a file cannot become a document. `detail` is a sentence for the person who uploaded it. */
export class ParseError extends Error {
  readonly code: ParseErrorCode;
  readonly detail: string;

  constructor(code: ParseErrorCode, detail: string, options: { cause?: unknown } = {}) {
    super(`${code}: ${detail}`, options);
    this.name = 'ParseError';
    this.code = code;
    this.detail = detail;
  }
}
