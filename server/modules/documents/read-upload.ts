import { Readable } from 'node:stream';
import { ChangeDocument, UploadText } from '@parlance/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  assertMayUpload,
  choosePlace,
  discardFile,
  recordUpload,
  type StagedFile,
  stageFile,
} from './documents.actions.ts';
import type { DocumentRow } from './documents.tables.ts';
import { cleanName } from './file-types.ts';

/** A text in JSON is parsed as a whole on the thread that serves everyone; larger ones come as files. */
export const textBodyBytes = 5 * 1024 * 1024;
const metadataBytes = 16 * 1024;

/** The fields beside a file. */
const FileFields = Type.Object({
  ...ChangeDocument.properties,
  metadata: Type.Optional(UploadText.properties.metadata),
});

type Given = Pick<UploadText, 'title' | 'visibility' | 'conversation_id' | 'metadata'>;

/**
 * Reads an upload, a text as JSON or a multipart form with the one field `file`, and records it. Throws `malformed_body`,
 * `validation_failed`, `payload_too_large`, `not_found`, `rate_limited`.
 */
export async function receiveUpload(platform: Platform, request: FastifyRequest): Promise<DocumentRow> {
  const { actor } = request;
  await assertMayUpload(platform, actor);
  if (request.isMultipart()) return receiveForm(platform, request);
  const { content, filename, ...given } = request.body as UploadText;
  const described = await describe(platform, actor, given);
  const stream = Readable.from([Buffer.from(content)], { objectMode: false });
  const staged = await stageFile(platform, stream, { maxBytes: textBodyBytes });
  return recordUpload(platform, actor, staged, { ...described, filename: cleanName(filename) });
}

async function receiveForm(platform: Platform, request: FastifyRequest): Promise<DocumentRow> {
  assertLength(request, platform.config.MAX_UPLOAD_BYTES);
  const form: Form = { fields: {}, staged: undefined, filename: '' };
  try {
    await readParts(platform, request, form);
    if (!form.staged) throw invalidField('file', 'is required');
    const described = await describe(platform, request.actor, checkFields(form.fields));
    return await recordUpload(platform, request.actor, form.staged, { ...described, filename: form.filename });
  } catch (error) {
    if (form.staged) await discardFile(platform, form.staged);
    // Browsers read no answer before they have sent everything.
    request.raw.unpipe();
    request.raw.resume();
    if (error instanceof AppError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new AppError('malformed_body', 'The upload broke off, or is not valid multipart/form-data.', {
      cause: error,
    });
  }
}

interface Form {
  fields: Record<string, unknown>;
  staged: StagedFile | undefined;
  filename: string;
}

async function readParts(platform: Platform, request: FastifyRequest, form: Form): Promise<void> {
  const maxBytes = platform.config.MAX_UPLOAD_BYTES;
  // A byte more than allowed, so that the storage and not the parser notices, and nothing is cut off silently.
  const limits = { files: 2, fields: 20, parts: 22, fieldSize: 64 * 1024, fileSize: maxBytes + 1 };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      form.fields[part.fieldname] = part.fieldname === 'metadata' ? parseMetadata(part.value) : part.value;
      continue;
    }
    if (part.fieldname !== 'file' || form.staged) throw invalidField('file', 'must be one file in the field "file"');
    form.filename = cleanName(decodeName(part.filename));
    form.staged = await stageFile(platform, part.file, { maxBytes });
  }
}

async function describe(platform: Platform, actor: { userId: string }, given: Given) {
  const { title, metadata = {} } = given;
  if (Buffer.byteLength(JSON.stringify(metadata)) > metadataBytes)
    throw invalidField('metadata', `must not be longer than ${metadataBytes / 1024} KiB`);
  const name = title?.trim();
  if (name === '') throw invalidField('title', 'must not be empty');
  return { ...(await choosePlace(platform, actor, given)), title: name, metadata };
}

function checkFields(fields: Record<string, unknown>): Given {
  if (Value.Check(FileFields, fields)) return fields;
  const [first] = Value.Errors(FileFields, fields);
  throw invalidField(first?.instancePath.split('/')[1] ?? 'file', first?.message ?? 'is not valid');
}

function parseMetadata(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    throw invalidField('metadata', 'must be a JSON object');
  }
}

/** Browsers write these three characters of a file name this way (HTML standard, multipart form data). */
const decodeName = (filename: string): string => filename.replace(/%(?:22|0d|0a)/gi, decodeURIComponent);

/** Refuses what announces itself as too large before a byte of it is stored. The form around the file needs some room too. */
function assertLength({ headers }: FastifyRequest, maxBytes: number): void {
  const room = 1024 * 1024;
  if (Number(headers['content-length'] ?? 0) <= maxBytes + room) return;
  throw new AppError('payload_too_large', `A file may hold ${maxBytes} bytes.`);
}
