import { createHash } from 'node:crypto';
import { type Content, type ContentDraft, limits, type Part } from '@parlance/contracts';
import { AppError, invalidField } from '../../platform/errors.ts';

/** What a person wrote, brought into one form; files still lack what only the upload knows. */
export interface WrittenContent {
  parts: ({ type: 'text'; text: string } | { type: 'file'; mediaId: string })[];
  mediaIds: string[];
}

/**
 * Reads the forms a draft may have: a string, `{text}`, `{text?, parts}` or a list of parts. Throws for oversized ones, and for
 * those that say nothing unless `mayBeEmpty`.
 */
export function readContent(draft: ContentDraft, { mayBeEmpty = false } = {}): WrittenContent {
  const given =
    typeof draft === 'string'
      ? [{ type: 'text' as const, text: draft }]
      : Array.isArray(draft)
        ? draft
        : partsOf(draft);
  const parts: WrittenContent['parts'] = [];
  for (const part of given) {
    if (part.type === 'file') parts.push({ type: 'file', mediaId: part.media_id.toLowerCase() });
    else if (part.text.trim() !== '') parts.push({ type: 'text', text: part.text });
  }
  if (parts.length === 0 && !mayBeEmpty) throw invalidField('content', 'must not be empty');
  assertSize(parts);
  const mediaIds = parts.flatMap((part) => (part.type === 'file' ? [part.mediaId] : []));
  return { parts, mediaIds: [...new Set(mediaIds)] };
}

/** The event of a message holds its text twice, and some characters take six bytes in JSON: that has to fit as well. */
const mostJsonBytes = limits.eventBytes * 0.45;

function assertSize(parts: WrittenContent['parts']): void {
  const tooLong = Buffer.byteLength(joinText(parts)) > limits.messageBytes;
  if (!tooLong && Buffer.byteLength(JSON.stringify(parts)) <= mostJsonBytes) return;
  throw new AppError(
    'payload_too_large',
    `content: a message may hold ${limits.messageBytes / 1024} KiB; send longer texts as a file.`,
    { fields: [{ path: 'content', message: `must not be larger than ${limits.messageBytes} bytes` }] },
  );
}

function partsOf(draft: Exclude<ContentDraft, string | unknown[]>) {
  const parts = draft.parts ?? [];
  const hasText = parts.some((part) => part.type === 'text');
  // Clients that send a message back as they got it repeat the text beside its parts.
  if (draft.text === undefined || (hasText && joinText(parts) === draft.text)) return parts;
  return [{ type: 'text' as const, text: draft.text }, ...parts];
}

type File = { filename: string; mime: string; size: number };

/** The content as it is stored and sent. `files` describes every upload that is named in it. */
export function composeContent(written: WrittenContent['parts'], files: Map<string, File>): Content {
  const parts: Part[] = written.flatMap((part): Part[] => {
    if (part.type === 'text') return [part];
    const file = files.get(part.mediaId);
    return file
      ? [{ type: 'file', media_id: part.mediaId, filename: file.filename, mime: file.mime, size: file.size }]
      : [];
  });
  return { text: joinText(parts), parts };
}

function joinText(parts: { type: string; text?: string }[]): string {
  return parts.flatMap((part) => (part.type === 'text' && part.text !== undefined ? [part.text] : [])).join('\n');
}

/** What a deleted message says. */
export const noContent: Content = { text: '', parts: [] };

/** Tells a repeated send from another message under the same key. Salted with the message's id, so that equal texts don't show. */
export function hashContent(id: string, written: WrittenContent, replyTo: string | null): string {
  return createHash('sha256')
    .update(JSON.stringify([id, written.parts, replyTo]))
    .digest('base64url');
}
