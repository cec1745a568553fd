import type { ConnectionTest, CreateConnection } from '@parlance/contracts';
import { invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { accessConnection } from './connections.access.ts';
import type { ConnectionsContext } from './context.ts';
import { DatabaseFault } from './database/database-fault.ts';
import { withDatabase } from './open-connection.ts';

const testMs = 15_000;
type Reached = Parameters<typeof withDatabase>[1];

/** Logs in and asks for the version. What goes wrong is the answer, not an error. Throws `not_found`, `forbidden`. */
export async function testConnection(
  ctx: ConnectionsContext,
  actor: Pick<Actor, 'userId'>,
  id: string,
): Promise<ConnectionTest> {
  return probe(ctx, await accessConnection(ctx.db, actor, id, 'owner'));
}

/** The same for an address that is kept nowhere. Throws `validation_failed`. */
export async function testAddress(ctx: ConnectionsContext, input: CreateConnection): Promise<ConnectionTest> {
  const { host, database, username } = input;
  if (input.kind === 'sqlite') throw invalidField('kind', 'can only be tested after the upload');
  if (host === undefined) throw invalidField('host', 'is required');
  if (database === undefined) throw invalidField('database', 'is required');
  if (username === undefined) throw invalidField('username', 'is required');
  const id = newId();
  return probe(ctx, {
    id,
    kind: 'postgresql',
    host,
    port: input.port ?? 5432,
    database,
    username,
    sealed_password: ctx.passwords.seal(input.password ?? '', id),
    ssl_mode: input.ssl_mode ?? 'prefer',
    allow_superuser: input.allow_superuser ?? false,
    blob_key: null,
  });
}

async function probe(ctx: ConnectionsContext, connection: Reached): Promise<ConnectionTest> {
  try {
    const signal = AbortSignal.timeout(testMs);
    const version = await withDatabase(ctx, connection, signal, async (session) => session.serverVersion);
    return { success: true, message: 'The connection works.', server_version: version };
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    return { success: false, message: error.message, server_version: null };
  }
}
