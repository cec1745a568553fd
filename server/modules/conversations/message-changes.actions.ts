import type { Content, ContentDraft, Message, NewLogEvent } from '@parlance/contracts';
import { sql } from 'kysely';
import { transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { append, scrubEvents } from '../../platform/log/index.ts';
import { composeContent, noContent, readContent } from './content.ts';
import type { ConversationsContext } from './context.ts';
import { lockMessage } from './conversations.access.ts';
import { findMentionedMembers, mentionEvents } from './mentions.ts';
import { getMessage, searchVector } from './messages.queries.ts';
import { indexedText } from './search-text.ts';

type Who = Pick<Actor, 'userId'>;

/** Changes the text of one's own message; its files stay. Throws `not_found`, `forbidden`, `validation_failed`. */
export async function editMessage(
  ctx: ConversationsContext,
  actor: Who,
  id: string,
  input: ContentDraft,
): Promise<Message> {
  return transact(ctx.db, async (tx) => {
    const message = await lockMessage(tx, actor, id);
    if (message.sender_id !== actor.userId) throw new AppError('forbidden', 'Only its sender may edit a message.');
    const content = editedContent(message.content, input);
    const mentions = await findMentionedMembers(tx, message.conversation_id, content.text);
    const editedAt = ctx.now();
    await tx
      .updateTable('messages')
      .set({
        content: JSON.stringify(content),
        mentions,
        edited_at: editedAt,
        search: searchVector(sql.val(indexedText(content.text))),
      })
      .where('id', '=', id)
      .execute();
    const event: NewLogEvent = { type: 'message-edited', id, content, mentions, edited_at: editedAt.toISOString() };
    await append(ctx, tx, [{ logId: message.conversation_id, actorId: actor.userId, subjectId: id, event }]);
    const added = mentions.filter((userId) => !message.mentions.includes(userId));
    await append(ctx, tx, mentionEvents(message, added));
    return getMessage(tx, id);
  });
}

/** The new text around the files there were: where the edit names a file is its place, those it doesn't name come last. */
function editedContent(before: Content, input: ContentDraft): Content {
  const files = new Map(before.parts.flatMap((part) => (part.type === 'file' ? [[part.media_id, part] as const] : [])));
  const { parts, mediaIds } = readContent(input, { mayBeEmpty: files.size > 0 });
  if (mediaIds.some((mediaId) => !files.has(mediaId))) {
    throw invalidField('content', "must not name files that the message doesn't have: an edit changes text only");
  }
  const unnamed = [...files.keys()].filter((mediaId) => !mediaIds.includes(mediaId));
  return composeContent([...parts, ...unnamed.map((mediaId) => ({ type: 'file' as const, mediaId }))], files);
}

/**
 * Deletes a message: its text goes from the message, the events, the search index and its reactions; the seq and the key
 * stay. Its sender may, and an owner of the group. Deleting it again changes nothing.
 */
export async function deleteMessage(ctx: ConversationsContext, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const message = await lockMessage(tx, actor, id, { deleted: true });
    if (message.sender_id !== actor.userId && !(message.role === 'owner' && message.kind !== 'direct')) {
      throw new AppError('forbidden', 'Only its sender or an owner of the conversation may delete a message.');
    }
    if (message.deleted_at) return;
    const deletedAt = ctx.now();
    await tx
      .updateTable('messages')
      .set({ content: JSON.stringify(noContent), mentions: [], search: null, deleted_at: deletedAt })
      .where('id', '=', id)
      .execute();
    await tx.deleteFrom('reactions').where('id', '=', id).execute();
    await ctx.ports.detachMedia(tx, [id]);
    await ctx.ports.scrubRuns(tx, id);
    await scrubEvents(tx, message.conversation_id, id, [
      { path: ['message', 'content'], value: noContent },
      { path: ['message', 'mentions'], value: [] },
      { path: ['content'], value: noContent },
      { path: ['mentions'], value: [] },
    ]);
    const event: NewLogEvent = { type: 'message-deleted', id, deleted_at: deletedAt.toISOString() };
    await append(ctx, tx, [{ logId: message.conversation_id, actorId: actor.userId, subjectId: id, event }]);
  });
}
