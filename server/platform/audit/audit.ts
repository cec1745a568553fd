import type { Tx } from '../db/index.ts';
import { newId } from '../ids.ts';
import type {} from './audit.tables.ts';

/** Something an administrator may have to look up later. `detail` holds no secrets and nothing people wrote. */
interface AuditEntry {
  /** Noun and past participle: `password-changed`. */
  action: string;
  /** Who did it; null where nobody was signed in. */
  actorId?: string | null;
  /** What it was done to. */
  targetId?: string | null;
  ip?: string | null;
  requestId?: string | null;
  detail?: Record<string, string | number | boolean | null>;
}

/** Writes an entry that stays: the table refuses updates and deletes. It exists exactly if the caller's change does. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values({
      id: newId(),
      action: entry.action,
      actor_id: entry.actorId ?? null,
      target_id: entry.targetId ?? null,
      ip: entry.ip ?? null,
      request_id: entry.requestId ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}
