import { assertAllowed } from '../../platform/http/limiter.ts';
import { addressKey } from '../../platform/http/rate-limits.ts';
import type { Platform } from '../../platform/platform.ts';

/** What may not be tried too often. Both throw `rate_limited`. */
export interface Attempts {
  /** Runs a check of an account's password; a good one forgets the failures before it. */
  password<T>(account: string, ip: string, check: () => Promise<T>): Promise<T>;
  /** Counts a password-reset mail that someone asks for. */
  resetMail(emailKey: string, ip: string): Promise<void>;
}

/** The limits on guessing passwords and on sending mails to others, by account (or address) and the caller's IP address. */
export function createAttempts({ config, createLimiter }: Pick<Platform, 'config' | 'createLimiter'>): Attempts {
  const passwords = createLimiter({ prefix: 'password', points: config.LOGIN_RATE_LIMIT_PER_MINUTE, seconds: 60 });
  const resets = createLimiter({ prefix: 'reset-mail', points: config.RESET_RATE_LIMIT_PER_HOUR, seconds: 3_600 });
  return {
    password: async (account, ip, check) => {
      const key = `${account} ${addressKey(ip)}`;
      // Counted before the check: a thousand guesses at once must not all pass while none has failed yet.
      assertAllowed(await passwords.consume(key));
      const result = await check();
      await passwords.reset(key);
      return result;
    },
    resetMail: async (emailKey, ip) => assertAllowed(await resets.consume(`${emailKey} ${addressKey(ip)}`)),
  };
}
