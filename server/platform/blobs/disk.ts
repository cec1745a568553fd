import { createHash, randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import { type Blobs, type ByteRange, type StoredBlob, splitKey } from './blobs.ts';

/**
 * Blobs as files under `root`: `<area>/<2 hex>/<2 hex>/<id>`, uploads under way in `incoming/`. The folders take the
 * id's last digits, since the first ones of a UUIDv7 are its time and hardly differ.
 */
export function openDiskBlobs(root: string): Blobs {
  const incoming = join(root, 'incoming');
  const pathOf = (key: string): string => {
    const { area, id } = splitKey(key);
    return join(root, area, id.slice(-2), id.slice(-4, -2), id);
  };
  return {
    put: async (key, stream, { maxBytes }) => storeFile({ stream, maxBytes, incoming, path: pathOf(key) }),
    get: async (key, range) => readFile(pathOf(key), range),
    exists: async (key) => (await whenWritten(pathOf(key))) !== undefined,
    remove: async (key) => rm(pathOf(key), { force: true }),
    list: async function* (area, { before }) {
      for await (const { name } of olderFiles(join(root, area), before)) yield `${area}/${name}`;
    },
    sweep: async ({ before }) => {
      let removed = 0;
      for await (const { path } of olderFiles(incoming, before)) {
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

interface StoreInput {
  stream: Readable;
  maxBytes: number;
  incoming: string;
  path: string;
}

async function storeFile({ stream, maxBytes, incoming, path }: StoreInput): Promise<StoredBlob> {
  const draft = join(incoming, randomUUID());
  try {
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const stored = await writeDraft(draft, stream, maxBytes);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(draft, path);
    await syncFolder(dirname(path));
    return stored;
  } catch (error) {
    stream.destroy();
    await rm(draft, { force: true });
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
      throw new AppError('unavailable', 'storage: there is no room for uploads at the moment.', { cause: error });
    }
    throw error;
  }
}

async function writeDraft(draft: string, stream: Readable, maxBytes: number): Promise<StoredBlob> {
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) {
        done(new AppError('payload_too_large', `A file may hold ${maxBytes} bytes.`));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = await open(draft, 'wx', 0o600);
  // `flush` syncs the file to disk before it is closed: the rename must not become durable before the bytes.
  await pipeline(stream, measure, file.createWriteStream({ flush: true }));
  return { size, sha256: hash.digest('hex') };
}

/** A rename is only durable once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readFile(path: string, range: ByteRange = { start: 0 }): Promise<Readable> {
  try {
    const file = await open(path, 'r');
    return file.createReadStream({ ...range, highWaterMark: 256 * 1024 });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new AppError('not_found', 'The bytes of this file are gone.', { cause: error });
  }
}

async function* olderFiles(folder: string, before: Date): AsyncGenerator<{ name: string; path: string }> {
  for await (const entry of await openFolder(folder)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const written = await whenWritten(path);
    if (written !== undefined && written < before.getTime()) yield { name: entry.name, path };
  }
}

/** The folder's entries at any depth; none where there is no folder, since it appears with its first file. */
async function openFolder(folder: string): Promise<AsyncIterable<Dirent> | Dirent[]> {
  try {
    return await opendir(folder, { recursive: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Milliseconds since 1970, or undefined for a file that was removed meanwhile. */
async function whenWritten(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
