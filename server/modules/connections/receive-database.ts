import type { FastifyRequest } from 'fastify';
import { AppError, invalidField } from '../../platform/errors.ts';
import { assertStorable } from '../../platform/http/storable.ts';
import type { Platform } from '../../platform/platform.ts';
import { removeDatabase, storeDatabase } from './sqlite-files.ts';

/** A database that came with the request and is stored, but belongs to no connection yet. */
export interface ReceivedDatabase {
  filename: string;
  stored: { blobKey: string; size: number };
}

/**
 * Reads a multipart form with the file in `file` and the rest as fields, which become the body of the request. Throws
 * `malformed_body`, `validation_failed`, `payload_too_large`.
 */
export async function receiveDatabase(
  platform: Pick<Platform, 'blobs' | 'config'>,
  request: FastifyRequest,
): Promise<ReceivedDatabase> {
  const fields: Record<string, string> = {};
  let received: ReceivedDatabase | undefined;
  try {
    for await (const part of partsOf(request, platform.config.MAX_UPLOAD_BYTES)) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value);
      else if (part.fieldname !== 'file' || received)
        throw invalidField('file', 'must be one file in the field "file"');
      else received = { filename: filenameOf(part.filename), stored: await storeDatabase(platform, part.file, 'file') };
    }
    if (!received) throw invalidField('file', 'is required');
    assertStorable(fields);
    request.body = { name: received.filename, ...fields, kind: 'sqlite' };
    return received;
  } catch (error) {
    if (received) await removeDatabase(platform, received.stored.blobKey);
    request.raw.unpipe();
    request.raw.resume();
    if (error instanceof AppError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new AppError('malformed_body', 'The upload broke off, or is not valid multipart/form-data.', {
      cause: error,
    });
  }
}

function partsOf(request: FastifyRequest, maxBytes: number) {
  // A byte more than allowed, so that the storage notices and nothing is cut off silently.
  return request.parts({ limits: { files: 2, fields: 20, parts: 22, fieldSize: 16 * 1024, fileSize: maxBytes + 1 } });
}

/** The last part of whatever path a browser sent, short enough for a title. */
function filenameOf(given: string | undefined): string {
  const name = (given ?? '').toWellFormed().replaceAll('\0', '').split(/[\\/]/).at(-1)?.trim().slice(-200);
  return name || 'database.sqlite';
}
