import type { ReadableColumns } from '../guard/checked-statement.ts';

/** What the process that reads a SQLite file is asked, one at a time. */
export interface ChildQuestion {
  sql: string;
  params: (string | number)[];
  /** What a statement from outside may read; not said for our own, which also read the catalogue. */
  readable?: ReadableColumns | undefined;
  maxRows: number;
  maxBytes: number;
}

export type ChildAnswer =
  | { ok: true; columns: string[]; data: unknown[][]; truncated: boolean }
  | { ok: false; message: string };
