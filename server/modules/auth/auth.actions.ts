import type { AuthTokens, Login, Signup } from '@parlance/contracts';
import { recordAudit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { createUser, findUserByLogin, foldName, type UserRow } from '../users/index.ts';
import type { Attempts } from './attempts.ts';
import { inactiveAccount, invalidCredentials, signupClosed } from './auth.errors.ts';
import type { Caller } from './caller.ts';
import { findPasswordHash, hashPassword, lockPassword, storePassword, verifyPassword } from './passwords.ts';
import { endSessions, presentTokens, startSession } from './sessions.ts';

/**
 * Creates an account with a password and signs it in. Throws `username_taken`, `email_taken` or, where sign-up is closed
 * and this is not the very first account, `signup_closed`.
 */
export async function signUp(platform: Platform, input: Signup, caller: Caller): Promise<AuthTokens> {
  const isClosed = platform.config.SIGNUP === 'closed';
  if (isClosed && (await hasAdministrator(platform))) throw signupClosed();
  const hash = await hashPassword(input.password);
  const signedIn = await transact(platform.db, async (tx) => {
    const user = await createUser(platform, tx, input);
    // Two first sign-ups at once: only one of them claimed the installation.
    if (isClosed && !user.is_superuser) throw signupClosed();
    await storePassword(tx, { userId: user.id, hash, now: platform.now() });
    const trace = { actorId: user.id, targetId: user.id, ip: caller.ip, requestId: caller.requestId };
    await recordAudit(tx, { action: 'user-signed-up', ...trace });
    if (user.is_superuser) await recordAudit(tx, { action: 'first-administrator-made', ...trace });
    return startSession(platform, tx, user, caller);
  });
  return presentTokens(platform, signedIn);
}

/** Signs in with a username or e-mail address. Throws `invalid_credentials`, `account_inactive` or `rate_limited`. */
export async function login(platform: Platform, attempts: Attempts, input: Login, caller: Caller): Promise<AuthTokens> {
  const user = await findUserByLogin(platform.db, input.username);
  // By account where there is one, so that its name and its e-mail address don't give two sets of guesses.
  const account = user?.id ?? foldName(input.username.trim());
  return attempts.password(account, caller.ip, () => checkAndSignIn(platform, user, input.password, caller));
}

async function checkAndSignIn(
  platform: Platform,
  user: UserRow | undefined,
  password: string,
  caller: Caller,
): Promise<AuthTokens> {
  const hash = await findPasswordHash(platform.db, user?.id);
  const fits = await verifyPassword(hash, password);
  const trace = { targetId: user?.id ?? null, ip: caller.ip, requestId: caller.requestId };
  if (!user || !hash || !fits) {
    await transact(platform.db, (tx) => recordAudit(tx, { action: 'login-failed', ...trace }));
    throw invalidCredentials();
  }
  if (!user.is_active) throw inactiveAccount();
  const signedIn = await transact(platform.db, async (tx) => {
    if (!(await lockPassword(tx, user.id, hash))) throw invalidCredentials();
    await recordAudit(tx, { action: 'login-succeeded', actorId: user.id, ...trace });
    return startSession(platform, tx, user, caller);
  });
  return presentTokens(platform, signedIn);
}

/** Ends sessions of the actor: one, or all but the current. Returns how many that were. */
export function endOwnSessions(
  platform: Platform,
  actor: Actor,
  which: { only: string } | { except: string },
  caller: Caller,
): Promise<number> {
  return transact(platform.db, async (tx) => {
    const ended = await endSessions(platform, tx, actor.userId, which);
    for (const sessionId of ended) {
      await recordAudit(tx, {
        action: 'session-ended',
        actorId: actor.userId,
        targetId: sessionId,
        ip: caller.ip,
        requestId: caller.requestId,
      });
    }
    return ended.length;
  });
}

async function hasAdministrator({ db }: Platform): Promise<boolean> {
  const { first_admin_id } = await db.selectFrom('instance').select('first_admin_id').executeTakeFirstOrThrow();
  return first_admin_id !== null;
}
