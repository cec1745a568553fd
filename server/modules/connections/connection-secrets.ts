import { sql } from 'kysely';
import { createSealer, type Secrets } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';

/** Keeps the passwords of connections as texts that only this installation opens, each for its own row. */
export interface ConnectionSecrets {
  seal(password: string, connectionId: string): string;
  open(sealed: string, connectionId: string): string;
  isCurrent(sealed: string): boolean;
}

export const createConnectionSecrets = (secrets: Secrets): ConnectionSecrets =>
  createSealer(secrets, 'connection-password');

const batch = 200;

/** Seals all passwords that an older secret sealed under the current one. Returns how many; what no secret opens stays as it is. */
export async function resealPasswords({ db, passwords }: { db: Db; passwords: ConnectionSecrets }): Promise<number> {
  let resealed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await db
      .selectFrom('connections')
      .select(['id', 'sealed_password'])
      .where('id', '>', after)
      .where('sealed_password', 'is not', null)
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { id, sealed_password: sealed } of rows) {
      const anew = sealed && !passwords.isCurrent(sealed) ? sealAnew(passwords, sealed, id) : undefined;
      if (!anew) continue;
      // Not over a password that was changed meanwhile.
      await sql`update connections set sealed_password = ${anew} where id = ${id} and sealed_password = ${sealed}`.execute(
        db,
      );
      resealed += 1;
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) return resealed;
    after = last.id;
  }
}

function sealAnew(passwords: ConnectionSecrets, sealed: string, id: string): string | undefined {
  try {
    return passwords.seal(passwords.open(sealed, id), id);
  } catch {
    // Its owner is told when the connection is used.
    return undefined;
  }
}
