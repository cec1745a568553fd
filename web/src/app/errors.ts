import { NetworkError, ParlanceError } from '@parlance/sdk';
import { t } from '../i18n/index.ts';

const known = {
  invalid_credentials: 'code.invalid_credentials',
  account_inactive: 'code.account_inactive',
  username_taken: 'code.username_taken',
  email_taken: 'code.email_taken',
  signup_closed: 'auth.closed',
  invalid_reset_token: 'code.invalid_reset_token',
  rate_limited: 'code.rate_limited',
  payload_too_large: 'code.payload_too_large',
  unsupported_media_type: 'code.unsupported_media_type',
  unavailable: 'code.unavailable',
} as const;

const isKnown = (code: string): code is keyof typeof known => Object.hasOwn(known, code);

/** A sentence for the person about what went wrong, in their language where we have one. */
export function describeError(error: unknown): string {
  if (error instanceof NetworkError) return t('error.network');
  if (error instanceof ParlanceError) return describeCode(error.code, error.detail);
  return t('error.unknown');
}

/** The same for a code with the server's own sentence as the fallback. */
export const describeCode = (code: string, detail: string): string => (isKnown(code) ? t(known[code]) : detail);

/** Whether trying again may help: the network or the server was away, not the request wrong. */
export const isTransient = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof ParlanceError && error.status >= 500);
