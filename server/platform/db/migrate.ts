import { readdir } from 'node:fs/promises';
import { type Migration, Migrator } from 'kysely/migration';
import type { Db } from './tables.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** All migrations by name, in order; each file exports `up` and `down`. */
async function loadMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const entries = files.map(
    async (file) => [file.slice(0, -3), (await import(new URL(file, folder).href)) as Migration] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

const createMigrator = (db: Db) => new Migrator({ db, provider: { getMigrations: loadMigrations } });

/** Brings the schema up to date, under a lock so that several starting processes do it once. Returns what was applied. */
export async function migrateUp(db: Db): Promise<string[]> {
  const { error, results } = await createMigrator(db).migrateToLatest();
  return report(error, results);
}

/** Takes back the newest migration. Returns its name in a list, or an empty list when there is none. */
export async function migrateDown(db: Db): Promise<string[]> {
  const { error, results } = await createMigrator(db).migrateDown();
  return report(error, results);
}

function report(error: unknown, results: { migrationName: string; status: string }[] | undefined): string[] {
  const failed = results?.find((result) => result.status === 'Error');
  if (error)
    throw new Error(`Migration ${failed?.migrationName ?? ''} failed; nothing of it was kept.`, { cause: error });
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}
