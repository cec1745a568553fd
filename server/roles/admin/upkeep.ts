import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../../config.ts';
import { rotateSecretFile } from '../../platform/crypto/index.ts';
import { type Database, migrateTo, migrateUp, openDatabase } from '../../platform/db/index.ts';
import { startNewEpochs } from '../../platform/log/index.ts';
import { OperatorFault } from '../fault.ts';
import { administer, refuseOutsideDevelopment } from './accounts.ts';
import type { Command } from './command.ts';

export const replayDeadLetters: Command = {
  usage: '[queue]',
  summary: 'gives jobs whose last try failed all their tries again',
  arity: [0, 1],
  run: async (config, { args: [queue] }) => {
    const replayed = await administer(config, ({ platform }) => platform.jobs.replayDeadLetters(queue));
    return `Jobs that wait again: ${replayed}.`;
  },
};

export const rotateKey: Command = {
  usage: '',
  summary:
    'signs and encrypts with a new secret from the next start on; what the old one signed stays valid until it expires',
  arity: [0, 0],
  run: async (config) => {
    if (config.SECRET_KEY) {
      throw new OperatorFault(
        'The secret is in SECRET_KEY, so it is changed there: put a new one (openssl rand -base64 48) into SECRET_KEY and the\n' +
          'old one into SECRET_KEY_PREVIOUS, and restart every process. docs/operations.md says how nobody notices.',
      );
    }
    const reseal = () => administer(config, ({ resealSecrets }) => resealSecrets());
    // Once before, since the rotation forgets the secret before this one; a crash between leaves everything readable.
    await reseal();
    rotateSecretFile(config);
    const resealed = await reseal();
    return (
      `${join(config.DATA_DIR, 'secret.key')} has a new first line; its second line is the secret of before. Encrypted anew: ${resealed}.\n` +
      'Restart every process.'
    );
  },
};

export const reseal: Command = {
  usage: '',
  summary: 'encrypts stored passwords with the secret in force, before SECRET_KEY_PREVIOUS is removed',
  arity: [0, 0],
  run: async (config) => {
    const resealed = await administer(config, ({ resealSecrets }) => resealSecrets());
    return `Encrypted anew: ${resealed}. Nothing needs SECRET_KEY_PREVIOUS any more but tokens and addresses that it signed.`;
  },
};

export const newEpoch: Command = {
  usage: '',
  summary: 'makes every client fetch anew: after a backup was restored, before servers start',
  arity: [0, 0],
  run: async (config) => {
    const count = await withDatabase(config, startNewEpochs);
    return `Logs with a new epoch: ${count}. Start the servers now.`;
  },
};

export const reset: Command = {
  usage: '--yes',
  summary: 'deletes every account, message and file (development only)',
  arity: [0, 0],
  options: { yes: 'boolean' },
  run: async (config, { options }) => {
    refuseOutsideDevelopment(config);
    if (options.yes !== true) throw new OperatorFault('This deletes everything. Say --yes if you mean it.');
    await withDatabase(config, async (database) => {
      await migrateTo(database, undefined);
      await sql`drop schema if exists pgboss cascade`.execute(database.db);
      await migrateUp(database);
    });
    for (const folder of ['media', 'outbox']) rmSync(join(config.DATA_DIR, folder), { recursive: true, force: true });
    return 'Everything is gone. The next account is the administrator.';
  },
};

/** Opens a database as it is, and closes it whatever happens. */
export async function withDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(config);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
