import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jobDefinitions } from '../../app.ts';
import { type Config, readConfig, withoutPassword } from '../../config.ts';
import {
  createFolder,
  loadSnapshot,
  openFolder,
  type TableState,
  withSnapshot,
  writeManifest,
  writeTables,
} from '../../platform/archive/index.ts';
import { createQueues } from '../../platform/jobs/index.ts';
import { startNewEpochs } from '../../platform/log/index.ts';
import { OperatorFault } from '../fault.ts';
import type { Command } from './command.ts';
import { withDatabase } from './upkeep.ts';

const mediaOf = (folder: string) => join(folder, 'media');
const secretOf = (folder: string) => join(folder, 'secret.key');

export const exportCommand: Command = {
  usage: '<folder>',
  summary: 'writes everything into a new folder: tables, files, secret',
  arity: [1, 1],
  run: async (config, { args: [given = ''] }) => {
    const folder = resolve(given);
    await createFolder(folder);
    const tables = await withDatabase(config, (database) =>
      withSnapshot(database, async (snapshot) => {
        await writeTables(folder, snapshot);
        // After the snapshot has begun: every file its rows name is there by now.
        if (existsSync(mediaOf(config.DATA_DIR))) {
          cpSync(mediaOf(config.DATA_DIR), mediaOf(folder), { recursive: true, preserveTimestamps: true });
        }
        if (!config.SECRET_KEY && existsSync(secretOf(config.DATA_DIR))) {
          cpSync(secretOf(config.DATA_DIR), secretOf(folder));
        }
        await writeManifest(folder, snapshot, config.version);
        return snapshot.tables;
      }),
    );
    return `${report(tables)}\nExported to ${folder}. It holds everything people wrote: keep it as safe as the server.`;
  },
};

export const importCommand: Command = {
  usage: '<folder>',
  summary: 'restores an export into an empty database and an empty DATA_DIR',
  arity: [1, 1],
  run: async (config, { args: [given = ''] }) => {
    const folder = resolve(given);
    const snapshot = await openFolder(folder);
    if (isFilled(mediaOf(config.DATA_DIR))) {
      throw new OperatorFault(`${mediaOf(config.DATA_DIR)} is not empty: nothing was changed. Name an empty DATA_DIR.`);
    }
    await withDatabase(config, async (database) => {
      const prepareJobs = () => createQueues(database, jobDefinitions);
      await loadSnapshot(database, snapshot, { prepareJobs });
      // What was said after the export is lost, and clients may have seen it.
      await startNewEpochs(database);
    });
    if (existsSync(mediaOf(folder))) {
      cpSync(mediaOf(folder), mediaOf(config.DATA_DIR), { recursive: true, preserveTimestamps: true });
    }
    if (!config.SECRET_KEY && existsSync(secretOf(folder))) cpSync(secretOf(folder), secretOf(config.DATA_DIR));
    return `${report(snapshot.tables)}\nRestored from ${folder}, with a new epoch. Start the server.`;
  },
};

export const move: Command = {
  usage: '[--to postgres://user@host/database]',
  summary: 'copies the embedded database into an empty PostgreSQL: DATABASE_URL, or --to with PGPASSWORD',
  arity: [0, 0],
  options: { to: 'string' },
  run: async (config, { options: { to } }) => {
    if (!existsSync(join(config.DATA_DIR, 'postgres'))) {
      throw new OperatorFault(`There is no embedded database in ${config.DATA_DIR}.`);
    }
    const source = { ...config, DATABASE_URL: undefined };
    const target = readTarget(config, typeof to === 'string' ? to : undefined);
    const tables = await withDatabase(source, (from) =>
      withDatabase(target, (database) =>
        withSnapshot(from, async (snapshot) => {
          const prepareJobs = () => createQueues(database, jobDefinitions);
          await loadSnapshot(database, snapshot, { prepareJobs });
          return snapshot.tables;
        }),
      ),
    );
    return [
      report(tables),
      'Moved and compared. Files stay in DATA_DIR. Start with DATABASE_URL set; the embedded database in',
      `${join(config.DATA_DIR, 'postgres')} was not changed: remove it when all is well.`,
      ...(config.SECRET_KEY
        ? []
        : ['Set SECRET_KEY to the first line of DATA_DIR/secret.key where the servers do not share DATA_DIR.']),
    ].join('\n');
  },
};

function readTarget(config: Config, to: string | undefined): Config {
  if (to !== undefined && withoutPassword(to) !== to) {
    throw new OperatorFault('Others can see the command line: leave the password out of --to and set PGPASSWORD.');
  }
  const url = to ?? config.DATABASE_URL;
  if (!url) throw new OperatorFault('Where to? Set DATABASE_URL, or say --to postgres://user@host/database.');
  return readConfig({ ...process.env, DATABASE_URL: url, DATA_DIR: config.DATA_DIR });
}

const isFilled = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

function report(tables: TableState[]): string {
  return tables.map(({ name, rows }) => `  ${name.padEnd(24)} ${rows}`).join('\n');
}
