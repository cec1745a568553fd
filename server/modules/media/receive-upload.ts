import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MediaRow } from './media.tables.ts';
import { assertMayUpload, discardFile, recordUpload, type StagedFile, stageFile } from './media.upload.ts';

/** Uploads of one person that one process takes at a time. */
const uploadsAtOnce = 20;

type Receive = (request: FastifyRequest) => Promise<MediaRow>;

/**
 * Makes the function that reads a multipart form with the one field `file` as it arrives and records it as the actor's upload.
 * Throws `unsupported_media_type`, `malformed_body`, `validation_failed`, `payload_too_large`, `conflict`, `rate_limited`.
 */
export function createReceiver(platform: Platform): Receive {
  const underWay = new Map<string, number>();
  return async (request) => {
    const { userId } = request.actor;
    const running = underWay.get(userId) ?? 0;
    if (running >= uploadsAtOnce) throw tooManyAtOnce();
    underWay.set(userId, running + 1);
    try {
      return await receive(platform, request);
    } finally {
      const left = (underWay.get(userId) ?? 1) - 1;
      if (left > 0) underWay.set(userId, left);
      else underWay.delete(userId);
    }
  };
}

async function receive(platform: Platform, request: FastifyRequest): Promise<MediaRow> {
  if (!request.isMultipart()) throw notMultipart();
  assertLength(request, platform.config.MAX_UPLOAD_BYTES);
  await assertMayUpload(platform, request.actor.userId);
  let staged: StagedFile | undefined;
  try {
    for await (const part of filesOf(request, platform.config.MAX_UPLOAD_BYTES)) {
      if (part.fieldname !== 'file' || staged) throw invalidField('file', 'must be one file in the field "file"');
      staged = await stage(platform, part);
    }
    if (!staged) throw invalidField('file', 'is required');
    return await recordUpload(platform, request.actor.userId, staged);
  } catch (error) {
    if (staged) await discardFile(platform, staged);
    drain(request);
    throw error;
  }
}

/** The form's files one after the other; each has to be read before the next one comes. */
async function* filesOf(request: FastifyRequest, maxBytes: number): AsyncGenerator<MultipartFile> {
  // A byte more than allowed, so that the storage and not the parser notices, and nothing is cut off silently.
  const limits = { files: 2, fields: 20, parts: 22, fieldSize: 64 * 1024, fileSize: maxBytes + 1 };
  const files = request.files({ limits });
  for (;;) {
    let next: IteratorResult<MultipartFile>;
    try {
      next = await files.next();
    } catch (error) {
      throw asMalformed(error);
    }
    if (next.done) return;
    yield next.value;
  }
}

async function stage(platform: Platform, part: MultipartFile): Promise<StagedFile> {
  try {
    return await stageFile(platform, { filename: decodeFilename(part.filename), stream: part.file });
  } catch (error) {
    // System calls fail on our side; everything else that is not ours yet came with the request.
    if (error instanceof AppError || (error instanceof Error && 'syscall' in error)) throw error;
    throw asMalformed(error);
  }
}

/** Browsers write these three characters of a file name this way (HTML standard, multipart form data). */
function decodeFilename(filename: string | undefined): string | undefined {
  return filename?.replace(/%(?:22|0d|0a)/gi, decodeURIComponent);
}

function asMalformed(cause: unknown): AppError {
  return new AppError('malformed_body', 'The upload broke off, or is not valid multipart/form-data.', { cause });
}

/** Refuses what announces itself as too large before a byte of it is stored. The form around the file needs some room too. */
function assertLength({ headers }: FastifyRequest, maxBytes: number): void {
  const room = 1024 * 1024;
  if (Number(headers['content-length'] ?? 0) <= maxBytes + room) return;
  throw new AppError('payload_too_large', `A file may hold ${maxBytes} bytes.`);
}

/** Browsers read no answer before they have sent everything: the rest is taken and thrown away. */
function drain({ raw }: FastifyRequest): void {
  raw.unpipe();
  raw.resume();
}

/** For everything that is not multipart. */
export function notMultipart(): AppError {
  return new AppError('unsupported_media_type', 'Send the file as multipart/form-data, in the field "file".');
}

function tooManyAtOnce(): AppError {
  return new AppError('rate_limited', 'Too many uploads at once; wait until some have finished.', {
    headers: { 'retry-after': '5' },
  });
}
