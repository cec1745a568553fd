import type { Message } from '@parlance/contracts';
import type { Tx } from '../../platform/db/index.ts';
import type { Append } from '../../platform/log/index.ts';
import { findUserIdsByUsernames } from '../users/index.ts';

const mention = /(?<![\p{L}\p{M}\p{N}_@])@([\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?)/gu;
const mostMentions = 50;

/** The user names that a text addresses with `@name`, as written, each once, at most fifty. */
export function findMentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(mention)) {
    if (match[1]) names.add(match[1]);
    if (names.size === mostMentions) break;
  }
  return [...names];
}

/** The members of a conversation that a text mentions, in the order of their ids. */
export async function findMentionedMembers(tx: Tx, conversationId: string, text: string): Promise<string[]> {
  const names = findMentionedNames(text);
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

/** What the mentioned find in their own logs; who mentions themselves needs no telling. */
export function mentionEvents(
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
