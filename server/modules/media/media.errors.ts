import { AppError } from '../../platform/errors.ts';

/** The same answer for what doesn't exist and for what others own. */
export function mediaNotFound(): AppError {
  return new AppError('not_found', 'There is no such file, or it is not shared with you.');
}
