import { AppError } from '../../platform/errors.ts';
import type { AccessScope } from '../../platform/http/types.ts';

const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };

/** The same sentence whatever is wrong: it must not tell which accounts exist. */
export const invalidCredentials = (): AppError =>
  new AppError('invalid_credentials', 'The username or the password is wrong.');

export const invalidToken = (cause?: unknown): AppError =>
  new AppError('unauthorized', 'This token is not valid, or its session has ended. Sign in again.', { cause, headers });

export const invalidKey = (): AppError =>
  new AppError('unauthorized', 'This API key is not valid: it was deleted or has expired. Make a new one.', {
    headers,
  });

/** RFC 6750, section 3.1. */
export const insufficientScope = (scope: AccessScope): AppError =>
  new AppError(
    'forbidden',
    scope === 'login'
      ? 'An API key is not enough here: sign in.'
      : `This API key may not be used here: the route needs the scope "${scope}".`,
    { headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` } },
  );

export const expiredToken = (): AppError =>
  new AppError('token_expired', 'This token has expired. Refresh it, or sign in again.', { headers });

export const reusedToken = (): AppError =>
  new AppError('token_reused', 'This refresh token was used before, so its session was ended. Sign in again.', {
    headers,
  });

export const inactiveAccount = (): AppError =>
  new AppError('account_inactive', 'This account is deactivated. Ask an administrator.');

export const signupClosed = (): AppError =>
  new AppError('signup_closed', 'Sign-up is closed here. Ask an administrator for an account.');

export const invalidResetToken = (): AppError =>
  new AppError('invalid_reset_token', 'This link was used already, or is too old. Ask for a new one.');
