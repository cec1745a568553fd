import type { AuthTokens, Session } from '@parlance/contracts';
import { sql } from 'kysely';
import { afterCommit, type Db, type Tx, transact } from '../../platform/db/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { presentUser, type UserRow } from '../users/index.ts';
import { signAccessToken } from './access-token.ts';
import type { SessionRow } from './auth.tables.ts';
import type { Caller } from './caller.ts';
import { newOpaqueToken } from './opaque-token.ts';

/** A session as it stands after a transaction: what its tokens are made of. */
export interface SignedIn {
  user: UserRow;
  sessionId: string;
  refreshToken: string;
}

/** Signs a user in on a device. */
export async function startSession(platform: Platform, tx: Tx, user: UserRow, caller: Caller): Promise<SignedIn> {
  const sessionId = newId();
  const now = platform.now();
  await tx
    .insertInto('sessions')
    .values({
      id: sessionId,
      user_id: user.id,
      user_agent: caller.userAgent,
      ip: caller.ip,
      created_at: now,
      last_used_at: now,
      expires_at: sessionExpiry(platform),
    })
    .execute();
  return { user, sessionId, refreshToken: await addRefreshToken(platform, tx, sessionId) };
}

/** Adds a refresh token to a session and returns it; only its hash is kept. */
export async function addRefreshToken(platform: Platform, tx: Tx, sessionId: string): Promise<string> {
  const { token, hash } = newOpaqueToken();
  await tx
    .insertInto('refresh_tokens')
    .values({ hash, session_id: sessionId, expires_at: sessionExpiry(platform) })
    .execute();
  return token;
}

/** When a session that is used now ends unless it is used again. */
export function sessionExpiry({ now, config }: Platform): Date {
  return new Date(now().getTime() + config.REFRESH_TOKEN_SECONDS * 1_000);
}

/** The answer of sign-up, login and refresh. */
export async function presentTokens(
  platform: Platform,
  { user, sessionId, refreshToken }: SignedIn,
): Promise<AuthTokens> {
  return {
    user: presentUser(user),
    access_token: await signAccessToken(platform, { userId: user.id, sessionId }),
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: platform.config.ACCESS_TOKEN_SECONDS,
  };
}

/** Ends sessions of a user: one, all but one, or all. Their tokens and sockets are dead once the transaction has committed. */
export async function endSessions(
  { bus }: Pick<Platform, 'bus'>,
  tx: Tx,
  userId: string,
  which: { only: string } | { except: string } | 'all',
): Promise<string[]> {
  let ended = tx.deleteFrom('sessions').where('user_id', '=', userId);
  if (which !== 'all')
    ended = 'only' in which ? ended.where('id', '=', which.only) : ended.where('id', '!=', which.except);
  const sessionIds = (await ended.returning('id').execute()).map(({ id }) => id);
  // Also without a session: whoever trusts a key of the user looks again whether the account is active.
  if (sessionIds.length > 0 || which === 'all')
    afterCommit(tx, () => bus.publish({ kind: 'sessions-ended', userId, sessionIds }));
  return sessionIds;
}

/** Removes what has expired: sessions, refresh tokens and reset links. */
export function purgeExpired({ db, bus, now }: Platform): Promise<void> {
  return transact(db, async (tx) => {
    const sessions = await tx
      .deleteFrom('sessions')
      .where('expires_at', '<=', now())
      .returning(['id', 'user_id'])
      .execute();
    await tx.deleteFrom('refresh_tokens').where('expires_at', '<=', now()).execute();
    await tx.deleteFrom('reset_tokens').where('expires_at', '<=', now()).execute();
    afterCommit(tx, () => {
      for (const { id, user_id } of sessions)
        bus.publish({ kind: 'sessions-ended', userId: user_id, sessionIds: [id] });
    });
  });
}

/** Those of the sessions and API keys that have ended or expired by now. */
export async function findEndedSessions(db: Db, sessionIds: string[], now = new Date()): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from sessions where id = any(${sessionIds}::uuid[]) and expires_at > ${now}
    union all
    select id from api_keys where id = any(${sessionIds}::uuid[]) and (expires_at is null or expires_at > ${now})`.execute(
    db,
  );
  const aliveIds = new Set(rows.map(({ id }) => id));
  return sessionIds.filter((id) => !aliveIds.has(id));
}

/** A user's sessions that are alive, newest first, from before a session on. */
export function listSessions(
  { db, now }: { db: Db; now: () => Date },
  { userId, before, limit }: { userId: string; before: string | undefined; limit: number },
): Promise<SessionRow[]> {
  let sessions = db.selectFrom('sessions').selectAll().where('user_id', '=', userId).where('expires_at', '>', now());
  if (before !== undefined) sessions = sessions.where('id', '<', before);
  return sessions.orderBy('id', 'desc').limit(limit).execute();
}

export function presentSession(row: SessionRow, currentId: string): Session {
  return {
    id: row.id,
    user_agent: row.user_agent,
    ip: row.ip,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    current: row.id === currentId,
  };
}
