import { AppError } from '../../platform/errors.ts';

/** The same answer for what doesn't exist and for what others own. */
export function documentNotFound(): AppError {
  return new AppError('not_found', 'There is no such document, or it is not shared with you.');
}
