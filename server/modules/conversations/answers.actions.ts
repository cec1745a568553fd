import type { Content, Message, NewLogEvent } from '@parlance/contracts';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { newId } from '../../platform/ids.ts';
import { append } from '../../platform/log/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { conversationNotFound } from './conversations.access.ts';
import { presentMessage } from './conversations.present.ts';
import { searchVector } from './messages.queries.ts';
import { indexedText } from './search-text.ts';

/** Holds back everything else that is appended to a conversation until the transaction ends. Throws `not_found`. */
export async function lockConversationLog(tx: Tx, conversationId: string): Promise<number> {
  const row = await tx
    .selectFrom('logs')
    .select('head_seq')
    .where('log_id', '=', conversationId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw conversationNotFound();
  return row.head_seq;
}

interface Answer {
  conversationId: string;
  runId: string;
  content: Content;
}

/** Posts what the assistant says. Its text is searched and counted as unread like anyone's. */
export async function postAnswer(
  ctx: Pick<Platform, 'bus' | 'now' | 'metrics'>,
  tx: Tx,
  { conversationId, runId, content }: Answer,
): Promise<Message> {
  const seq = (await lockConversationLog(tx, conversationId)) + 1;
  const id = newId();
  const row = {
    id,
    conversation_id: conversationId,
    seq,
    message_id: id,
    sender: 'assistant' as const,
    sender_id: null,
    reply_to: null,
    mentions: [],
    run_id: runId,
    created_at: ctx.now(),
    edited_at: null,
    deleted_at: null,
  };
  await tx
    .insertInto('messages')
    .values({
      ...row,
      content_hash: '',
      content: JSON.stringify(content),
      search: searchVector(sql.val(indexedText(content.text))),
    })
    .execute();
  const message = presentMessage({ ...row, content, reactions: null });
  const event: NewLogEvent = { type: 'message-created', message };
  await append(ctx, tx, [{ logId: conversationId, actorId: null, subjectId: id, event }]);
  ctx.metrics.messagesSent.inc();
  return message;
}

/** Gives a conversation without a title one. One that has a title by now keeps it. */
export async function entitleConversation(
  ctx: Pick<Platform, 'bus'>,
  tx: Tx,
  { conversationId, title }: { conversationId: string; title: string },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('conversations')
    .set({ title })
    .where('id', '=', conversationId)
    .where('title', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await append(ctx, tx, [{ logId: conversationId, actorId: null, event: { type: 'conversation-renamed', title } }]);
}
