import { readdir } from 'node:fs/promises';
import { type Migration, type MigrationResultSet, Migrator, NO_MIGRATIONS } from 'kysely/migration';
import type { Database } from './database.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** All migrations by name, in order; each file exports `up` and `down`. */
async function loadMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const entries = files.map(
    async (file) => [file.slice(0, -3), (await import(new URL(file, folder).href)) as Migration] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Brings the schema up to date, under a lock so that several starting processes do it once. Returns what was applied. */
export function migrateUp(database: Database): Promise<string[]> {
  return run(database, (migrator) => migrator.migrateToLatest());
}

/** Takes back the newest migration. Returns its name in a list, or an empty list when there is none. */
export function migrateDown(database: Database): Promise<string[]> {
  return run(database, (migrator) => migrator.migrateDown());
}

/** Brings the schema to where it stood after a migration, or to nothing at all. Returns what was applied or taken back. */
export function migrateTo(database: Database, name: string | undefined): Promise<string[]> {
  return run(database, (migrator) => migrator.migrateTo(name ?? NO_MIGRATIONS));
}

/** The names of the migrations that a database has seen, in order; empty for a database without Parlance. */
export async function listApplied(database: Database): Promise<string[]> {
  const known = await createMigrator(database.db).getMigrations();
  return known.filter(({ executedAt }) => executedAt).map(({ name }) => name);
}

const createMigrator = (db: Database['db']) => new Migrator({ db, provider: { getMigrations: loadMigrations } });

async function run(database: Database, work: (migrator: Migrator) => Promise<MigrationResultSet>): Promise<string[]> {
  const { error, results = [] } = await database.unhurried((db) => work(createMigrator(db)));
  if (error) throw explain(error, results.find(({ status }) => status === 'Error')?.migrationName);
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

function explain(cause: unknown, failed: string | undefined): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Kysely's words when the database has seen a migration that this release does not bring.
  if (/previously executed migration .* is missing/.test(message))
    return new Error('The database was migrated by a newer release; start that one.', { cause });
  if (failed) return new Error(`Migration ${failed} failed; nothing of it was kept: ${message}`, { cause });
  return new Error(`The schema could not be brought up to date: ${message}`, { cause });
}
