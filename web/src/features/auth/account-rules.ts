import { limits } from '@parlance/contracts/limits';
import { t } from '../../i18n/index.ts';

const { usernameMin, passwordMin } = limits;

/** What is wrong with a username, or undefined. */
export function checkUsername(value: string): string | undefined {
  if (value === '') return t('rule.required');
  if (value.length < usernameMin) return t('rule.username_short', { count: usernameMin });
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u.test(value) ? undefined : t('rule.username_shape');
}

/** What is wrong with a new password, or undefined. */
export function checkPassword(value: string): string | undefined {
  if (value === '') return t('rule.required');
  return value.length < passwordMin ? t('rule.password_short', { count: passwordMin }) : undefined;
}

/** What is wrong with an e-mail address, or undefined; an empty one is fine. */
export const checkEmail = (value: string): string | undefined =>
  value === '' || /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : t('rule.email');

/** What is wrong with something that only has to be there. */
export const checkPresent = (value: string): string | undefined => (value === '' ? t('rule.required') : undefined);
