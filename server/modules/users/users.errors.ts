import { violatedUnique } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import { foldName } from './users.names.ts';

const taken = (field: 'username' | 'email', detail: string, cause: unknown) =>
  new AppError(`${field}_taken`, detail, { cause, fields: [{ path: field, message: 'is taken' }] });

/** Runs a write and says which name was taken, where the database refused it for that. */
export async function refuseTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const constraint = violatedUnique(error);
    if (constraint === 'users_username_unique') {
      throw taken('username', 'This username is taken; choose another.', error);
    }
    if (constraint === 'users_email_unique') {
      throw taken('email', 'Another account has this e-mail address.', error);
    }
    throw error;
  }
}

/** Names that mean something else in a message. */
const reserved = ['assistant', 'system'];

/** Throws `username_taken` for a name that nobody may have. */
export function refuseReserved(username: string): void {
  if (reserved.includes(foldName(username)))
    throw taken('username', 'This username is reserved; choose another.', undefined);
}

export const userNotFound = (): AppError => new AppError('not_found', 'There is no such user.');
