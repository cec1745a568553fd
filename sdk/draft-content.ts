import type { Content, ContentDraft } from '@parlance/contracts';

/** A draft in the shape the message will have, as far as this device knows it. */
export function contentOfDraft(draft: ContentDraft): Content {
  if (typeof draft === 'string') return { text: draft, parts: [{ type: 'text', text: draft }] };
  const drafts = Array.isArray(draft) ? draft : (draft.parts ?? []);
  const parts: Content['parts'] = drafts.map((part) =>
    part.type === 'text'
      ? { type: 'text', text: part.text }
      : {
          type: 'file',
          media_id: part.media_id,
          filename: part.filename ?? '',
          mime: part.mime ?? 'application/octet-stream',
          size: part.size ?? 0,
        },
  );
  const text = Array.isArray(draft) ? undefined : draft.text;
  if (text !== undefined && !drafts.some((part) => part.type === 'text')) parts.unshift({ type: 'text', text });
  const spoken = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { text: text ?? spoken.join('\n'), parts };
}
