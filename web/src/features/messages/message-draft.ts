import type { ContentDraft, Message, Part } from '@parlance/contracts';
import { limits } from '@parlance/contracts/limits';
import type { Upload } from './use-uploads.ts';

type DraftPart = Extract<ContentDraft, readonly unknown[]>[number];

/** What to send for a text and its uploaded files; null where there is nothing to say. */
export function draftOf(text: string, uploads: readonly Upload[]): ContentDraft | null {
  const parts: DraftPart[] = text.trim() === '' ? [] : [{ type: 'text', text: text.trim() }];
  for (const { media } of uploads) {
    if (!media) continue;
    parts.push({ type: 'file', media_id: media.id, filename: media.filename, mime: media.mime, size: media.size });
  }
  if (parts.length === 0) return null;
  return uploads.length === 0 ? text.trim() : parts;
}

/** What to send for an edited text: its files stay. Null where nothing would be left. */
export function editedDraft(message: Message, text: string): ContentDraft | null {
  const files = message.content.parts.filter((part): part is Extract<Part, { type: 'file' }> => part.type === 'file');
  const parts: DraftPart[] = text.trim() === '' ? [...files] : [{ type: 'text', text: text.trim() }, ...files];
  return parts.length > 0 ? parts : null;
}

/** The text of a message, as its author wrote it. */
export const writtenText = (message: Message): string =>
  message.content.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

/** Whether the server would refuse it for its size. */
export const isTooLong = (draft: ContentDraft): boolean =>
  new TextEncoder().encode(JSON.stringify(draft)).length > limits.messageBytes - 1024;
