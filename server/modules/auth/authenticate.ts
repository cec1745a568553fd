import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { type Db, prepared } from '../../platform/db/index.ts';
import type { Actor, Authenticate } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessClaims, createAccessTokenVerifier } from './access-token.ts';
import { expiredToken, inactiveAccount, invalidToken } from './auth.errors.ts';

interface Known {
  actor: Actor;
  expiresAt: number;
}

const cacheSize = 10_000;
/** How long this process trusts an answer of the database at most, in milliseconds, should a `sessions-ended` get lost. */
const cacheTtl = 30_000;

/**
 * Makes the check of access tokens: signature, time, and that the session is alive and its user active. It throws
 * `unauthorized`, `token_expired` or `account_inactive`. A token that was seen lately costs no query; one whose session
 * ends is forgotten at once.
 */
export function createAuthenticate(
  platform: Pick<Platform, 'config' | 'secrets' | 'now' | 'db' | 'bus'>,
): Authenticate {
  const { db, bus, now } = platform;
  const verify = createAccessTokenVerifier(platform);
  const known = new LRUCache<string, Known>({ max: cacheSize, ttl: cacheTtl });
  let endings = 0;
  bus.subscribe('sessions-ended', ({ sessionIds }) => {
    endings += 1;
    const ended = new Set(sessionIds);
    for (const [token, { actor }] of known.entries()) {
      if (ended.has(actor.sessionId)) known.delete(token);
    }
  });
  return async (token) => {
    const hit = known.get(token);
    if (hit) {
      if (hit.expiresAt <= now().getTime()) throw expiredToken();
      return hit.actor;
    }
    const seen = endings;
    const claims = await verify(token);
    const actor = await loadActor(db, claims, now());
    // A session that ended while its row was being read must not come back through the cache.
    if (seen === endings) known.set(token, { actor, expiresAt: claims.expiresAt });
    return actor;
  };
}

async function loadActor(db: Db, { userId, sessionId }: AccessClaims, now: Date): Promise<Actor> {
  const { rows } = await sql<{ username: string; is_active: boolean; is_superuser: boolean }>`
    ${sql.raw(prepared)} select users.username, users.is_active, users.is_superuser
    from sessions join users on users.id = sessions.user_id
    where sessions.id = ${sessionId} and sessions.user_id = ${userId} and sessions.expires_at > ${now}`.execute(db);
  const [row] = rows;
  if (!row) throw invalidToken();
  if (!row.is_active) throw inactiveAccount();
  return { userId, sessionId, username: row.username, isSuperuser: row.is_superuser };
}
