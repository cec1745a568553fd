import { SealError } from '../../platform/crypto/index.ts';
import type { ConnectionRow } from './connections.tables.ts';
import type { ConnectionsContext } from './context.ts';
import { DatabaseFault } from './database/database-fault.ts';
import type { PostgresAddress } from './database/postgres-connect.ts';
import { withPostgres } from './database/postgres-session.ts';
import type { DatabaseSession } from './database/session.ts';
import { withSqlite } from './database/sqlite-session.ts';
import { localCopy } from './sqlite-files.ts';

type Reached = Pick<
  ConnectionRow,
  | 'id'
  | 'kind'
  | 'host'
  | 'port'
  | 'database'
  | 'username'
  | 'sealed_password'
  | 'ssl_mode'
  | 'allow_superuser'
  | 'blob_key'
>;

type OpenContext = Pick<ConnectionsContext, 'hosts' | 'passwords' | 'gate' | 'blobs' | 'config'>;

/**
 * Opens the database of a connection, lets `work` use it and closes it, whatever happens. The address is checked anew each time.
 * Throws `DatabaseFault`; when `signal` aborts, everything is cut at once.
 */
export async function withDatabase<T>(
  ctx: OpenContext,
  connection: Reached,
  signal: AbortSignal,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  return ctx.gate.pass(connection.id, async () => {
    try {
      if (connection.kind === 'sqlite') return await withSqlite(await localCopy(ctx, connection), signal, work);
      const address = addressOf(ctx, connection);
      return await withPostgres(ctx.hosts, address, { allowSuperuser: connection.allow_superuser, signal }, work);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new DatabaseFault('timeout', 'The database took too long to answer.', { cause: error });
    }
  });
}

function addressOf({ passwords }: OpenContext, connection: Reached): PostgresAddress {
  return {
    host: connection.host ?? '',
    port: connection.port ?? 5432,
    database: connection.database,
    username: connection.username ?? '',
    password: openPassword(passwords, connection),
    sslMode: connection.ssl_mode,
  };
}

function openPassword(passwords: OpenContext['passwords'], { id, sealed_password: sealed }: Reached): string {
  if (sealed === null) return '';
  try {
    return passwords.open(sealed, id);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new DatabaseFault(
      'login',
      'The password of this connection cannot be decrypted any more: enter it once more.',
      {
        cause: error,
      },
    );
  }
}
