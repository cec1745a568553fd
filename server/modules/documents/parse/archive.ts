import { unzipSync } from 'fflate';
import { ParseError } from './parse-error.ts';

/** Unpacked, an office document may have this many bytes in all; more is a bomb or no use. */
const maxUnpackedBytes = 256 * 1024 * 1024;
const maxEntries = 20_000;
/** Deflate cannot shrink further than about 1 to 1,030; text of documents stays far below this. */
const maxRatio = 200;
const ratioMatters = 16 * 1024 * 1024;

/** Names of all entries of a zip archive, read from its directory alone. Throws `broken`. */
export function listArchive(bytes: Uint8Array): string[] {
  const names: string[] = [];
  openZip(bytes, ({ name }) => {
    if (names.push(name) > maxEntries) throw tooLarge();
    return false;
  });
  return names;
}

/** Unpacks the wanted entries. Throws `broken`, and `too_large` before anything is unpacked that would not fit. */
export function readArchive(bytes: Uint8Array, wants: (name: string) => boolean): Map<string, Uint8Array> {
  let total = 0;
  let entries = 0;
  const files = openZip(bytes, ({ name, size, originalSize }) => {
    entries += 1;
    if (entries > maxEntries) throw tooLarge();
    if (name.endsWith('/') || !wants(name)) return false;
    total += originalSize;
    if (total > maxUnpackedBytes) throw tooLarge();
    if (originalSize > ratioMatters && originalSize > size * maxRatio) throw tooLarge();
    return true;
  });
  return new Map(Object.entries(files));
}

function openZip(
  bytes: Uint8Array,
  filter: (file: { name: string; size: number; originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    // The sizes in the directory bind: an entry is unpacked into a buffer of the size it declares.
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof ParseError) throw error;
    throw new ParseError('broken', 'The file is damaged: its archive cannot be read.', { cause: error });
  }
}

const tooLarge = (): ParseError => new ParseError('too_large', 'The file unpacks to more than can be taken.');
