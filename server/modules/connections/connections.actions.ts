import type { CreateConnection, CreateConnectionFromUrl, UpdateConnection } from '@parlance/contracts';
import type { Insertable } from 'kysely';
import { type Tables, type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { createLogs, deleteLogs } from '../../platform/log/index.ts';
import { parseConnectionUrl } from './connection-url.ts';
import { type AccessibleConnection, accessConnection, lockConnection } from './connections.access.ts';
import { analyzeConnectionJob, removeDatabaseJob } from './connections.job-definitions.ts';
import type { ConnectionsContext } from './context.ts';
import { copyUpload, removeDatabase } from './sqlite-files.ts';

type Who = Pick<Actor, 'userId'>;
/** What one person may have connected. */
const connectionsPerOwner = 100;

/** Connects a database, whose analysis then begins by itself. Throws `validation_failed`, `url_not_allowed`, `conflict`, `not_found`. */
export async function createConnection(
  ctx: ConnectionsContext,
  actor: Who,
  input: CreateConnection,
): Promise<AccessibleConnection> {
  if (input.kind === 'sqlite') return connectUpload(ctx, actor, input);
  const { host, database, username } = input;
  if (host === undefined) throw invalidField('host', 'is required');
  if (database === undefined) throw invalidField('database', 'is required');
  if (username === undefined) throw invalidField('username', 'is required');
  if (input.media_id !== undefined) throw invalidField('media_id', 'is only for kind sqlite');
  await assertReachable(ctx, host);
  const id = newId();
  return insertConnection(ctx, actor, {
    id,
    owner_id: actor.userId,
    name: input.name,
    description: input.description ?? null,
    kind: 'postgresql',
    host,
    port: input.port ?? 5432,
    database,
    username,
    sealed_password: ctx.passwords.seal(input.password ?? '', id),
    ssl_mode: input.ssl_mode ?? 'prefer',
    allow_superuser: input.allow_superuser ?? false,
  });
}

/** The same from a URL, which may hold the password and is kept nowhere. */
export async function createConnectionFromUrl(
  ctx: ConnectionsContext,
  actor: Who,
  { url, ...input }: CreateConnectionFromUrl,
): Promise<AccessibleConnection> {
  const parsed = parseConnectionUrl(url);
  return createConnection(ctx, actor, { name: parsed.database.slice(0, 200), ...input, ...parsed });
}

async function connectUpload(
  ctx: ConnectionsContext,
  actor: Who,
  input: CreateConnection,
): Promise<AccessibleConnection> {
  if (input.media_id === undefined) throw invalidField('media_id', 'is required: upload the file first');
  const upload = await ctx.ports.openUpload(actor, input.media_id);
  const { filename } = upload;
  return connectFile(ctx, actor, { ...input, filename, stored: await copyUpload(ctx, upload) });
}

export interface StoredFile {
  name: string;
  description?: string | null | undefined;
  filename: string;
  stored: { blobKey: string; size: number };
  isDemo?: boolean;
}

/** Makes stored bytes a connection; they go again when that fails. */
export async function connectFile(
  ctx: ConnectionsContext,
  actor: Who,
  file: StoredFile,
): Promise<AccessibleConnection> {
  try {
    return await insertConnection(ctx, actor, {
      id: newId(),
      owner_id: actor.userId,
      name: file.name,
      description: file.description ?? null,
      kind: 'sqlite',
      database: file.filename,
      ssl_mode: 'disable',
      blob_key: file.stored.blobKey,
      file_size: file.stored.size,
      is_demo: file.isDemo ?? false,
    });
  } catch (error) {
    await removeDatabase(ctx, file.stored.blobKey);
    throw error;
  }
}

async function insertConnection(
  ctx: ConnectionsContext,
  actor: Who,
  row: Insertable<Tables['connections']>,
): Promise<AccessibleConnection> {
  return transact(ctx.db, async (tx) => {
    const { owned } = await tx
      .selectFrom('connections')
      .select((eb) => eb.fn.countAll<number>().as('owned'))
      .where('owner_id', '=', actor.userId)
      .executeTakeFirstOrThrow();
    if (owned >= connectionsPerOwner) {
      throw new AppError('conflict', `You have ${connectionsPerOwner} connections: delete one first.`);
    }
    await tx.insertInto('connections').values(row).execute();
    await createLogs(tx, 'connection', [row.id]);
    await ctx.jobs.enqueue(tx, analyzeConnectionJob, { connection_id: row.id });
    return accessConnection(tx, actor, row.id, 'owner');
  });
}

/** Hosts that may not be reached are refused before anything is kept; what cannot be reached now may be later. */
async function assertReachable({ hosts }: ConnectionsContext, host: string): Promise<void> {
  try {
    await hosts.resolve(host);
  } catch (error) {
    if (!(error instanceof AppError)) return;
    throw new AppError(
      'url_not_allowed',
      'This host is not on the public internet. An administrator can allow it with CONNECTIONS_ALLOW.',
      { cause: error, fields: [{ path: 'host', message: 'is not on the public internet' }] },
    );
  }
}

const addressFields = ['host', 'port', 'username'] as const;
const reachFields = [...addressFields, 'database', 'password', 'ssl_mode', 'allow_superuser'] as const;

/** Changes a connection; a new address is analysed anew. Throws `not_found`, `forbidden`, `validation_failed`, `url_not_allowed`. */
export async function updateConnection(
  ctx: ConnectionsContext,
  actor: Who,
  id: string,
  input: UpdateConnection,
): Promise<AccessibleConnection> {
  const { kind, ...before } = await accessConnection(ctx.db, actor, id, 'owner');
  const reach = reachFields.filter((field) => input[field] !== undefined);
  if (kind === 'sqlite' && reach[0]) throw invalidField(reach[0], 'is not for an uploaded file');
  const moved = addressFields.find((field) => input[field] !== undefined && input[field] !== before[field]);
  // Else an owner by sharing could have the password sent to a server of their own.
  if (moved && input.password === undefined) throw invalidField('password', `is needed again with a new ${moved}`);
  if (input.host !== undefined) await assertReachable(ctx, input.host);
  return transact(ctx.db, async (tx) => {
    await lockConnection(tx, actor, id, 'owner');
    const { password, ...fields } = input;
    const sealed = password === undefined ? {} : { sealed_password: ctx.passwords.seal(password, id) };
    await tx
      .updateTable('connections')
      .set({ ...fields, ...sealed, updated_at: ctx.now() })
      .where('id', '=', id)
      .execute();
    if (reach.length > 0) await requestAnalysis(ctx, tx, id);
    return accessConnection(tx, actor, id, 'owner');
  });
}

/** Has the database analysed again. Throws `not_found`, `forbidden`. */
export async function reanalyze(ctx: ConnectionsContext, actor: Who, id: string): Promise<AccessibleConnection> {
  return transact(ctx.db, async (tx) => {
    const { status } = await lockConnection(tx, actor, id, 'owner');
    if (['ready', 'error'].includes(status)) await requestAnalysis(ctx, tx, id);
    return accessConnection(tx, actor, id, 'owner');
  });
}

/** In the transaction of what makes it necessary. */
export async function requestAnalysis(ctx: ConnectionsContext, tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('connections')
    .set((eb) => ({
      status: eb
        .case()
        .when('last_analyzed_at', 'is', null)
        .then('pending' as const)
        .else('updating' as const)
        .end(),
      status_message: null,
      analysis_progress: 0,
      updated_at: ctx.now(),
    }))
    .where('id', '=', id)
    .execute();
  await ctx.jobs.enqueue(tx, analyzeConnectionJob, { connection_id: id });
}

/** Deletes a connection with all that was derived from it. Throws `not_found`, `forbidden`. */
export async function deleteConnection(ctx: ConnectionsContext, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const { blob_key: key } = await lockConnection(tx, actor, id, 'owner');
    await tx.deleteFrom('connections').where('id', '=', id).execute();
    await deleteLogs(tx, [id]);
    if (key) await ctx.jobs.enqueue(tx, removeDatabaseJob, { key });
  });
}
