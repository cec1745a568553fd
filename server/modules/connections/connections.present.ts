import type { Connection, ConnectionState } from '@parlance/contracts';
import type { AccessibleConnection } from './connections.access.ts';
import type { ConnectionRow } from './connections.tables.ts';

const time = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A connection as one person may see it: where it is and who logs in is for owners. The password is in no form. */
export function presentConnection(row: AccessibleConnection): Connection {
  const owns = row.permission === 'owner';
  return {
    ...presentState(row),
    name: row.name,
    description: row.description,
    kind: row.kind,
    host: owns ? row.host : null,
    port: owns ? row.port : null,
    database: owns ? row.database : null,
    username: owns ? row.username : null,
    ssl_mode: owns ? row.ssl_mode : null,
    allow_superuser: row.allow_superuser,
    is_demo: row.is_demo,
    server_version: owns ? row.server_version : null,
    permission: row.permission,
    owner_id: row.owner_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** How far the analysis is. */
export function presentState(row: ConnectionRow): ConnectionState {
  return {
    id: row.id,
    status: row.status,
    status_message: row.status_message,
    analysis_progress: Math.round(row.analysis_progress),
    last_analyzed_at: time(row.last_analyzed_at),
    next_analysis_at: time(row.next_analysis_at),
  };
}
