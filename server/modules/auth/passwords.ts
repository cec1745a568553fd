import { randomUUID } from 'node:crypto';
import { hash, type Options, verify } from '@node-rs/argon2';
import type { Db, Tx } from '../../platform/db/index.ts';

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. It is the library's default algorithm. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Typed on another keyboard the same password may come as other code points (NIST SP 800-63B asks for NFKC). */
const normalize = (password: string) => password.normalize('NFKC');

/** Takes tens of milliseconds of another thread; never call it inside a transaction. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), cost);
}

const decoy = hashPassword(randomUUID());

/** Whether the password fits. Without a hash it takes as long and says no, so timing doesn't tell which accounts exist. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await decoy), normalize(password));
  return stored !== undefined && fits;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The hash of a user's password, if there is one. Costs the same query for nobody. */
export async function findPasswordHash(db: Db, userId: string | undefined): Promise<string | undefined> {
  const row = await db
    .selectFrom('passwords')
    .select('hash')
    .where('user_id', '=', userId ?? nobody)
    .executeTakeFirst();
  return row?.hash;
}

/**
 * Whether the password that was checked outside the transaction is still the one; it stays so until the transaction ends.
 * Otherwise an old password could sign in just after it was replaced.
 */
export async function lockPassword(tx: Tx, userId: string, checkedHash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('passwords')
    .select('hash')
    .where('user_id', '=', userId)
    .where('hash', '=', checkedHash)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Sets a user's password and voids links that would reset it. */
export async function storePassword(tx: Tx, row: { userId: string; hash: string; now: Date }): Promise<void> {
  const changed = { hash: row.hash, changed_at: row.now };
  await tx
    .insertInto('passwords')
    .values({ user_id: row.userId, ...changed })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changed))
    .execute();
  await tx.deleteFrom('reset_tokens').where('user_id', '=', row.userId).execute();
}
