import { sql } from 'kysely';
import type { Database } from '../db/index.ts';

/**
 * Gives every log another epoch, and returns how many logs there are. After a restore the logs stand further back than clients
 * have read: new events get seqs that clients believe to know. Under another epoch they are told `limited` and fetch anew.
 * Servers that run keep the old epochs in memory: call it while none does.
 */
export async function startNewEpochs(database: Database): Promise<number> {
  const { numAffectedRows } = await database.unhurried((db) =>
    sql`update logs set epoch = substr(md5(gen_random_uuid()::text), 1, 12)`.execute(db),
  );
  return Number(numAffectedRows ?? 0n);
}
