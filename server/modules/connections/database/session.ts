import type { CheckedStatement } from '../guard/checked-statement.ts';

/** What one statement may cost. */
export interface StatementLimits {
  timeoutMs: number;
  maxRows: number;
  /** Of all values together, as JSON. */
  maxBytes: number;
  /** In the units of PostgreSQL's planner; SQLite has no such measure. */
  maxCost: number;
}

export interface StatementResult {
  columns: string[];
  /** JSON-safe values in the order of `columns` (`json-values.ts` says how each type looks). */
  data: unknown[][];
  /** There were more rows than `maxRows` or more bytes than `maxBytes`; these are the first. */
  truncated: boolean;
}

/** An open connection to somebody's database. It reads; nothing it does is ever committed. Throws `DatabaseFault`. */
export interface DatabaseSession {
  readonly dialect: 'postgresql' | 'sqlite';
  readonly serverVersion: string;
  /** False once the connection is gone: what follows can only fail. */
  isOpen(): boolean;
  /** A statement of ours. 10 seconds unless told. Rows are bounded by the statement itself. */
  read(sql: string, params?: (string | number)[], options?: { timeoutMs?: number }): Promise<unknown[][]>;
  /** A statement that came from outside and passed the guard. */
  run(statement: CheckedStatement, limits: StatementLimits): Promise<StatementResult>;
}
