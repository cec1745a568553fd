import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { newId } from '../../server/platform/ids.ts';

/** A database of one's own, cloned from a template that is migrated once per version of the migrations. */
export interface TestDatabase {
  /** Settings that point the app at the clone. */
  settings: Record<string, string>;
  remove(): Promise<void>;
}

/** A Redis is shared by all tests: the prefix keeps them apart. */
const redisSettings = (prefix: string): Record<string, string> =>
  process.env.TEST_REDIS_URL ? { REDIS_URL: process.env.TEST_REDIS_URL, REDIS_PREFIX: prefix } : {};

/** Clones the template: a folder for the embedded database, a database on the server of `TEST_DATABASE_URL` when that is set. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  const dataDir = mkdtempSync(join(tmpdir(), 'parlance-test-'));
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true });
  if (!server) {
    const template = await once(fingerprint(), buildFolder);
    cpSync(template, dataDir, { recursive: true });
    return { settings: { DATA_DIR: dataDir, ...redisSettings(basename(dataDir)) }, remove: async () => removeFolder() };
  }
  const template = `parlance_template_${fingerprint()}`;
  await once(`${fingerprint()}-${createHash('sha256').update(server).digest('hex').slice(0, 8)}`, (folder) =>
    buildDatabase(server, template, folder),
  );
  const name = `parlance_test_${newId().replaceAll('-', '')}`;
  await onServer(server, `create database ${name} template ${template}`);
  return {
    settings: {
      DATA_DIR: dataDir,
      DATABASE_URL: withDatabase(server, name),
      DATABASE_POOL_SIZE: '5',
      ...redisSettings(name),
    },
    remove: async () => {
      await onServer(server, `drop database if exists ${name} with (force)`);
      removeFolder();
    },
  };
}

/** An empty database on the server of `TEST_DATABASE_URL`, and a folder; nothing has been migrated. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  const dataDir = mkdtempSync(join(tmpdir(), 'parlance-test-'));
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true });
  if (!server) return { settings: { DATA_DIR: dataDir }, remove: async () => removeFolder() };
  const name = `parlance_test_${newId().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  return {
    settings: { DATA_DIR: dataDir, DATABASE_URL: withDatabase(server, name), DATABASE_POOL_SIZE: '5' },
    remove: async () => {
      await onServer(server, `drop database if exists ${name} with (force)`);
      removeFolder();
    },
  };
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const root = new URL('../../server/', import.meta.url);
  for (const file of readdirSync(new URL('migrations/', root)).sort()) {
    hash.update(file).update(readFileSync(new URL(`migrations/${file}`, root)));
  }
  return hash
    .update(readFileSync(new URL('package.json', root)))
    .digest('hex')
    .slice(0, 16);
}

/** Runs `build` for this key exactly once on the machine, however many test processes start together. */
async function once(key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(tmpdir(), `parlance-template-${key}`);
  const lock = `${folder}.lock`;
  for (let waited = 0; !existsSync(folder); waited += 100) {
    if (tryLock(lock)) {
      try {
        const draft = mkdtempSync(join(tmpdir(), 'parlance-draft-'));
        await build(draft);
        renameSync(draft, folder);
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else if (waited > 60_000) {
      // Its builder was killed: the next round builds.
      rmSync(lock, { recursive: true, force: true });
    } else {
      await sleep(100);
    }
  }
  return folder;
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

async function buildFolder(folder: string): Promise<void> {
  const app = await createApp(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }));
  await app.close();
}

async function buildDatabase(server: string, name: string, folder: string): Promise<void> {
  await onServer(server, `drop database if exists ${name} with (force)`);
  await onServer(server, `create database ${name}`);
  const settings = { DATA_DIR: folder, DATABASE_URL: withDatabase(server, name), LOG_LEVEL: 'silent' };
  const app = await createApp(readConfig(settings));
  await app.close();
  // A session that is still ending, or autovacuum, would make cloning fail: nobody gets in from here on.
  await onServer(server, `alter database ${name} with allow_connections false`);
  await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
