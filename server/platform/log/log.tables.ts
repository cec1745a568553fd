import type { ColumnType, Generated } from 'kysely';

export interface LogsTable {
  log_id: string;
  kind: LogKind;
  epoch: Generated<string>;
  head_seq: Generated<number>;
  floor_seq: Generated<number>;
  updated_at: Generated<Date>;
}

/** `payload` is the event as it goes over the wire but for its seq. */
export interface EventsTable {
  log_id: string;
  seq: number;
  type: string;
  subject_id: string | null;
  payload: ColumnType<Record<string, unknown>, string, string>;
}

export type LogKind = 'connection' | 'conversation' | 'document' | 'run' | 'user';

declare module '../db/tables.ts' {
  interface Tables {
    logs: LogsTable;
    events: EventsTable;
  }
}
