import { recordAudit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { findUserByLogin, foldName } from '../users/index.ts';
import type { Attempts } from './attempts.ts';
import { invalidResetToken } from './auth.errors.ts';
import { resetMailJob } from './auth.job-definitions.ts';
import type { Caller } from './caller.ts';
import { hashToken, newOpaqueToken } from './opaque-token.ts';
import { findPasswordHash, hashPassword, lockPassword, storePassword, verifyPassword } from './passwords.ts';
import { composeResetMail } from './reset-mail.ts';
import { endSessions } from './sessions.ts';

/** Changes one's own password and ends one's other sessions. Throws `forbidden` where the current one is wrong. */
export function changePassword(
  platform: Platform,
  attempts: Attempts,
  { actor, current, wanted, caller }: { actor: Actor; current: string; wanted: string; caller: Caller },
): Promise<void> {
  const wrong = () =>
    new AppError('forbidden', 'The current password is wrong.', {
      fields: [{ path: 'current_password', message: 'is wrong' }],
    });
  return attempts.password(actor.userId, caller.ip, async () => {
    const stored = await findPasswordHash(platform.db, actor.userId);
    if (!(await verifyPassword(stored, current)) || !stored) throw wrong();
    const hash = await hashPassword(wanted);
    await transact(platform.db, async (tx) => {
      if (!(await lockPassword(tx, actor.userId, stored))) throw wrong();
      await storePassword(tx, { userId: actor.userId, hash, now: platform.now() });
      const ended = await endSessions(platform, tx, actor.userId, { except: actor.sessionId });
      await recordAudit(tx, {
        action: 'password-changed',
        actorId: actor.userId,
        targetId: actor.userId,
        ip: caller.ip,
        requestId: caller.requestId,
        detail: { sessions_ended: ended.length },
      });
    });
  });
}

/** Asks for a reset mail. Does the same whether anyone has the address: who does is found out by the job. */
export async function requestPasswordReset(
  platform: Platform,
  attempts: Attempts,
  { email, caller }: { email: string; caller: Caller },
): Promise<void> {
  await attempts.resetMail(foldName(email), caller.ip);
  await transact(platform.db, (tx) => platform.jobs.enqueue(tx, resetMailJob, { email }));
}

/** Mails a link to the active user who has the address, if anyone does. It voids the link of an earlier mail. */
export async function sendResetMail(platform: Platform, email: string, job: JobRun): Promise<void> {
  const { db, config, mailer, now } = platform;
  const user = await findUserByLogin(db, email);
  if (!user?.is_active || user.email === null || user.email_key === null) return;
  const { token, hash } = newOpaqueToken();
  const link = {
    hash,
    email_key: user.email_key,
    expires_at: new Date(now().getTime() + config.RESET_TOKEN_SECONDS * 1_000),
  };
  await transact(db, async (tx) => {
    // A try that was given up must not void the link that a later one has mailed.
    await job.hold(tx);
    await tx
      .insertInto('reset_tokens')
      .values({ user_id: user.id, ...link })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
      .execute();
  });
  await mailer.send(composeResetMail(config, { to: user.email, user, token }));
}

/** Sets a new password with the token of a mail and ends every session. Throws `invalid_reset_token`. */
export async function resetPassword(
  platform: Platform,
  { token, wanted, caller }: { token: string; wanted: string; caller: Caller },
): Promise<void> {
  const tokenHash = hashToken(token);
  const usable = () =>
    platform.db
      .selectFrom('reset_tokens')
      .innerJoin('users', 'users.id', 'reset_tokens.user_id')
      .select('users.id')
      .where('reset_tokens.hash', '=', tokenHash)
      .where('reset_tokens.expires_at', '>', platform.now())
      .where('users.is_active', '=', true)
      // The address may have been changed since, perhaps because somebody else reads the old one.
      .whereRef('users.email_key', '=', 'reset_tokens.email_key');
  // Asked before as well, so that a made-up token doesn't cost the work of hashing a password.
  if (!(await usable().executeTakeFirst())) throw invalidResetToken();
  const hash = await hashPassword(wanted);
  await transact(platform.db, async (tx) => {
    const used = await tx
      .deleteFrom('reset_tokens')
      .where('hash', '=', tokenHash)
      .where('user_id', 'in', usable())
      .returning('user_id')
      .executeTakeFirst();
    if (!used) throw invalidResetToken();
    await storePassword(tx, { userId: used.user_id, hash, now: platform.now() });
    const ended = await endSessions(platform, tx, used.user_id, 'all');
    await recordAudit(tx, {
      action: 'password-reset',
      actorId: used.user_id,
      targetId: used.user_id,
      ip: caller.ip,
      requestId: caller.requestId,
      detail: { sessions_ended: ended.length },
    });
  });
}
