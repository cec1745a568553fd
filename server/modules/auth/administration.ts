import { Signup, type User } from '@parlance/contracts';
import { Value } from 'typebox/value';
import { recordAudit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { createUser, findUserByLogin, presentUser, type UserRow } from '../users/index.ts';
import { hashPassword, storePassword } from './passwords.ts';
import { endSessions, presentTokens, startSession } from './sessions.ts';

/** Who does it, in the audit trail: someone with access to the machine. */
const detail = { by: 'command line' };

/** Makes an account that may administer, whether or not sign-up is open. Throws `validation_failed`, `username_taken` or `email_taken`. */
export async function createAdministrator(platform: Platform, input: Signup): Promise<User> {
  assertFits(input);
  const hash = await hashPassword(input.password);
  const user = await transact(platform.db, async (tx) => {
    const created = await createUser(platform, tx, input, 'administrator');
    await storePassword(tx, { userId: created.id, hash, now: platform.now() });
    await recordAudit(tx, { action: 'administrator-made', targetId: created.id, detail });
    return created;
  });
  return presentUser(user);
}

/** Sets a password and ends every session of the account. Throws `validation_failed` or `not_found`. */
export async function setPassword(
  platform: Platform,
  { login, password }: { login: string; password: string },
): Promise<{ username: string; ended: number }> {
  assertFits({ username: 'somebody', password });
  const user = await getUserByLogin(platform, login);
  const hash = await hashPassword(password);
  return transact(platform.db, async (tx) => {
    await storePassword(tx, { userId: user.id, hash, now: platform.now() });
    const ended = (await endSessions(platform, tx, user.id, 'all')).length;
    await recordAudit(tx, {
      action: 'password-reset',
      targetId: user.id,
      detail: { ...detail, sessions_ended: ended },
    });
    return { username: user.username, ended };
  });
}

/** Signs an account in without its password and returns the access token: for trying things out. Throws `not_found`. */
export async function issueToken(platform: Platform, login: string): Promise<string> {
  const user = await getUserByLogin(platform, login);
  const caller = { ip: '127.0.0.1', userAgent: 'admin token', requestId: 'command-line' };
  const signedIn = await transact(platform.db, async (tx) => {
    await recordAudit(tx, { action: 'token-issued', targetId: user.id, detail });
    return startSession(platform, tx, user, caller);
  });
  return (await presentTokens(platform, signedIn)).access_token;
}

/** The rules are those of the sign-up form. */
function assertFits(input: Signup): void {
  const [fault] = Value.Errors(Signup, input);
  if (fault) throw invalidField(fault.instancePath.slice(1) || 'input', fault.message);
}

async function getUserByLogin({ db }: Platform, login: string): Promise<UserRow> {
  const user = await findUserByLogin(db, login);
  if (!user) throw new AppError('not_found', `There is no account "${login}".`);
  return user;
}
