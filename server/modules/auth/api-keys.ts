import type { ApiKey, ApiKeyScope, CreateApiKey, CreatedApiKey } from '@parlance/contracts';
import { limits } from '@parlance/contracts';
import { recordAudit } from '../../platform/audit/index.ts';
import { afterCommit, type Db, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { invalidKey } from './auth.errors.ts';
import type { ApiKeyRow } from './auth.tables.ts';
import type { Caller } from './caller.ts';
import { hashToken, newOpaqueToken } from './opaque-token.ts';

const keyMark = 'pk-';
/** Of the 43 characters after the mark so many are shown; the others still are 220 random bits. */
const shownLength = keyMark.length + 6;
/** How exact `last_used_at` is, in milliseconds. */
const useGrain = 60_000;

/** Whether a bearer token is an API key; access tokens (JWT) start otherwise. */
export const isApiKey = (token: string): boolean => token.startsWith(keyMark);

/** Makes a key and returns it with its secret. Throws `validation_failed` for a past `expires_at` and `conflict` at the limit. */
export async function createApiKey(
  { db, now }: Pick<Platform, 'db' | 'now'>,
  actor: Actor,
  { name, scopes = ['openai'], expires_at }: CreateApiKey,
  caller: Caller,
): Promise<CreatedApiKey> {
  const key = keyMark + newOpaqueToken().token;
  const row: ApiKeyRow = {
    id: newId(),
    user_id: actor.userId,
    name,
    prefix: key.slice(0, shownLength),
    hash: hashToken(key),
    scopes,
    expires_at: expires_at ? futureDate(expires_at, now()) : null,
    last_used_at: null,
    created_at: now(),
  };
  await transact(db, async (tx) => {
    // One at a time for each user, so that the limit holds.
    await tx.selectFrom('users').select('id').where('id', '=', actor.userId).forNoKeyUpdate().execute();
    const owned = await tx.selectFrom('api_keys').select('id').where('user_id', '=', actor.userId).execute();
    if (owned.length >= limits.apiKeysMax)
      throw new AppError('conflict', `You have ${limits.apiKeysMax} keys already; delete one first.`);
    await tx.insertInto('api_keys').values(row).execute();
    await recordAudit(tx, {
      action: 'api-key-created',
      actorId: actor.userId,
      targetId: row.id,
      ip: caller.ip,
      requestId: caller.requestId,
      detail: { scopes: scopes.join(' '), expires_at: row.expires_at?.toISOString() ?? null },
    });
  });
  return { ...presentApiKey(row), key };
}

/** Deletes one's own key; it is dead in every process once the transaction has committed. Throws `not_found`. */
export async function deleteApiKey(
  { db, bus }: Pick<Platform, 'db' | 'bus'>,
  actor: Actor,
  id: string,
  caller: Caller,
): Promise<void> {
  await transact(db, async (tx) => {
    const deleted = await tx
      .deleteFrom('api_keys')
      .where('id', '=', id)
      .where('user_id', '=', actor.userId)
      .returning('id')
      .executeTakeFirst();
    if (!deleted) throw new AppError('not_found', 'There is no such key.');
    await recordAudit(tx, {
      action: 'api-key-deleted',
      actorId: actor.userId,
      targetId: deleted.id,
      ip: caller.ip,
      requestId: caller.requestId,
    });
    // What is open by a key ends as what is open by a session: sockets, streams, cached answers.
    afterCommit(tx, () => bus.publish({ kind: 'sessions-ended', userId: actor.userId, sessionIds: [deleted.id] }));
  });
}

/** A user's keys, newest first, from before a key on; expired ones too. */
export function listApiKeys(
  db: Db,
  { userId, before, limit }: { userId: string; before: string | undefined; limit: number },
): Promise<ApiKeyRow[]> {
  let keys = db.selectFrom('api_keys').selectAll().where('user_id', '=', userId);
  if (before !== undefined) keys = keys.where('id', '<', before);
  return keys.orderBy('id', 'desc').limit(limit).execute();
}

/** Who a key belongs to and what for. */
export interface UsableKey {
  actor: Actor;
  scopes: readonly ApiKeyScope[];
  /** In milliseconds since 1970; infinite where it does not expire. */
  expiresAt: number;
  /** Likewise, 0 before the first use. */
  lastUsedAt: number;
}

/** Finds a key by its secret; `sessionId` of its actor is the key's id. Throws `unauthorized`, also where its user is inactive. */
export async function getUsableKey(db: Db, key: string): Promise<UsableKey> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select(['api_keys.id', 'user_id', 'scopes', 'expires_at', 'last_used_at', 'username', 'is_superuser'])
    .where('hash', '=', hashToken(key))
    .where('is_active', '=', true)
    .executeTakeFirst();
  if (!row) throw invalidKey();
  return {
    actor: { userId: row.user_id, sessionId: row.id, username: row.username, isSuperuser: row.is_superuser },
    scopes: row.scopes,
    expiresAt: row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    lastUsedAt: row.last_used_at?.getTime() ?? 0,
  };
}

/** Notes that a key is used, at most once a minute. */
export async function noteKeyUse(db: Db, key: UsableKey, now: Date): Promise<void> {
  if (now.getTime() - key.lastUsedAt < useGrain) return;
  key.lastUsedAt = now.getTime();
  const stale = new Date(now.getTime() - useGrain);
  await db
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('id', '=', key.actor.sessionId)
    .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<=', stale)]))
    .execute();
}

export function presentApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}

function futureDate(text: string, now: Date): Date {
  const date = new Date(text);
  // A leap second is valid in RFC 3339, but no Date.
  if (!(date > now)) throw invalidField('expires_at', 'must be in the future');
  return date;
}
