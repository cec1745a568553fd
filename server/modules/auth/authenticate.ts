import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { type Db, prepared } from '../../platform/db/index.ts';
import type { AccessScope, Actor, Authenticate } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessClaims, createAccessTokenVerifier } from './access-token.ts';
import { getUsableKey, isApiKey, noteKeyUse, type UsableKey } from './api-keys.ts';
import { expiredToken, inactiveAccount, insufficientScope, invalidKey, invalidToken } from './auth.errors.ts';

interface Known {
  actor: Actor;
  expiresAt: number;
  /** Where the token is an API key. */
  key?: UsableKey;
}

const cacheSize = 10_000;
/** How long this process trusts an answer of the database at most, in milliseconds, should a `sessions-ended` get lost. */
const cacheTtl = 30_000;

/**
 * Makes the check of bearer tokens. Of access tokens: signature, time, and that the session is alive and its user active; it throws
 * `unauthorized`, `token_expired` or `account_inactive`. Of API keys: that they are there, good for this route and their user active;
 * it throws `unauthorized` or `forbidden`. What was seen lately costs no query; what has ended is forgotten at once.
 */
export function createAuthenticate(
  platform: Pick<Platform, 'config' | 'secrets' | 'now' | 'db' | 'bus'>,
): Authenticate {
  const { db, bus, now } = platform;
  const verify = createAccessTokenVerifier(platform);
  const known = new LRUCache<string, Known>({ max: cacheSize, ttl: cacheTtl });
  let endings = 0;
  bus.subscribe('sessions-ended', ({ userId, sessionIds }) => {
    endings += 1;
    const ended = new Set(sessionIds);
    for (const [token, { actor, key }] of known.entries()) {
      // Sessions also end because an account was closed, and with it go its keys: they are looked up anew.
      if (ended.has(actor.sessionId) || (key && actor.userId === userId)) known.delete(token);
    }
  });
  const load = async (token: string): Promise<Known> => {
    if (isApiKey(token)) {
      const key = await getUsableKey(db, token);
      return { actor: key.actor, expiresAt: key.expiresAt, key };
    }
    const claims = await verify(token);
    return { actor: await loadActor(db, claims, now()), expiresAt: claims.expiresAt };
  };
  const find = async (token: string): Promise<Known> => {
    const hit = known.get(token);
    if (hit) return hit;
    const seen = endings;
    const found = await load(token);
    // A session that ended while its row was being read must not come back through the cache.
    if (seen === endings) known.set(token, found);
    return found;
  };
  return async (token, scope = 'api') => {
    const { actor, expiresAt, key } = await find(token);
    if (expiresAt <= now().getTime()) throw key ? invalidKey() : expiredToken();
    if (key) {
      assertScope(key, scope);
      await noteKeyUse(db, key, now());
    }
    return actor;
  };
}

function assertScope({ scopes }: UsableKey, scope: AccessScope): void {
  if (scope === 'login' || !(scopes.includes(scope) || scopes.includes('api'))) throw insufficientScope(scope);
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
