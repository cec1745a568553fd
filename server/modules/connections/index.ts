import type { Platform } from '../../platform/platform.ts';
import { createUrlGuard } from '../../platform/url-guard/index.ts';
import { createConnectionSecrets } from './connection-secrets.ts';
import type { ConnectionPorts, ConnectionsContext } from './context.ts';
import { SessionGate } from './session-gate.ts';

// The tables of this module, declared to the database's types.
import './connections.tables.ts';

export { createFindValues } from './analysis/find-values.ts';
export { foldValue } from './analysis/fold.ts';
export { loadModel } from './analysis/load-model.ts';
export { resealPasswords } from './connection-secrets.ts';
export { type AccessibleConnection, accessConnection, listUsable } from './connections.access.ts';
export { connectionJobDefinitions, connectionJobs } from './connections.jobs.ts';
export { registerConnectionRoutes } from './connections.routes.ts';
export type { ConnectionsContext } from './context.ts';
export { DatabaseFault } from './database/database-fault.ts';
export type { StatementResult } from './database/session.ts';
export type {
  ColumnModel,
  ColumnType,
  DatabaseModel,
  FindValues,
  JoinModel,
  TableModel,
  ValueHit,
} from './database-model.ts';
export { checkStatement } from './guard/index.ts';
export { withDatabase } from './open-connection.ts';

/** What the module's actions, jobs and routes need; one per process. */
export function createConnections(platform: Platform, ports: ConnectionPorts): ConnectionsContext {
  return {
    ...platform,
    ports,
    hosts: createUrlGuard(platform.config.CONNECTIONS_ALLOW),
    passwords: createConnectionSecrets(platform.secrets),
    gate: new SessionGate(),
  };
}
