import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobKey } from '../../platform/blobs/index.ts';
import { invalidField } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { UploadedFile } from './context.ts';
import { DatabaseFault } from './database/database-fault.ts';

type Files = Pick<Platform, 'blobs' | 'config'>;

/** Where uploaded databases live among the blobs. */
export const databaseArea = 'databases';
/** What every SQLite file begins with (sqlite.org/fileformat.html). */
const signature = Buffer.from('SQLite format 3\0');

/** Keeps an uploaded database under a key of its own. Throws `validation_failed` where it is none, `payload_too_large`. */
export async function storeDatabase(
  { blobs, config }: Files,
  stream: Readable,
  field: string,
): Promise<{ blobKey: string; size: number }> {
  const key = blobKey(databaseArea, newId());
  const { size } = await blobs.put(key, stream, { maxBytes: config.MAX_UPLOAD_BYTES });
  const start: Buffer[] = [];
  if (size >= signature.length) {
    for await (const chunk of await blobs.get(key, { start: 0, end: signature.length - 1 }))
      start.push(Buffer.from(chunk));
  }
  if (Buffer.concat(start).equals(signature)) return { blobKey: key, size };
  await blobs.remove(key);
  throw invalidField(field, 'is not a SQLite database');
}

/** The same for an upload that is there already; it stays where it is. */
export async function copyUpload(files: Files, { stream }: UploadedFile): Promise<{ blobKey: string; size: number }> {
  return storeDatabase(files, stream, 'media_id');
}

const folderOf = ({ config }: Pick<Platform, 'config'>) => join(config.DATA_DIR, 'databases');
const fileOf = (files: Pick<Platform, 'config'>, key: string) => join(folderOf(files), `${key.split('/')[1]}.sqlite`);

/** The path of a file with the bytes of the database: SQLite reads files, and the blobs may be elsewhere. Fetched once. */
export async function localCopy(files: Files, { blob_key: key }: { blob_key: string | null }): Promise<string> {
  if (key === null) throw new DatabaseFault('unreachable', 'The file of this connection is gone.');
  const path = fileOf(files, key);
  if (await isThere(path)) return path;
  await mkdir(folderOf(files), { recursive: true, mode: 0o700 });
  const draft = `${path}.${newId()}`;
  try {
    const source = await files.blobs.get(key);
    await pipeline(source, createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new DatabaseFault('unreachable', 'The file of this connection cannot be read.', { cause: error });
  }
  return path;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Removes the bytes of a database, wherever they are here. */
export async function removeDatabase(files: Files, key: string): Promise<void> {
  await rm(fileOf(files, key), { force: true });
  await files.blobs.remove(key);
}

/** Removes copies whose database is not among the known keys. */
export async function sweepCopies(files: Pick<Platform, 'config'>, isKnown: (key: string) => boolean): Promise<void> {
  const names = await readdir(folderOf(files)).catch(() => []);
  for (const name of names) {
    const [id = ''] = name.split('.');
    if (!isKnown(`${databaseArea}/${id}`)) await rm(join(folderOf(files), name), { force: true });
  }
}

export const streamOfBytes = (bytes: Uint8Array): Readable => Readable.from([bytes]);
