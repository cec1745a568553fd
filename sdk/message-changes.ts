import type { ConversationEvent, Message, Reaction } from '@parlance/contracts';

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

/** The events that change a message which is there already. */
export type MessageChange = EventOf<'message-edited' | 'message-deleted' | 'reaction-added' | 'reaction-removed'>;

/** Whether an event changes a message that is there already. */
export function isMessageChange(event: ConversationEvent): event is MessageChange {
  return (
    event.type === 'message-edited' ||
    event.type === 'message-deleted' ||
    event.type === 'reaction-added' ||
    event.type === 'reaction-removed'
  );
}

/**
 * The message after a change; the same object where nothing changes. Doing all changes of a log again in their order
 * ends where doing them once did, so a message that was fetched later than the log was followed is safe to change too.
 * Only the order of reactions may then be another: here it is that of their events.
 */
export function changeMessage(message: Message, change: MessageChange): Message {
  // Deletion is for good: what came before it in the log has nothing left to change.
  if (message.id !== change.id || message.deleted_at !== null) return message;
  switch (change.type) {
    case 'message-edited': {
      const { content, mentions, edited_at } = change;
      return { ...message, content, mentions, edited_at };
    }
    case 'message-deleted':
      return {
        ...message,
        content: { text: '', parts: [] },
        mentions: [],
        reactions: [],
        deleted_at: change.deleted_at,
      };
    case 'reaction-added':
      return withReactions(message, addReaction(message.reactions, change));
    case 'reaction-removed':
      return withReactions(message, removeReaction(message.reactions, change));
  }
}

/** The list with the change applied where the message is in it; the same list where it isn't. */
export function changeMessages(messages: readonly Message[], change: MessageChange): readonly Message[] {
  const index = messages.findLastIndex((message) => message.id === change.id);
  const before = messages[index];
  if (before === undefined) return messages;
  const after = changeMessage(before, change);
  return after === before ? messages : messages.with(index, after);
}

function withReactions(message: Message, reactions: Reaction[]): Message {
  return reactions === message.reactions ? message : { ...message, reactions };
}

function addReaction(reactions: Reaction[], { emoji, user_id }: EventOf<'reaction-added'>): Reaction[] {
  const index = reactions.findIndex((reaction) => reaction.emoji === emoji);
  const reaction = reactions[index];
  if (reaction === undefined) return [...reactions, { emoji, count: 1, user_ids: [user_id] }];
  if (reaction.user_ids.includes(user_id)) return reactions;
  return reactions.with(index, { emoji, count: reaction.count + 1, user_ids: [...reaction.user_ids, user_id] });
}

function removeReaction(reactions: Reaction[], { emoji, user_id }: EventOf<'reaction-removed'>): Reaction[] {
  const index = reactions.findIndex((reaction) => reaction.emoji === emoji);
  const reaction = reactions[index];
  if (!reaction?.user_ids.includes(user_id)) return reactions;
  const user_ids = reaction.user_ids.filter((id) => id !== user_id);
  if (user_ids.length === 0) return reactions.toSpliced(index, 1);
  return reactions.with(index, { emoji, count: reaction.count - 1, user_ids });
}
