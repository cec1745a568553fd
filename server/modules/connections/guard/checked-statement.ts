/**
 * One statement that passed the guard of its dialect: the only kind that a session runs for people. Nothing else makes one, since
 * the class is closed and its maker stays in this folder.
 */
export class CheckedStatement {
  readonly dialect: 'postgresql' | 'sqlite';
  readonly text: string;
  /** Where a database can tell what is read column by column (SQLite), what may be. */
  readonly readable: ReadableColumns;
  readonly #passed = true;

  private constructor(dialect: CheckedStatement['dialect'], text: string, readable: ReadableColumns) {
    this.dialect = dialect;
    this.text = text;
    this.readable = readable;
  }

  /** Only for the guard: says that the text was checked. */
  static pass(dialect: CheckedStatement['dialect'], text: string, readable: ReadableColumns = {}): CheckedStatement {
    return new CheckedStatement(dialect, text, readable);
  }

  get passed(): boolean {
    return this.#passed;
  }
}

/** Tables by lower-case name, each with the lower-case names of its hidden columns. */
export type ReadableColumns = Record<string, string[]>;
