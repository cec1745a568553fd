import type { NewEvent, Preferences, UpdatePreferences, UpdateProfile, User, UserEvent } from '@parlance/contracts';
import { type Tx, transact } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { append, createLogs } from '../../platform/log/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { refuseReserved, refuseTaken } from './users.errors.ts';
import { foldName, searchText, tidyFullName } from './users.names.ts';
import { presentPreferences, presentUser } from './users.present.ts';
import { lockUserById } from './users.queries.ts';
import type { UserRow } from './users.tables.ts';

interface NewUser {
  username: string;
  email?: string | null | undefined;
  full_name?: string | null | undefined;
}

/**
 * Creates an account and its log. The first one of an installation becomes its administrator, and only that one: whoever
 * claims the installation's row first. Further ones are made with `as`, apart from the input because that may be what a
 * stranger sent. Throws `username_taken` or `email_taken`, which also takes the claim back.
 */
export async function createUser(
  platform: Pick<Platform, 'now'>,
  tx: Tx,
  input: NewUser,
  as: 'user' | 'administrator' = 'user',
): Promise<UserRow> {
  const id = newId();
  const now = platform.now();
  refuseReserved(input.username);
  const isFirst = await claimInstance(tx, id);
  const insert = tx
    .insertInto('users')
    .values({
      id,
      ...names({ username: input.username, email: input.email ?? null, full_name: input.full_name ?? null }),
      is_superuser: isFirst || as === 'administrator',
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const user = await refuseTaken(insert);
  await createLogs(tx, 'user', [id]);
  return user;
}

/** Changes the given fields of one's own profile and tells one's other devices. Throws `username_taken` or `email_taken`. */
export function updateProfile(platform: Platform, actor: Actor, input: UpdateProfile): Promise<User> {
  if (input.username !== undefined) refuseReserved(input.username);
  return transact(platform.db, async (tx) => {
    const before = await lockUserById(tx, actor.userId);
    const wanted = names({
      username: input.username ?? before.username,
      email: input.email === undefined ? before.email : input.email,
      full_name: input.full_name === undefined ? before.full_name : input.full_name,
    });
    if (isUnchanged(before, wanted)) return presentUser(before);
    const update = tx
      .updateTable('users')
      .set({ ...wanted, updated_at: platform.now() })
      .where('id', '=', actor.userId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const user = presentUser(await refuseTaken(update));
    await appendOwn(platform, tx, actor, { type: 'profile-changed', user });
    return user;
  });
}

/** Changes the given preferences and tells one's other devices. */
export function updatePreferences(platform: Platform, actor: Actor, input: UpdatePreferences): Promise<Preferences> {
  return transact(platform.db, async (tx) => {
    const before = await lockUserById(tx, actor.userId);
    const wanted = presentPreferences({ ...before, ...input });
    if (isUnchanged(before, wanted)) return wanted;
    await tx.updateTable('users').set(wanted).where('id', '=', actor.userId).execute();
    await appendOwn(platform, tx, actor, { type: 'preferences-changed', preferences: wanted });
    return wanted;
  });
}

/** The name columns of a row: as typed, and as compared and searched. */
function names(input: Pick<UserRow, 'username' | 'email' | 'full_name'>) {
  const username = input.username.normalize('NFC');
  const fullName = tidyFullName(input.full_name);
  return {
    username,
    username_key: foldName(username),
    email: input.email,
    email_key: input.email === null ? null : foldName(input.email),
    full_name: fullName,
    search_text: searchText({ username, fullName }),
  };
}

async function claimInstance(tx: Tx, userId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('instance')
    .set({ first_admin_id: userId })
    .where('first_admin_id', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

function isUnchanged(before: UserRow, wanted: Partial<UserRow>): boolean {
  return Object.entries(wanted).every(([column, value]) => before[column as keyof UserRow] === value);
}

async function appendOwn(platform: Platform, tx: Tx, actor: Actor, event: NewEvent<UserEvent>): Promise<void> {
  await append(platform, tx, [{ logId: actor.userId, actorId: actor.userId, event }]);
}
