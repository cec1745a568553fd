import type { ColumnType, Generated } from 'kysely';

interface AuditEntriesTable {
  id: string;
  at: Generated<Date>;
  actor_id: string | null;
  action: string;
  target_id: string | null;
  ip: string | null;
  request_id: string | null;
  detail: ColumnType<Record<string, unknown>, string, never>;
}

declare module '../db/tables.ts' {
  interface Tables {
    audit_entries: AuditEntriesTable;
  }
}
