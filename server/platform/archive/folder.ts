import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Snapshot } from './snapshot.ts';

const Manifest = Type.Object({
  format: Type.Literal(1),
  /** The release that wrote it. */
  version: Type.String(),
  created_at: Type.String(),
  migrations: Type.Array(Type.String()),
  tables: Type.Array(
    Type.Object({
      name: Type.String(),
      columns: Type.Array(Type.String()),
      rows: Type.Integer(),
      checksum: Type.String(),
    }),
  ),
});

const manifestFile = 'manifest.json';
const fileOf = (folder: string, table: string) => join(folder, 'tables', `${table}.jsonl`);

/** Makes an empty folder that only its owner reads. Throws a sentence where something is in it already. */
export async function createFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty: name a new folder.`);
}

/** Writes every table as lines of JSON. The manifest comes last: a folder that has one is complete. */
export async function writeTables(folder: string, snapshot: Snapshot): Promise<void> {
  await mkdir(join(folder, 'tables'), { mode: 0o700 });
  for (const table of snapshot.tables) {
    const file = await open(fileOf(folder, table.name), 'wx', 0o600);
    try {
      for await (const rows of snapshot.read(table)) await file.write(`${rows.join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** Marks the folder as complete. */
export async function writeManifest(folder: string, snapshot: Snapshot, version: string): Promise<void> {
  const manifest: Static<typeof Manifest> = {
    format: 1,
    version,
    created_at: new Date().toISOString(),
    migrations: snapshot.migrations,
    tables: snapshot.tables,
  };
  await writeFile(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Opens a folder that `writeTables` and `writeManifest` made. Throws a sentence when it is none or not complete. */
export async function openFolder(folder: string): Promise<Snapshot> {
  const file = join(folder, manifestFile);
  if (!existsSync(file)) throw new Error(`${folder} holds no complete export: ${manifestFile} is missing.`);
  const { migrations, tables } = Value.Parse(Manifest, JSON.parse(await readFile(file, 'utf8')));
  return { migrations, tables, read: (table) => readLines(fileOf(folder, table.name)) };
}

/** Only at line feeds: readline also splits at U+2028, which may stand in a text as it is. */
async function* readLines(file: string): AsyncIterable<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
}
