import { AppError } from '../../platform/errors.ts';

/** The same answer for what doesn't exist and for what nobody shared with the asker. */
export function connectionNotFound(): AppError {
  return new AppError('not_found', 'There is no such connection, or it is not shared with you.');
}
