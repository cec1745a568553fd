import type { AuthTokens } from '@parlance/contracts';
import { recordAudit } from '../../platform/audit/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { getUser } from '../users/index.ts';
import { expiredToken, inactiveAccount, invalidToken, reusedToken } from './auth.errors.ts';
import type { SessionRow } from './auth.tables.ts';
import type { Caller } from './caller.ts';
import { hashToken } from './opaque-token.ts';
import { addRefreshToken, endSessions, presentTokens, type SignedIn, sessionExpiry } from './sessions.ts';

/**
 * Replaces a refresh token. One that was replaced before is stolen or was copied: its whole session ends
 * (`token_reused`). But two tabs may refresh together: a request that was already here (`arrivedAt`, milliseconds since
 * 1970) when the replacement was about to be handed out gets a token of its own.
 */
export async function refresh(
  platform: Platform,
  { token, arrivedAt }: { token: string; arrivedAt: number },
  caller: Caller,
): Promise<AuthTokens> {
  const hash = hashToken(token);
  const signedIn = await transact(platform.db, (tx) => replaceToken(platform, tx, { hash, arrivedAt, caller }));
  if (!signedIn) throw reusedToken();
  await stampReplaced(platform.db, hash);
  return presentTokens(platform, signedIn);
}

interface Replacement {
  hash: Buffer;
  arrivedAt: number;
  caller: Caller;
}

/** Undefined means reuse: returned and not thrown, since the end of the session has to be committed. */
async function replaceToken(
  platform: Platform,
  tx: Tx,
  { hash, arrivedAt, caller }: Replacement,
): Promise<SignedIn | undefined> {
  const session = await lockSessionOfToken(tx, hash);
  if (!session) throw invalidToken();
  const token = await tx.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (!token) throw invalidToken();
  // replaced_at and arrivedAt are both Date.now(), so that milliseconds count.
  if (token.replaced_at && arrivedAt >= token.replaced_at.getTime()) {
    await endReused(platform, tx, session, caller);
    return undefined;
  }
  const now = platform.now();
  if (token.expires_at <= now) throw expiredToken();
  const user = await getUser(tx, session.user_id);
  if (!user.is_active) throw inactiveAccount();
  await tx
    .updateTable('sessions')
    .set({ last_used_at: now, expires_at: sessionExpiry(platform), ip: caller.ip, user_agent: caller.userAgent })
    .where('id', '=', session.id)
    .execute();
  return { user, sessionId: session.id, refreshToken: await addRefreshToken(platform, tx, session.id) };
}

/** Locks the session before its tokens, as everything does that touches both. */
function lockSessionOfToken(tx: Tx, hash: Buffer): Promise<SessionRow | undefined> {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', (query) => query.selectFrom('refresh_tokens').select('session_id').where('hash', '=', hash))
    .forUpdate()
    .executeTakeFirst();
}

/**
 * From now on the old token counts as reused. Done after the commit and before the answer: what arrived until here can't
 * know the answer. When the process dies in between, the token stays good for the client that never got an answer.
 */
async function stampReplaced(db: Db, hash: Buffer): Promise<void> {
  await db
    .updateTable('refresh_tokens')
    .set({ replaced_at: new Date() })
    .where('hash', '=', hash)
    .where('replaced_at', 'is', null)
    .execute();
}

async function endReused(platform: Platform, tx: Tx, session: SessionRow, caller: Caller): Promise<void> {
  await endSessions(platform, tx, session.user_id, { only: session.id });
  await recordAudit(tx, {
    action: 'refresh-token-reused',
    actorId: session.user_id,
    targetId: session.id,
    ip: caller.ip,
    requestId: caller.requestId,
  });
}
