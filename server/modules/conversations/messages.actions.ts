import { type ContentDraft, limits, type Message, type NewLogEvent } from '@parlance/contracts';
import { sql } from 'kysely';
import { afterCommit, type Tx, transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { type Append, append, scrubEvents } from '../../platform/log/index.ts';
import { findUserIdsByUsernames } from '../users/index.ts';
import { composeContent, hashContent, noContent, readContent, type WrittenContent } from './content.ts';
import type { ConversationsContext, Posted } from './context.ts';
import { conversationNotFound, lockMessage } from './conversations.access.ts';
import { findMentionedNames } from './mentions.ts';
import { type InsertOutcome, insertMessages, type MessageDraft } from './message-insert.ts';
import { getMessage, searchVector } from './messages.queries.ts';
import { indexedText } from './search-text.ts';

type Who = Pick<Actor, 'userId'>;

interface PostInput {
  conversationId: string;
  /** The sender's key; a send that is repeated with it gets the first message back, for ever. */
  key?: string | undefined;
  content: ContentDraft;
  replyTo?: string | null | undefined;
}

/**
 * Posts a message: stored, numbered and logged in one commit, then published. Plain text takes one round trip, shared with
 * other sends that wait. Throws `not_found` (not a member), `message_id_reused` (other content under the key),
 * `validation_failed`, `payload_too_large`.
 */
export async function postMessage(ctx: ConversationsContext, actor: Who, input: PostInput): Promise<Posted> {
  const written = readContent(input.content);
  const replyTo = input.replyTo?.toLowerCase() ?? null;
  const id = newId();
  const draft: MessageDraft = {
    id,
    conversationId: input.conversationId.toLowerCase(),
    senderId: actor.userId,
    key: input.key ?? id,
    contentHash: hashContent(id, written, replyTo),
    content: composeContent(written, new Map()),
    replyTo,
    mentions: [],
    createdAt: ctx.now(),
  };
  const names = findMentionedNames(draft.content.text);
  const isPlain = written.mediaIds.length === 0 && names.length === 0;
  const outcome = await ctx.lane.insert(
    draft,
    isPlain ? undefined : () => insertWithSideEffects(ctx, draft, written, names),
  );
  if (isPlain && outcome.outcome === 'created') ctx.bus.publish({ kind: 'event', event: outcome.event });
  if (outcome.outcome === 'created') ctx.metrics.messagesSent.inc();
  return conclude(ctx, draft, written, outcome);
}

/** A message that touches more than its own log: one transaction around it all. */
function insertWithSideEffects(
  ctx: ConversationsContext,
  draft: MessageDraft,
  written: WrittenContent,
  names: string[],
): Promise<InsertOutcome> {
  const { conversationId, id, senderId: ownerId } = draft;
  return transact(ctx.db, async (tx) => {
    await requireMember(tx, conversationId, ownerId);
    const known = await findByKey(tx, draft);
    if (known) return known;
    const mentions = await findMentionedMembers(tx, conversationId, names);
    const files = await ctx.ports.attachMedia(tx, {
      messageId: id,
      conversationId,
      ownerId,
      mediaIds: written.mediaIds,
    });
    const [outcome = { outcome: 'not_member' as const }] = await insertMessages(tx, [
      { ...draft, mentions, content: composeContent(written, files) },
    ]);
    // Thrown, not returned: the attachments must not stay.
    if (outcome.outcome === 'bad_reply') throw badReply();
    if (outcome.outcome === 'created') {
      afterCommit(tx, () => ctx.bus.publish({ kind: 'event', event: outcome.event }));
      await append(ctx, tx, mentionEvents(outcome.message, mentions));
    }
    return outcome;
  });
}

async function findByKey(tx: Tx, draft: MessageDraft): Promise<InsertOutcome | undefined> {
  const row = await tx
    .selectFrom('messages')
    .select(['id', 'content_hash'])
    .where('conversation_id', '=', draft.conversationId)
    .where('sender_id', '=', draft.senderId)
    .where('message_id', '=', draft.key)
    .executeTakeFirst();
  return row && { outcome: 'known', id: row.id, contentHash: row.content_hash };
}

async function requireMember(tx: Tx, conversationId: string, userId: string): Promise<void> {
  const row = await tx
    .selectFrom('conversation_members')
    .select('role')
    .where('conversation_id', '=', conversationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw conversationNotFound();
}

async function conclude(
  ctx: ConversationsContext,
  draft: MessageDraft,
  written: WrittenContent,
  outcome: InsertOutcome,
): Promise<Posted> {
  switch (outcome.outcome) {
    case 'not_member':
      throw conversationNotFound();
    case 'bad_reply':
      throw badReply();
    case 'created':
      ctx.metrics.messagesSent.inc();
      return { message: outcome.message, created: true };
    case 'known': {
      if (outcome.contentHash !== hashContent(outcome.id, written, draft.replyTo)) {
        throw new AppError(
          'message_id_reused',
          'You sent another message with this message_id before; use a new one.',
          {
            fields: [{ path: 'message_id', message: 'was used for other content' }],
          },
        );
      }
      return { message: await getMessage(ctx.db, outcome.id), created: false };
    }
  }
}

function badReply(): AppError {
  return new AppError('not_found', 'reply_to: there is no such message in this conversation.', {
    fields: [{ path: 'reply_to', message: 'is not a message of this conversation' }],
  });
}

async function findMentionedMembers(tx: Tx, conversationId: string, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const userIds = await findUserIdsByUsernames(tx, names);
  if (userIds.length === 0) return [];
  const rows = await tx
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', conversationId)
    .where('user_id', 'in', userIds)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

function mentionEvents(
  message: Pick<Message, 'id' | 'conversation_id' | 'seq' | 'sender_id'>,
  userIds: string[],
): Append[] {
  return userIds
    .filter((userId) => userId !== message.sender_id)
    .map((userId) => ({
      logId: userId,
      actorId: message.sender_id,
      event: { type: 'mentioned', conversation_id: message.conversation_id, id: message.id, message_seq: message.seq },
    }));
}

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
    const mentions = await findMentionedMembers(tx, message.conversation_id, findMentionedNames(content.text));
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

function editedContent(before: { parts: { type: string }[] }, input: ContentDraft) {
  const files = before.parts.filter((part) => part.type === 'file') as {
    type: 'file';
    media_id: string;
    filename: string;
    mime: string;
    size: number;
  }[];
  const isEmpty = typeof input === 'string' && input.trim() === '';
  const written = isEmpty && files.length > 0 ? { parts: [], mediaIds: [] } : readContent(input);
  const known = new Map(files.map((file) => [file.media_id, file]));
  if (written.mediaIds.some((mediaId) => !known.has(mediaId))) {
    throw invalidField('content', "must not name files that the message doesn't have: an edit changes text only");
  }
  const texts = written.parts.filter((part) => part.type === 'text');
  const kept = files.map((file) => ({ type: 'file' as const, mediaId: file.media_id }));
  return composeContent({ parts: [...texts, ...kept], mediaIds: [] }, known);
}

/**
 * Deletes a message: its text goes from the message, the events, the search index and its reactions; the seq and the key
 * stay. Its sender may, and an owner of the group. Deleting it again changes nothing.
 */
export async function deleteMessage(ctx: ConversationsContext, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const message = await lockMessage(tx, actor, id, { deleted: true });
    if (message.sender_id !== actor.userId && !(message.role === 'owner' && message.kind === 'group')) {
      throw new AppError('forbidden', 'Only its sender or an owner of the group may delete a message.');
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

// One emoji as people see it: a single user-perceived character that holds a pictograph, a flag or a keycap.
const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Adds or takes back one's own reaction; doing it twice is the same as once. Throws `not_found`, `validation_failed`. */
export async function setReaction(
  ctx: ConversationsContext,
  actor: Who,
  input: { id: string; emoji: string; on: boolean },
): Promise<Message> {
  const { id, emoji, on } = input;
  if ([...graphemes.segment(emoji)].length !== 1 || !pictograph.test(emoji))
    throw invalidField('emoji', 'must be one emoji');
  return transact(ctx.db, async (tx) => {
    const message = await lockMessage(tx, actor, id);
    const mine = { id, emoji, user_id: actor.userId };
    if (on) await assertRoomForReaction(tx, id, emoji);
    const changed = on
      ? await tx
          .insertInto('reactions')
          .values(mine)
          .onConflict((oc) => oc.doNothing())
          .returning('id')
          .execute()
      : await tx
          .deleteFrom('reactions')
          .where('id', '=', id)
          .where('emoji', '=', emoji)
          .where('user_id', '=', actor.userId)
          .returning('id')
          .execute();
    if (changed.length > 0) {
      const event: NewLogEvent = { type: on ? 'reaction-added' : 'reaction-removed', id, emoji, user_id: actor.userId };
      await append(ctx, tx, [{ logId: message.conversation_id, actorId: actor.userId, subjectId: id, event }]);
    }
    return getMessage(tx, id);
  });
}

async function assertRoomForReaction(tx: Tx, id: string, emoji: string): Promise<void> {
  const rows = await tx.selectFrom('reactions').select('emoji').distinct().where('id', '=', id).execute();
  if (rows.length >= limits.reactionsMax && !rows.some((row) => row.emoji === emoji)) {
    throw invalidField(
      'emoji',
      `must be one of those already there: a message takes ${limits.reactionsMax} different ones`,
    );
  }
}
