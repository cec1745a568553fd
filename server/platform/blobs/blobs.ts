import type { Readable } from 'node:stream';

/** Bytes that were stored; `sha256` is lower-case hex. */
export interface StoredBlob {
  size: number;
  sha256: string;
}

/** Both ends are included, as in a Range header; without `end` to the last byte. */
export interface ByteRange {
  start: number;
  end?: number;
}

/**
 * Where files live. Keys are `<area>/<uuid>`, chosen by the caller and never taken from a request: `blobKey` makes
 * them. Everything streams; nothing holds a whole file in memory.
 */
export interface Blobs {
  /**
   * Stores what the stream holds, all or nothing: a stream that fails or is too long leaves nothing behind. Throws
   * `payload_too_large` beyond `maxBytes`, `unavailable` when the storage is full, and the stream's own error as it is.
   */
  put(key: string, stream: Readable, options: { maxBytes: number }): Promise<StoredBlob>;
  /** Opens stored bytes; throws `not_found` where there are none. Whoever doesn't read to the end destroys the stream. */
  get(key: string, range?: ByteRange): Promise<Readable>;
  exists(key: string): Promise<boolean>;
  /** Removes the bytes; no error where there are none. */
  remove(key: string): Promise<void>;
  /** Keys of an area that were stored before a time, in no order. */
  list(area: string, options: { before: Date }): AsyncIterable<string>;
  /** Removes what uploads left behind that a crash cut off before `before`. Returns how many. */
  sweep(options: { before: Date }): Promise<number>;
}

const keyPattern = /^([a-z][a-z-]{0,30})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The key of a blob; areas keep the modules that store files apart. */
export function blobKey(area: string, id: string): string {
  const key = `${area}/${id}`;
  splitKey(key);
  return key;
}

/** Area and id of a key. Throws for anything else, so that no other text ever becomes part of a path. */
export function splitKey(key: string): { area: string; id: string } {
  const [, area, id] = keyPattern.exec(key) ?? [];
  if (!area || !id) throw new Error(`"${key}" is no blob key.`);
  return { area, id };
}
